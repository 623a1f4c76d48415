"""The order of the alphabet, as the database's SQL function gives it too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.letters import ALPHABET
from owj.kernel.persian.ordering import KEY_FROM, KEY_TO, persian_key


def sql_translate(text: str, source: str, target: str) -> str:
    """Return what SQL's translate(text, source, target) returns."""
    places = {letter: place for place, letter in reversed(list(enumerate(source)))}
    kept = (letter for letter in text if places.get(letter, -1) < len(target))
    return "".join(target[places[letter]] if letter in places else letter for letter in kept)


def test_the_alphabet_is_in_order() -> None:
    mixed = [*ALPHABET[1::2], *ALPHABET[::2]]
    assert sorted(mixed, key=persian_key) == list(ALPHABET)
    assert len(ALPHABET) == 34


def test_names_sort_as_a_reader_expects() -> None:
    names = ["گلی", "کاظمی", "پارسا", "بهرام", "تهرانی", "یاسر", "ژاله", "زهرا", "آذر", "احمد"]
    expected = ["آذر", "احمد", "بهرام", "پارسا", "تهرانی", "زهرا", "ژاله", "کاظمی", "گلی", "یاسر"]
    assert sorted(names, key=persian_key) == expected
    assert sorted(names) != expected


def test_written_forms_have_one_place() -> None:
    assert persian_key("علي كريمي ٣") == persian_key("علی کریمی ۳") == persian_key("علی کریمی 3")
    assert persian_key("کتاب‌خانه") == persian_key("کتابخانه")
    assert persian_key("محمّد") == persian_key("محمد")


def test_digits_and_latin_names_come_first() -> None:
    assert sorted(["الف", "Zed", "amoot", "۲", "10"], key=persian_key) == [
        "10",
        "۲",
        "amoot",
        "Zed",
        "الف",
    ]


def test_a_shorter_name_comes_first() -> None:
    assert persian_key("رضا") < persian_key("رضا کریمی") < persian_key("رضایی")


@given(st.text(st.sampled_from(KEY_FROM + " -.zé中"), max_size=20))
def test_sql_translate_with_the_constants_gives_the_same_key(text: str) -> None:
    assert sql_translate(text, KEY_FROM, KEY_TO) == persian_key(text)


def test_no_letter_is_mapped_twice() -> None:
    assert len(set(KEY_FROM)) == len(KEY_FROM)
    assert len(KEY_TO) < len(KEY_FROM)
