"""A table of holidays is edited; what was known when is kept. Source: R4, R50, cases 5 and 6."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from owj.kernel.calendars.business import (
    CalendarHistory,
    CalendarRejected,
    Closure,
    ClosureKind,
    Revision,
    ticket_calendar,
)

EVENING = datetime(2024, 5, 7, 18, tzinfo=UTC)
LATER = EVENING + timedelta(hours=3)
TOMORROW = Closure(date(2024, 5, 8), ClosureKind.ONEOFF, "Storm")


def history() -> CalendarHistory:
    """Return three revisions: as shipped, a storm declared, the storm withdrawn."""
    shipped = ticket_calendar(())
    return CalendarHistory(
        (
            Revision(1, None, shipped),
            Revision(2, EVENING, ticket_calendar((TOMORROW,))),
            Revision(3, LATER, shipped),
        )
    )


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2000, 1, 1, tzinfo=UTC), 1),
        (EVENING - timedelta(seconds=1), 1),
        (EVENING, 2),
        (LATER - timedelta(seconds=1), 2),
        (LATER, 3),
        (LATER + timedelta(days=900), 3),
    ],
)
def test_a_revision_is_in_force_from_its_declaration(at: datetime, number: int) -> None:
    assert history().in_force_at(at).number == number


def test_later_revisions_come_in_order() -> None:
    assert [revision.number for revision in history().later_than(1)] == [2, 3]
    assert history().later_than(3) == ()


def test_case_5_declared_in_the_evening_and_withdrawn_moves_the_deadline_there_and_back() -> None:
    arrival = datetime(2024, 5, 7, 13, 15, tzinfo=UTC)  # 16:45 in Tehran
    due = [
        revision.calendar.add(arrival, 1_800).isoformat(sep=" ", timespec="minutes")
        for revision in history().revisions
    ]
    assert due == [
        "2024-05-08 05:15+00:00",
        "2024-05-09 05:15+00:00",
        "2024-05-08 05:15+00:00",
    ]


def test_case_6_a_lunar_day_moved_by_sighting_opens_one_day_and_closes_another() -> None:
    expected = ticket_calendar((Closure(date(2022, 5, 2), ClosureKind.ESTIMATED, "Eid"),))
    sighted = ticket_calendar((Closure(date(2022, 5, 3), ClosureKind.LUNAR, "Eid"),))
    arrival = datetime(2022, 5, 1, 13, tzinfo=UTC)  # Sunday 17:30 in Tehran
    assert expected.next_open(arrival) == datetime(2022, 5, 3, 4, tzinfo=UTC)
    assert sighted.next_open(arrival) == datetime(2022, 5, 2, 4, tzinfo=UTC)
    assert sighted.next_open(arrival + timedelta(days=1)) == datetime(2022, 5, 4, 4, tzinfo=UTC)


def test_a_first_declaration_stands_for_the_time_before_it() -> None:
    only = CalendarHistory((Revision(7, EVENING, ticket_calendar(())),))
    assert only.in_force_at(EVENING - timedelta(days=1)).number == 7


@pytest.mark.parametrize(
    "second", [(1, LATER), (2, None), (2, EVENING - timedelta(seconds=1)), (0, LATER)]
)
def test_revisions_ascend(second: tuple[int, datetime | None]) -> None:
    calendar = ticket_calendar(())
    with pytest.raises(CalendarRejected, match="declaration after revision 1"):
        CalendarHistory((Revision(1, EVENING, calendar), Revision(*second, calendar)))


def test_a_history_is_not_empty() -> None:
    with pytest.raises(CalendarRejected, match="at least one revision"):
        CalendarHistory(())
