"""What each kind of field takes, and how it refuses the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.records.toys import TOYS, Case, Person, Status

from owj.server.records.compiling import compile_packages
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.registry import only_declared
from owj.server.records.snapshot import build_snapshot
from owj.server.records.writer import Writer

with only_declared({"toys": TOYS}):
    SNAPSHOT = build_snapshot(compile_packages([("toys", TOYS)]))
CASE, PERSON = SNAPSHOT.writer(Case.key), SNAPSHOT.writer(Person.key)
UUID_TEXT = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("writer", "name", "value", "stored"),
    [
        (CASE, "subject", "  با فاصله ", "  با فاصله "),
        (CASE, "body", None, ""),
        (CASE, "status", "open", Status.OPEN),
        (CASE, "level", None, None),
        (CASE, "size", 0, 0),
        (CASE, "size", 100, 100),
        (CASE, "day", date(2026, 1, 1), date(2026, 1, 1)),
        (CASE, "file", UUID_TEXT, UUID(UUID_TEXT)),
        (CASE, "extra", {"a": (1, 2)}, {"a": [1, 2]}),
        (CASE, "extra", None, None),
        (CASE, "urgent", True, True),
        (PERSON, "email", " a@b.ir", "a@b.ir"),
        (PERSON, "email", "", ""),
        (PERSON, "phone", "۰۲۱-۸۸", "021-88"),
        (PERSON, "name", "ن" * 50, "ن" * 50),
    ],
)
def test_a_fitting_value_is_taken(writer: Writer, name: str, value: Any, stored: Any) -> None:
    (taken,) = writer.clean_changes({name: value}).values()
    assert taken == stored
    assert type(taken) is type(stored)


@pytest.mark.parametrize(
    ("writer", "name", "value"),
    [
        (CASE, "subject", 3),
        (CASE, "subject", "x" * 1001),
        (CASE, "subject", "a\x00b"),
        (CASE, "subject", "\ud800"),
        (CASE, "body", b"bytes"),
        (CASE, "status", "frozen"),
        (CASE, "status", None),
        (CASE, "status", 1),
        (CASE, "size", -1),
        (CASE, "size", 101),
        (CASE, "size", "5"),
        (CASE, "size", 5.0),
        (CASE, "size", True),
        (CASE, "urgent", 1),
        (CASE, "urgent", None),
        (CASE, "day", datetime(2026, 1, 1, tzinfo=UTC)),
        (CASE, "day", "2026-01-01"),
        (CASE, "opened_at", datetime(2026, 1, 1)),  # noqa: DTZ001 -- without a zone on purpose
        (CASE, "opened_at", date(2026, 1, 1)),
        (CASE, "file", "not a uuid"),
        (CASE, "firm", 0),
        (CASE, "firm", -5),
        (CASE, "firm", 2**63),
        (CASE, "firm", "1"),
        (CASE, "firm", True),
        (CASE, "extra", {"a": float("nan")}),
        (CASE, "extra", {"a": object()}),
        (CASE, "extra", {"a": "\x00"}),
        (PERSON, "email", "nobody"),
        (PERSON, "email", "a@b@c"),
        (PERSON, "email", "a@b.ir\nBcc: x@y.ir"),
        (PERSON, "phone", "call me"),
        (PERSON, "name", "ن" * 51),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(
    writer: Writer, name: str, value: Any
) -> None:
    with pytest.raises(FieldValueRejected) as refused:
        writer.clean_changes({name: value})
    assert refused.value.data["name"] == name
    assert str(refused.value.data["expected"])
    assert len(str(refused.value.data["got"])) < 100


@given(st.text())
def test_any_text_is_either_stored_as_it_is_or_refused(text: str) -> None:
    try:
        taken = CASE.clean_changes({"body": text})["body"]
    except FieldValueRejected:
        assert "\x00" in text or not text.isprintable()
    else:
        assert taken == text
        taken.encode()


def test_a_json_default_is_not_shared_between_records() -> None:
    value = {"a": [1]}
    one = CASE.clean_changes({"extra": value})["extra"]
    one["a"].append(2)
    assert value == {"a": [1]}
