"""Search finds a text however it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.folding import fold, fold_letters

TYPED = st.text("ابپتکكگیيىئهةۀآأؤهاهای \u200c\u064e\u0640۱١1Aaß.-", max_size=30)


@pytest.mark.parametrize(
    "written",
    [
        "كتاب‌هاي",
        "کتاب‌های",
        "کتابهای",
        "کتاب های",
        "کِتابْ‌های",
        "کـتـاب ها",
        "کتاب‌هایشان",
        "ﮐﺘﺎﺏ ﻫﺎ",
        " کتاب\u00a0ها ",
        "کتاب",
    ],
)
def test_one_word_in_all_its_forms(written: str) -> None:
    assert fold(written) == "کتاب"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("علي‌رضا", "علیرضا"),
        ("خانهٔ ما، خانة ما، خانۀ ما", "خانه ما، خانه ما، خانه ما"),
        ("مسئول رئیس مؤسسه", "مسیول رییس موسسه"),
        ("آذر أسماء إیران", "اذر اسما ایران"),
        ("تیکت ۱۲۳ و ٤٥٦ و 789", "تیکت 123 و 456 و 789"),
        ("CRM  Amoot\tHub\n", "crm amoot hub"),
        ("Straße", "strasse"),
        ("فاکتورها، نامه ها و گل‌ها", "فاکتور، نامه و گل"),
        ("pdfها", "pdf"),
        ("می\u200cشود", "میشود"),
        ("\u202bمتن\u202c", "متن"),
        ("", ""),
    ],
)
def test_letters_digits_marks_and_spaces_are_made_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("word", ["تنها", "انتها", "منتها", "طاها", "بها", "نهایی", "رها"])
def test_words_that_only_look_plural_stay(word: str) -> None:
    assert fold(word) == word


def test_fold_letters_keeps_words_whole() -> None:
    assert fold_letters("زهراهاي كتاب ها") == "زهراهای کتاب ها"


@given(TYPED)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_letters(fold_letters(text)) == fold_letters(text)


@given(TYPED)
def test_keyboards_do_not_matter(text: str) -> None:
    arabic = text.translate(str.maketrans("یک۱", "يك١"))
    assert fold(arabic) == fold(text)
