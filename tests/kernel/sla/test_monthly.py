"""Rules R37, R38 and R40: what counts in which month, and what it gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, shown

from owj.kernel.calendars.business import ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clocks import Promise, TicketClocks
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.monthly import MonthCount, claim_until, missed_by_month, remedies_for
from owj.kernel.sla.settings import CountingMonth


def missed(opened: str, agreement: Agreement = SHIPPED_AGREEMENT) -> TicketClocks:
    """Return a ticket nobody answered, seen long after."""
    return Story(opened, agreement=agreement).seen("1404-06-01 12:00")


def test_a_ticket_counts_once_in_the_month_of_its_first_breach() -> None:
    # Response broken on the last day of Farvardin, follow-up on the first of Ordibehesht.
    story = Story("1404-01-31 16:40", Priority.CRITICAL)
    clocks = story.seen("1404-02-02 12:00")
    assert [breach.month for breach in clocks.breaches] == ["1404-01", "1404-01"]
    late_reply = Story("1404-01-31 16:50", Priority.CRITICAL).seen("1404-02-02 12:00")
    assert [breach.month for breach in late_reply.breaches] == ["1404-02", "1404-02"]
    counts = missed_by_month([clocks, late_reply], SHIPPED_AGREEMENT)
    assert [(count.month, count.missed) for count in counts] == [("1404-01", 1), ("1404-02", 1)]


@pytest.mark.parametrize(
    ("counted", "months"),
    [
        ({Promise.FIRST_RESPONSE, Promise.FOLLOWUP}, "1404-01"),
        ({Promise.FIRST_RESPONSE}, "1404-01"),
        ({Promise.FOLLOWUP}, "1404-02"),
    ],
)
def test_which_breaches_count_can_be_set(counted: set[Promise], months: str) -> None:
    agreement = replace(SHIPPED_AGREEMENT, counted_breaches=frozenset(counted))
    story = Story("1404-01-31 15:00", Priority.MEDIUM, agreement=agreement)
    story.then(K.DATE_ANNOUNCED, "1404-01-31 15:05", until="1404-02-03 10:00")
    assert story.seen("1404-02-10 10:00").counts_in_month == months


def test_the_month_can_be_gregorian() -> None:
    agreement = replace(SHIPPED_AGREEMENT, counting_month=CountingMonth.GREGORIAN)
    assert missed("1404-01-31 10:00", agreement).counts_in_month == "2025-04"


def test_the_month_is_that_of_the_wall_in_tehran() -> None:
    # 20:30 UTC of 20 April 2025 is already the first of Ordibehesht in Tehran.
    story = Story("1404-01-31 10:00")
    story.then(K.PUBLIC_REPLY, "1404-01-31 10:05")
    story.then(K.DATE_ANNOUNCED, "1404-01-31 10:05", until="1404-02-01 00:10")
    assert story.seen("1404-02-02 10:00").counts_in_month == "1404-02"


@pytest.mark.parametrize(("misses", "remedies"), [(0, 0), (4, 0), (5, 1), (9, 1), (10, 1)])
def test_five_misses_give_one_remedy(misses: int, remedies: int) -> None:
    assert remedies_for(misses, SHIPPED_AGREEMENT) == remedies


def test_multiples_and_the_threshold_can_be_set() -> None:
    agreement = replace(SHIPPED_AGREEMENT, misses_for_remedy=3, remedy_per_multiple=True)
    assert [remedies_for(misses, agreement) for misses in (2, 3, 5, 6, 9)] == [0, 1, 1, 2, 3]


def test_the_entitlement_arises_at_the_fifth_breach() -> None:
    tickets = [missed(f"1404-01-{day} 09:00") for day in (20, 16, 18, 17, 19, 23)]
    (count,) = missed_by_month(tickets, SHIPPED_AGREEMENT)
    assert (count.missed, count.remedies) == (6, 1)
    assert shown(count.reached_at) == "1404-01-20 09:30"
    until = claim_until(count, SHIPPED_AGREEMENT, ticket_calendar())
    assert shown(until) == "1404-01-27 23:59:59"


def test_a_month_below_the_threshold_gives_nothing_to_claim() -> None:
    (count,) = missed_by_month([missed("1404-01-16 09:00")], SHIPPED_AGREEMENT)
    assert claim_until(count, SHIPPED_AGREEMENT, ticket_calendar()) is None


def test_the_last_day_of_a_claim_may_have_twenty_five_hours() -> None:
    count = MonthCount("1400-06", 5, at("1400-06-23 10:00"), 1)
    until = claim_until(count, SHIPPED_AGREEMENT, ticket_calendar())
    assert until is not None
    assert until.astimezone(at("1400-06-23 10:00").tzinfo).isoformat() == (
        "2021-09-21T20:29:59+00:00"
    )


def test_excluded_merged_and_relieved_tickets_do_not_count() -> None:
    excluded = Story("1404-01-16 09:00").then(K.EXCLUDED, "1404-01-17 09:00")
    merged = Story("1404-01-16 09:00").then(K.MERGED_INTO, "1404-01-17 09:00")
    relieved = Story(
        "1404-01-16 16:45", calendars=calendars_of(("1404-01-17 09:00", ["1404-01-17"]))
    )
    clocks = [story.seen("1404-01-17 12:00") for story in (excluded, merged, relieved)]
    assert [len(ticket.breaches) for ticket in clocks] == [1, 1, 1]
    assert missed_by_month(clocks, SHIPPED_AGREEMENT) == ()


def test_an_accepted_remedy_keeps_its_count() -> None:
    tickets = [Story(f"1404-01-{day} 09:00") for day in range(16, 21)]
    as_of = "1404-01-23 12:00"
    (accepted,) = missed_by_month([story.seen(as_of) for story in tickets], SHIPPED_AGREEMENT)
    tickets[0].then(K.EXCLUDED, "1404-01-23 11:00")
    seen = [story.seen(as_of) for story in tickets]
    (lowered,) = missed_by_month(seen, SHIPPED_AGREEMENT)
    assert (lowered.missed, lowered.remedies) == (4, 0)
    assert missed_by_month(seen, SHIPPED_AGREEMENT, [accepted]) == (accepted,)
    # What is missed after the acceptance still raises the count.
    seen += [missed(f"1404-01-{day} 10:00") for day in (24, 25)]
    (raised,) = missed_by_month(seen, SHIPPED_AGREEMENT, [accepted])
    assert raised.missed == 6
