"""Rules R16 to R20: the line, the queue, the offer and the call-back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import at, shown

from owj.kernel.calendars.business import phone_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.phone import (
    Call,
    CallbackRequest,
    CallOutcome,
    CallResult,
    QueuedCall,
    callback_due,
    head_of_queue,
    judge_call,
    register_callback,
)
from owj.kernel.sla.settings import CallbackClock, NoKey, WithheldNumber

PHONE = phone_calendar()


def judged(call: Call) -> CallResult:
    """Return what the shipped agreement makes of a call."""
    return judge_call(call, SHIPPED_AGREEMENT, PHONE)


@pytest.mark.parametrize(
    ("called", "line", "next_open"),
    [
        ("1404-01-16 08:29:59", "closed", "1404-01-16 08:30"),
        ("1404-01-16 08:30:00", "open", None),
        ("1404-01-16 13:59:59", "open", None),
        ("1404-01-16 14:00:00", "closed", "1404-01-16 14:45"),
        ("1404-01-16 14:45:00", "open", None),
        ("1404-01-16 17:00:00", "closed", "1404-01-17 08:30"),
        ("1404-01-21 14:00:00", "closed", "1404-01-23 08:30"),
    ],
)
def test_the_line_is_that_of_the_instant_the_call_arrives(
    called: str, line: str, next_open: str | None
) -> None:
    result = judged(Call(at(called), agent_free_after_s=200, key="*", key_after_s=90))
    assert (result.line, shown(result.next_open)) == (line, next_open)
    assert (result.outcome is CallOutcome.CLOSED) is (line == "closed")


def test_a_caller_admitted_before_the_break_stays() -> None:
    result = judged(Call(at("1404-01-16 13:59:59"), agent_free_after_s=80))
    assert (result.outcome, result.offer_at) == (CallOutcome.ANSWERED, None)


@pytest.mark.parametrize(
    ("call", "outcome", "offer"),
    [
        ({"agent_free_after_s": 0}, CallOutcome.ANSWERED, None),
        ({"agent_free_after_s": 80}, CallOutcome.ANSWERED, None),
        ({"agent_free_after_s": 81}, CallOutcome.ABANDONED, "1404-01-16 09:01:20"),
        (
            {"agent_free_after_s": 81, "key": "*", "key_after_s": 85},
            CallOutcome.CALLBACK,
            "1404-01-16 09:01:20",
        ),
        ({"key": "*", "key_after_s": 80}, CallOutcome.CALLBACK, "1404-01-16 09:01:20"),
        ({"key": "#", "key_after_s": 95}, CallOutcome.ENDED, "1404-01-16 09:01:20"),
        # Nothing was offered yet when the key was pressed.
        ({"key": "*", "key_after_s": 79}, CallOutcome.ABANDONED, "1404-01-16 09:01:20"),
        ({"key": "*"}, CallOutcome.ABANDONED, "1404-01-16 09:01:20"),
        ({}, CallOutcome.ABANDONED, "1404-01-16 09:01:20"),
    ],
)
def test_after_eighty_seconds_a_key_decides(
    call: dict[str, object], outcome: CallOutcome, offer: str | None
) -> None:
    result = judged(replace(Call(at("1404-01-16 09:00")), **call))  # type: ignore[arg-type]  # a table of fields
    assert (result.outcome, shown(result.offer_at)) == (outcome, offer)
    assert (result.callback_due_at is not None) is (outcome is CallOutcome.CALLBACK)


@pytest.mark.parametrize(
    ("pressed", "calendar_due", "wall_due"),
    [
        ("1404-01-16 16:50", "1404-01-17 09:20", "1404-01-16 17:50"),
        ("1404-01-16 13:30", "1404-01-16 15:15", "1404-01-16 14:30"),
        ("1404-01-21 13:30", "1404-01-23 09:00", "1404-01-21 14:30"),
    ],
)
def test_the_call_back_counts_on_the_chosen_clock(
    pressed: str, calendar_due: str, wall_due: str
) -> None:
    wall = replace(SHIPPED_AGREEMENT, callback_clock=CallbackClock.WALL)
    assert shown(callback_due(at(pressed), SHIPPED_AGREEMENT, PHONE)) == calendar_due
    assert shown(callback_due(at(pressed), wall, PHONE)) == wall_due


def test_no_key_can_promise_a_call_back_from_the_offer() -> None:
    agreement = replace(SHIPPED_AGREEMENT, no_key=NoKey.CALLBACK)
    result = judge_call(Call(at("1404-01-16 09:00")), agreement, PHONE)
    assert (result.outcome, shown(result.callback_due_at)) == (
        CallOutcome.CALLBACK,
        "1404-01-16 10:01:20",
    )


@pytest.mark.parametrize(
    ("reading", "outcome"),
    [
        (WithheldNumber.ASK_DIGITS, CallOutcome.ASK_DIGITS),
        (WithheldNumber.REFUSE, CallOutcome.ENDED),
    ],
)
def test_a_hidden_number_is_asked_for_or_refused(
    reading: WithheldNumber, outcome: CallOutcome
) -> None:
    agreement = replace(SHIPPED_AGREEMENT, withheld_number=reading)
    call = Call(at("1404-01-16 09:00"), key="*", key_after_s=90, number_withheld=True)
    result = judge_call(call, agreement, PHONE)
    assert (result.outcome, result.callback_due_at) == (outcome, None)


def test_two_requests_of_one_number_are_one_with_the_earlier_deadline() -> None:
    first = CallbackRequest("0912", at("1404-01-16 10:00"))
    other = CallbackRequest("0935", at("1404-01-16 10:10"))
    again = CallbackRequest("0912", at("1404-01-16 10:30"))
    sooner = CallbackRequest("0912", at("1404-01-16 09:30"))
    requests = register_callback(register_callback((), other), first)
    assert requests == (first, other)
    assert register_callback(requests, again) == (first, other)
    assert register_callback(requests, sooner) == (sooner, other)


def test_the_queue_is_first_come_first_served_within_skills() -> None:
    first = QueuedCall(at("1404-01-16 09:00"), 1, skill="sales")
    second = QueuedCall(at("1404-01-16 09:01"), 3)
    third = QueuedCall(at("1404-01-16 09:01"), 2, skill="support")
    waiting = [second, first, third]
    assert head_of_queue(waiting, {"sales", "support"}) is first
    assert head_of_queue(waiting, {"support"}) is third
    assert head_of_queue(waiting, set()) is second
    assert head_of_queue([first], {"support"}) is None
