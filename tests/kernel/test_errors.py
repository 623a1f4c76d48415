"""Errors say what was expected, carry their data, and survive a trip to another process."""

from __future__ import annotations

import pickle

import pytest

from owj.kernel.errors import (
    Conflict,
    DefinitionError,
    InvalidInput,
    NotAllowed,
    NotFound,
    OutsideFailure,
    OwjError,
)

FAMILY = (InvalidInput, NotAllowed, NotFound, Conflict, DefinitionError, OutsideFailure)


class TicketClosed(Conflict):
    """Stand for an error of a room above."""

    code = "desk.ticket_closed"
    message = "Ticket %(ticket)s is closed since %(since)s."


def test_text_is_the_message_with_its_data() -> None:
    error = TicketClosed(ticket="T-1", since="1405-09-01")
    assert str(error) == "Ticket T-1 is closed since 1405-09-01."
    assert error.data == {"ticket": "T-1", "since": "1405-09-01"}
    assert repr(error) == "TicketClosed(ticket='T-1', since='1405-09-01')"


def test_a_missing_datum_does_not_hide_the_error() -> None:
    assert str(TicketClosed(ticket="T-1")) == (
        "Ticket %(ticket)s is closed since %(since)s. {'ticket': 'T-1'}"
    )


@pytest.mark.parametrize("kind", FAMILY)
def test_every_kind_is_one_family_with_a_code_of_its_own(kind: type[OwjError]) -> None:
    assert issubclass(kind, OwjError)
    assert [other for other in FAMILY if other.code == kind.code] == [kind]


@pytest.mark.parametrize(
    "error", [TicketClosed(ticket="T-1", since=2), OutsideFailure(permanent=True, reason="down")]
)
def test_errors_survive_pickling(error: OwjError) -> None:
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert copied.data == error.data
    assert str(copied) == str(error)


def test_an_outside_failure_says_whether_to_try_again() -> None:
    assert OutsideFailure(permanent=True, reason="no such host").permanent
    assert not OutsideFailure(reason="timeout").permanent
