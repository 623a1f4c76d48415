"""Persian order and folded search in the database agree with the kernel."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.kernel.persian.folding import fold
from owj.kernel.persian.letters import ALPHABET, DIGITS, IGNORED, VARIANTS
from owj.kernel.persian.ordering import persian_key
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey, ids_of

PERSIAN_TEXT = st.text(
    st.sampled_from(ALPHABET + "".join((*VARIANTS, *DIGITS)) + IGNORED + " azAZ09.,")
)


def ask(function: str, text: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return str(cursor.fetchone()[0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=PERSIAN_TEXT)
def test_the_databases_sort_key_is_the_kernels(db: None, text: str) -> None:
    assert ask("persian_key", text) == persian_key(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=PERSIAN_TEXT)
def test_the_databases_folding_is_the_kernels_up_to_plurals_and_spaces(db: None, text: str) -> None:
    letters = ask("persian_fold", text)
    assert fold(letters) == fold(text)
    assert letters == letters.casefold()


def test_names_sort_by_the_persian_alphabet(ctx: Context) -> None:
    names = ["یاس", "گل", "کاج", "پروانه", "بید", "آلاله", "Zagros", "ژاله", "چنار"]
    ctx.create_many(Firm, [{"name": name} for name in names])
    rows = ctx.rows(Firm).order_by(PersianKey("name"))
    assert list(rows.values_list("name", flat=True)) == [
        "Zagros", "آلاله", "بید", "پروانه", "چنار", "ژاله", "کاج", "گل", "یاس",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "asked", "found"),
    [
        ("كتابهاي تازه", "کتاب", True),
        ("کتاب", "كتاب‌ها", True),
        ("کتابهای خوب", "کتابهای خوب", True),
        ("شمارهٔ ۱۲۳", "شماره 123", True),
        ("Printer HP", "hp printer", True),
        ("چاپگر", "اسکنر", False),
        ("صد درصد", "100%", False),
        ("پر از زیرخط", "_", False),
        ("هر چه", "", True),
        ("مسئول", "مسيول", True),
    ],
)
def test_search_finds_every_word_however_it_is_written(
    ctx: Context, stored: str, asked: str, found: bool
) -> None:
    firm = ctx.create(Firm, name="اوج")
    ctx.create(Case, subject=stored, firm=firm, opened_at=NOW)
    assert ctx.rows(Case).filter(subject__folded=asked).exists() is found


def test_search_and_order_have_their_indexes(ctx: Context) -> None:
    ctx.create_many(Firm, [{"name": f"شرکت {n}"} for n in range(2000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE e_toy_firm")
        cursor.execute("SET LOCAL enable_seqscan = off")
    searched = ctx.rows(Firm).filter(name__folded="شرکت ۱۲۳۴")
    ordered = ctx.rows(Firm).order_by(PersianKey("name"))[:5]
    assert "name_folded" in searched.explain()
    assert "e_toy_firm_persian_key" in ordered.explain()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("پرداخت", True),
        ("پرداحت", True),
        ("پرداخ", True),
        ("پرداخخت", True),
        ("پرادخت", True),
        ("پرخت", False),
        ("درگاه پرداحت", True),
        ("صد", False),
        ("%____%", False),
    ],
)
def test_a_word_mistyped_by_one_letter_is_nearly_found(
    ctx: Context, asked: str, found: bool
) -> None:
    firm = ctx.create(Firm, name="اوج")
    ctx.create(Case, subject="خطای درگاه پرداخت", firm=firm, opened_at=NOW)
    assert ctx.rows(Case).filter(subject__nearly=asked).exists() is found


def test_a_text_without_a_kept_copy_is_folded_row_by_row(ctx: Context) -> None:
    ctx.create(Firm, name="اوج", code="كد ۱۲")
    assert ctx.rows(Firm).filter(code__folded="کد 12").exists()


def test_ids_given_as_one_array_find_what_in_finds(ctx: Context) -> None:
    ids = ctx.create_many(Firm, [{"name": f"شرکت {n}"} for n in range(5)])
    wanted = sorted(firm.id for firm in ctx.rows(Firm).order_by("id"))[1:3]
    assert ids
    assert [one.id for one in ctx.rows(Firm).filter(id__among=ids_of(wanted)).order_by("id")] == (
        wanted
    )
    assert not ctx.rows(Firm).filter(id__among=ids_of([])).exists()
