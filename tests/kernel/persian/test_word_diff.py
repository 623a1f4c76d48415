"""What changed between two texts, word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.word_diff import DiffKind, word_diff

SAME, GONE, NEW = DiffKind.SAME, DiffKind.GONE, DiffKind.NEW


def shown(old: str, new: str) -> list[tuple[DiffKind, str]]:
    return [(one.kind, one.text.strip()) for one in word_diff(old, new)]


def test_a_changed_figure_stands_beside_its_old_self() -> None:
    assert shown("پاسخ در ۲۰ دقیقهٔ کاری", "پاسخ در ۱۵ دقیقهٔ کاری") == [
        (SAME, "پاسخ در"),
        (GONE, "۲۰"),
        (NEW, "۱۵"),
        (SAME, "دقیقهٔ کاری"),
    ]


def test_a_word_with_a_half_space_is_never_cut() -> None:
    assert (NEW, "نمی‌شود") in shown("شمرده می‌شود", "شمرده نمی‌شود")


def test_a_clock_time_is_one_word() -> None:
    assert (GONE, "۸:۳۰") in shown("از ۸:۳۰ تا ۱۷:۰۰ باز است", "از ۹:۰۰ تا ۱۷:۰۰ باز است")


def test_a_short_word_between_two_changes_joins_them() -> None:
    assert shown("از شنبه تا چهارشنبه", "از یکشنبه تا پنجشنبه") == [
        (SAME, "از"),
        (GONE, "شنبه تا چهارشنبه"),
        (NEW, "یکشنبه تا پنجشنبه"),
    ]


def test_spaces_alone_are_no_change() -> None:
    assert shown("یک  متن", "یک متن") == [(SAME, "یک متن")]


TEXTS = st.text(alphabet="ابم‌ ۱۲:.،\n", max_size=40)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts_up_to_spaces(old: str, new: str) -> None:
    parts = word_diff(old, new)
    kept = "".join(one.text for one in parts if one.kind is not GONE)
    was = "".join(one.text for one in parts if one.kind is not NEW)
    assert "".join(kept.split()) == "".join(new.split())
    assert "".join(was.split()) == "".join(old.split())
