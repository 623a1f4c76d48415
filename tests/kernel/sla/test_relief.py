"""Rule R50: what a closure declared later does to running and broken promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.explain import explain
from owj.kernel.sla.replay import replay
from owj.kernel.sla.settings import (
    Retroactivity,
)

CRITICAL, HIGH, MEDIUM, LOW = Priority


SAME_MORNING = calendars_of(("1404-01-17 09:00", ["1404-01-17"]))
# Half a second after the desk closed on the day before.
DECLARED_WITHIN = at("1404-01-16 17:00") + timedelta(microseconds=500_000)


def test_an_answered_ticket_stays_broken_when_the_closure_comes() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    story.then(K.PUBLIC_REPLY, "1404-01-17 08:50")
    clocks = story.seen("1404-01-17 12:00")
    assert clocks.first_response.state is ClockState.MET_LATE
    assert [b.superseded_by for b in clocks.breaches] == [None]
    assert clocks.counts_in_month == "1404-01"


def test_a_closure_of_the_same_second_comes_before_the_answer() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    story.then(K.PUBLIC_REPLY, "1404-01-17 09:00")
    assert story.seen("1404-01-17 09:00").first_response.state is ClockState.MET


def test_a_closure_counts_from_the_second_in_which_it_was_declared() -> None:
    declared = replace(SAME_MORNING.revisions[1], declared_at=DECLARED_WITHIN)
    calendars = replace(SAME_MORNING, revisions=(SAME_MORNING.revisions[0], declared))
    story = Story("1404-01-16 16:45", calendars=calendars)
    found = replay(story.events, story.agreement, calendars, DECLARED_WITHIN)
    assert found.first_response.calendar_revision == 2
    assert shown(found.first_response.due_at) == "1404-01-18 08:45"
    before = replay(story.events, story.agreement, calendars, at("1404-01-16 16:59:59"))
    assert before.first_response.calendar_revision == 1


def test_a_ticket_opened_in_the_second_of_a_closure_counts_on_it() -> None:
    declared = replace(SAME_MORNING.revisions[1], declared_at=DECLARED_WITHIN)
    calendars = replace(SAME_MORNING, revisions=(SAME_MORNING.revisions[0], declared))
    story = Story("1404-01-16 17:00", calendars=calendars)
    for fraction in (100_000, 800_000):
        opened = replace(
            story.events[0], at=at("1404-01-16 17:00") + timedelta(microseconds=fraction)
        )
        found = replay([opened], story.agreement, calendars, DECLARED_WITHIN)
        assert found.first_response.calendar_revision == 2


def test_a_ticket_answered_in_time_is_never_broken_by_a_revision() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    story.then(K.PUBLIC_REPLY, "1404-01-17 08:40")
    assert story.seen("1404-01-20 12:00").first_response.state is ClockState.MET


def test_a_relieved_promise_may_break_again_under_the_later_revision() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    clocks = story.seen("1404-01-18 09:00")
    assert [(shown(b.deadline), b.calendar_revision, b.superseded_by) for b in clocks.breaches] == [
        ("1404-01-17 08:45", 1, 2),
        ("1404-01-18 08:45", 2, None),
    ]
    assert clocks.counts_in_month == "1404-01"
    assert clocks.breach_of(Promise.FIRST_RESPONSE) == clocks.breaches[1]
    assert shown(clocks.p0_since) == "1404-01-17 08:45"


def test_the_explanation_tells_what_the_closure_moved_and_took_back() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    clocks = story.seen("1404-01-17 10:00")
    told = explain(clocks.first_response, SAME_MORNING, at("1404-01-17 10:00"), clocks.breaches)
    assert shown(told.moved_at) == "1404-01-17 09:00"
    assert [shown(deadline) for deadline in told.relieved] == ["1404-01-17 08:45"]
    before = story.seen("1404-01-17 08:50")
    told = explain(before.first_response, SAME_MORNING, at("1404-01-17 08:50"), before.breaches)
    assert (told.moved_at, told.relieved) == (None, ())


def test_each_breach_names_the_revision_that_relieved_it() -> None:
    calendars = calendars_of(
        ("1404-01-17 09:00", ["1404-01-17"]), ("1404-01-18 09:00", ["1404-01-17", "1404-01-18"])
    )
    clocks = Story("1404-01-16 16:45", calendars=calendars).seen("1404-01-19 09:00")
    assert [(shown(b.deadline), b.superseded_by) for b in clocks.breaches] == [
        ("1404-01-17 08:45", 2),
        ("1404-01-18 08:45", 3),
        ("1404-01-19 08:45", None),
    ]


@pytest.mark.parametrize(
    "agreement",
    [
        replace(SHIPPED_AGREEMENT, retroactive_relief=False),
        replace(SHIPPED_AGREEMENT, retroactivity=Retroactivity.NONE),
    ],
)
def test_relief_can_be_refused(agreement: Agreement) -> None:
    story = Story("1404-01-16 16:45", agreement=agreement, calendars=SAME_MORNING)
    clocks = story.seen("1404-01-17 12:00")
    assert [b.superseded_by for b in clocks.breaches] == [None]
    assert shown(clocks.first_response.due_at) == "1404-01-17 08:45"


def test_a_running_deadline_can_be_kept_from_moving() -> None:
    agreement = replace(SHIPPED_AGREEMENT, retroactivity=Retroactivity.NONE)
    evening = calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", agreement=agreement, calendars=evening)
    assert shown(story.seen("1404-01-16 21:00").first_response.due_at) == "1404-01-17 08:45"


def test_a_priority_changed_after_a_closure_keeps_the_closure() -> None:
    evening = calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", calendars=evening)
    story.then(K.PRIORITY_SET, "1404-01-16 21:00", priority=HIGH)
    clocks = story.seen("1404-01-16 21:00")
    assert shown(clocks.first_response.due_at) == "1404-01-18 08:35"
    assert shown(clocks.followup.due_at) == "1404-01-18 17:00"


def test_a_later_closure_leaves_an_announced_date() -> None:
    evening = calendars_of(("1404-01-18 20:00", ["1404-01-19"]))
    story = Story("1404-01-16 10:00", calendars=evening)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-19 12:00")
    assert shown(story.seen("1404-01-18 21:00").followup.due_at) == "1404-01-19 12:00"


def test_a_ticket_resolved_without_an_answer_is_neither_relieved_nor_broken() -> None:
    """R50: a finished one is left alone, although its first response was never given."""
    broken = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    broken.then(K.RESOLVED, "1404-01-17 08:50")
    clocks = broken.seen("1404-01-17 12:00")
    assert [b.superseded_by for b in clocks.breaches] == [None]
    assert clocks.counts_in_month == "1404-01"
    running = Story(
        "1404-01-16 16:45", calendars=calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    )
    running.then(K.RESOLVED, "1404-01-16 16:50")
    assert shown(running.seen("1404-01-16 21:00").first_response.due_at) == "1404-01-17 08:45"
