"""A store of breaches learns what is new, what was relieved and what never happened."""

from __future__ import annotations

from dataclasses import replace

from tests.kernel.sla.story import Story, at, calendars_of

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.breach import breach_changes
from owj.kernel.sla.clocks import Breach, Promise
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority

BROKEN = Breach(Promise.FIRST_RESPONSE, 1, at("1404-01-16 10:30"), "1400-1", 1, "1404-01")


def test_a_breach_carries_what_it_was_judged_by() -> None:
    agreement = replace(SHIPPED_AGREEMENT, id="1404-7")
    calendars = calendars_of(("1404-01-10 09:00", []))
    story = Story("1404-01-16 10:00", agreement=agreement, calendars=calendars)
    (breach,) = story.seen("1404-01-16 11:00").breaches
    assert breach == replace(BROKEN, version_id="1404-7", calendar_revision=2)


def test_breaches_found_in_one_look_come_in_order_of_their_deadlines() -> None:
    story = Story("1404-01-16 10:00", Priority.MEDIUM)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 10:01", until="1404-01-16 10:05")
    found = story.seen("1404-01-20 10:00").breaches
    assert [breach.promise for breach in found] == [Promise.FOLLOWUP, Promise.FIRST_RESPONSE]


def test_what_is_found_and_not_recorded_is_new() -> None:
    followup = replace(BROKEN, promise=Promise.FOLLOWUP)
    changes = breach_changes([BROKEN], [BROKEN, followup])
    assert (changes.new, changes.relieved, changes.groundless) == ((followup,), (), ())


def test_what_is_recorded_is_not_recorded_again_with_another_deadline() -> None:
    moved = replace(BROKEN, deadline=at("1404-01-16 10:15"))
    changes = breach_changes([BROKEN], [moved])
    assert (changes.new, changes.relieved, changes.groundless) == ((), (), ())


def test_what_a_revision_relieved_is_told_once() -> None:
    relieved = replace(BROKEN, superseded_by=2)
    again = replace(BROKEN, calendar_revision=2, deadline=at("1404-01-17 08:45"))
    changes = breach_changes([BROKEN], [relieved, again])
    assert (changes.new, changes.relieved) == ((again,), (relieved,))
    changes = breach_changes([relieved, again], [relieved, again])
    assert (changes.new, changes.relieved, changes.groundless) == ((), (), ())


def test_what_late_news_disproves_is_groundless() -> None:
    changes = breach_changes([BROKEN], [])
    assert (changes.new, changes.groundless) == ((), (BROKEN,))
    # What was relieved before is no news any more.
    assert breach_changes([replace(BROKEN, superseded_by=2)], []).groundless == ()
