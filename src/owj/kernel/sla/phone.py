"""The telephone line: who waits, who is offered a call-back, and until when. Source: R16-R20."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from owj.kernel.calendars.business import BusinessCalendar, whole_second
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.settings import CallbackClock, NoKey, WithheldNumber


class CallOutcome(StrEnum):
    """Name how a call ended, as far as the line decides it."""

    CLOSED = "closed"
    ANSWERED = "answered"
    CALLBACK = "callback"
    ENDED = "ended"
    ABANDONED = "abandoned"
    ASK_DIGITS = "ask_digits"


@dataclass(frozen=True, slots=True)
class Call:
    """Hold what is known of one call.

    agent_free_after_s, key_after_s: from the call's start. key: the one pressed at the offer.
    """

    at: datetime
    agent_free_after_s: int | None = None
    key: Literal["*", "#"] | None = None
    key_after_s: int | None = None
    number_withheld: bool = False


@dataclass(frozen=True, slots=True)
class CallResult:
    """Hold what the line does with a call. Instants UTC; callback_due_at only with a call-back."""

    line: Literal["open", "closed"]
    outcome: CallOutcome
    offer_at: datetime | None = None
    next_open: datetime | None = None
    callback_due_at: datetime | None = None


def judge_call(call: Call, agreement: Agreement, calendar: BusinessCalendar) -> CallResult:
    """Return what the line does with a call.

    The state of the line is that of the instant the call arrives, so a caller admitted a second
    before the break stays. Once the offer plays, the call has left the queue: only a key decides,
    and a key pressed before it answers nothing. Source: R16, R18, R19.
    """
    at = whole_second(call.at)
    if not calendar.is_open(at):
        return CallResult("closed", CallOutcome.CLOSED, next_open=calendar.next_open(at))
    free_s = call.agent_free_after_s
    if free_s is not None and free_s <= agreement.queue_wait_s:
        return CallResult("open", CallOutcome.ANSWERED)
    offer_at = at + timedelta(seconds=agreement.queue_wait_s)
    outcome, pressed_at = _answer_to_offer(call, agreement, at, offer_at)
    due_at = None
    if outcome is CallOutcome.CALLBACK:
        due_at = callback_due(pressed_at, agreement, calendar)
    return CallResult("open", outcome, offer_at=offer_at, callback_due_at=due_at)


def callback_due(
    pressed_at: datetime, agreement: Agreement, calendar: BusinessCalendar
) -> datetime:
    """Return until when a caller is to be called back. Source: R20."""
    seconds = agreement.callback_minutes * 60
    if agreement.callback_clock is CallbackClock.WALL:
        return whole_second(pressed_at) + timedelta(seconds=seconds)
    return calendar.add(pressed_at, seconds)


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """Hold one number to be called back until `due_at`."""

    number: str
    due_at: datetime


def register_callback(
    open_requests: Iterable[CallbackRequest], new: CallbackRequest
) -> tuple[CallbackRequest, ...]:
    """Return the open requests with a new one: one a number, with the earlier deadline.

    Ascending by deadline. Source: R20.
    """
    by_number = {request.number: request for request in open_requests}
    kept = by_number.get(new.number, new)
    by_number[new.number] = min(kept, new, key=lambda request: request.due_at)
    return tuple(sorted(by_number.values(), key=lambda request: (request.due_at, request.number)))


@dataclass(frozen=True, slots=True)
class QueuedCall:
    """Hold one waiting caller. seq: decides between calls of one second."""

    at: datetime
    seq: int
    skill: str = ""


def head_of_queue(waiting: Iterable[QueuedCall], skills: Collection[str]) -> QueuedCall | None:
    """Return whom the first free agent takes: the longest waiting call that fits. Source: R17.

    skills: the groups the agent serves; a call without one fits every agent.
    """
    fitting = (call for call in waiting if not call.skill or call.skill in skills)
    return min(fitting, key=lambda call: (call.at, call.seq), default=None)


def _answer_to_offer(
    call: Call, agreement: Agreement, at: datetime, offer_at: datetime
) -> tuple[CallOutcome, datetime]:
    """Return what the caller's key asks for, and when it was pressed."""
    after_s = call.key_after_s
    if call.key is None or after_s is None or after_s < agreement.queue_wait_s:
        unkeyed = {NoKey.ABANDONED: CallOutcome.ABANDONED, NoKey.CALLBACK: CallOutcome.CALLBACK}
        return unkeyed[agreement.no_key], offer_at
    pressed_at = at + timedelta(seconds=after_s)
    if call.key == "#":
        return CallOutcome.ENDED, pressed_at
    if not call.number_withheld:
        return CallOutcome.CALLBACK, pressed_at
    withheld = {
        WithheldNumber.ASK_DIGITS: CallOutcome.ASK_DIGITS,
        WithheldNumber.REFUSE: CallOutcome.ENDED,
    }
    return withheld[agreement.withheld_number], pressed_at
