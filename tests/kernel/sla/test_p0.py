"""Rules R14 and R15: when a ticket is P0, since when, and its alarms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority

CRITICAL, HIGH, MEDIUM, LOW = Priority


def test_p0_begins_at_the_first_deadline_broken_and_ends_by_word() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    broken = story.seen("1404-01-16 17:30")
    assert (broken.p0_active, shown(broken.p0_since)) == (True, "1404-01-16 10:15")
    story.then(K.P0_CLEARED, "1404-01-16 18:00")
    cleared = story.seen("1404-01-17 09:00")
    assert (cleared.p0_active, shown(cleared.p0_since)) == (False, "1404-01-16 10:15")


def test_a_breach_found_later_may_have_the_earlier_deadline() -> None:
    story = Story("1404-01-16 10:40", MEDIUM)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 10:45", until="1404-01-16 11:00")
    story.then(K.PRIORITY_SET, "1404-01-16 11:05", priority=CRITICAL)
    assert shown(story.seen("1404-01-16 11:04").p0_since) == "1404-01-16 11:00"
    clocks = story.seen("1404-01-16 11:06")
    assert [shown(b.deadline) for b in clocks.breaches] == ["1404-01-16 11:00", "1404-01-16 10:55"]
    assert shown(clocks.p0_since) == "1404-01-16 10:55"
    assert clocks.counted_breach == clocks.breaches[1]


def test_a_breach_after_the_clearing_begins_p0_anew() -> None:
    story = Story("1404-01-16 10:00", CRITICAL).then(K.P0_CLEARED, "1404-01-16 12:00")
    clocks = story.seen("1404-01-16 17:30")
    assert (clocks.p0_active, shown(clocks.p0_since)) == (True, "1404-01-16 17:00")


def test_a_finished_ticket_is_not_p0_until_it_is_reopened() -> None:
    story = Story("1404-01-16 10:00", CRITICAL).then(K.RESOLVED, "1404-01-16 12:00")
    assert not story.seen("1404-01-16 13:00").p0_active
    story.then(K.REOPENED, "1404-01-16 14:00")
    assert story.seen("1404-01-16 14:00").p0_active


@pytest.mark.parametrize(
    ("repeats", "as_of", "alarm"),
    [
        (True, "1404-01-16 10:31", "1404-01-16 10:45"),
        (True, "1404-01-16 10:45", "1404-01-16 11:00"),
        (True, "1404-01-16 16:50", "1404-01-16 17:00"),
        (True, "1404-01-16 18:00", "1404-01-17 08:45"),
        (False, "1404-01-16 10:31", "1404-01-16 10:45"),
        (False, "1404-01-16 10:45", None),
    ],
)
def test_the_p0_alarm_counts_working_minutes(repeats: bool, as_of: str, alarm: str | None) -> None:
    agreement = replace(SHIPPED_AGREEMENT, p0_repeat_alarm=repeats)
    story = Story("1404-01-16 10:00", agreement=agreement)
    assert shown(story.seen(as_of).p0_alarm_at) == alarm


def test_the_next_evaluation_is_a_second_after_the_nearest_deadline() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    assert shown(story.seen("1404-01-16 10:00").next_evaluation_at) == "1404-01-16 10:15:01"
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:05")
    clocks = story.seen("1404-01-16 10:05")
    assert shown(clocks.next_evaluation_at) == "1404-01-16 17:00:01"
    assert clocks.next_clock == clocks.followup
    story.then(K.RESOLVED, "1404-01-16 11:00")
    assert story.seen("1404-01-16 11:00").next_evaluation_at is None
