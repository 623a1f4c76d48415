"""The text of an agreement: its figures are its settings (R50, R51)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from owj.kernel.sla.agreement import AGREEMENT_FIELDS, SHIPPED_AGREEMENT
from owj.kernel.sla.clauses import (
    AgreementText,
    Clause,
    ClauseRejected,
    Piece,
    check_clauses,
    read_text,
    value_at,
)
from owj.server.agreements.shipped_text import shipped_clauses

PHONE = Clause("phone", "تلفن", "تماس تا {callback_minutes} بعد.", ("no_key",))
WORDS = {"callback_minutes": "۶۰ دقیقه"}


def test_a_figure_of_the_text_is_a_setting() -> None:
    text = AgreementText("توافق", (PHONE,), WORDS)
    assert text.body(PHONE) == "تماس تا ۶۰ دقیقه بعد."
    assert text.pieces(PHONE)[1] == Piece("۶۰ دقیقه", "callback_minutes")
    assert text.plain == "توافق\n\n۱. تلفن\nتماس تا ۶۰ دقیقه بعد.\n"
    assert value_at(SHIPPED_AGREEMENT, "first_response_minutes.high") == 20


def test_an_english_text_has_latin_numbers() -> None:
    text = AgreementText("SLA", (Clause("a", "Phone", "We call within an hour."),))
    assert "1. Phone" in text.plain


def test_a_text_is_read_back_as_it_was_written() -> None:
    text = AgreementText("توافق", (PHONE,), WORDS)
    assert read_text(text.to_json()) == text
    assert read_text({}).clauses == ()


def test_a_clause_knows_the_settings_that_come_from_it() -> None:
    assert PHONE.named == ("callback_minutes", "no_key")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PHONE, body="تا {callback_hours}"),
        replace(PHONE, body="تا {first_response_minutes.urgent}"),
        replace(PHONE, settings=("nothing",)),
        replace(PHONE, heading=" "),
        replace(PHONE, body=""),
        replace(PHONE, body="ب" * 8_001),
        replace(PHONE, key="Bad key"),
    ],
)
def test_a_clause_that_says_nothing_known_is_refused(wrong: Clause) -> None:
    with pytest.raises(ClauseRejected):
        check_clauses([wrong])


def test_two_clauses_never_share_a_key() -> None:
    with pytest.raises(ClauseRejected):
        check_clauses([PHONE, replace(PHONE, heading="دیگر")])


def test_every_setting_stands_at_one_clause_of_the_shipped_text() -> None:
    check_clauses(shipped_clauses())
    named = [name for clause in shipped_clauses() for name in clause.named]
    assert sorted(named) == sorted(one.name for one in AGREEMENT_FIELDS)
