"""Random calendars and instants, mostly around days on which clocks were changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from owj.kernel.calendars.business import (
    CalendarData,
    Closure,
    ClosureKind,
    Span,
    SpecialHours,
    WeeklyHours,
)

# Ends of Iran's last two summers, both changes of Berlin in 2022, and a year's end.
CHANGES = (
    datetime(2021, 9, 21, 19, 30, tzinfo=UTC),
    datetime(2022, 3, 21, 20, 30, tzinfo=UTC),
    datetime(2022, 9, 21, 19, 30, tzinfo=UTC),
    datetime(2022, 3, 27, 1, tzinfo=UTC),
    datetime(2022, 10, 30, 1, tzinfo=UTC),
    datetime(2023, 12, 31, 20, 30, tzinfo=UTC),
)
FIRST_DAY = date(2021, 1, 1)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Draw up to three ascending spans on whole minutes; some touch."""
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if len(pairs) > 1 and draw(st.booleans()):
        pairs[1] = (pairs[0][1], pairs[1][1])
    return tuple(Span(first * 900, last * 900) for first, last in pairs)


def weeks(valid_from: date) -> st.SearchStrategy[WeeklyHours]:
    """Draw the hours of seven weekdays."""
    return st.lists(spans(), min_size=7, max_size=7).map(
        lambda days: WeeklyHours(valid_from, tuple(days))
    )


@st.composite
def calendars(draw: st.DrawFn, zone: str | None = None) -> CalendarData:
    """Draw a calendar that opens every Saturday at least, changed once, with odd days."""
    near = draw(st.sampled_from(CHANGES)).date()
    days = st.integers(-4, 4).map(lambda offset: near + timedelta(days=offset))
    first = draw(weeks(FIRST_DAY))
    open_saturday = (*first.days[:5], (Span(30_600, 61_200),), first.days[6])
    later = WeeklyHours(near, open_saturday)
    return CalendarData(
        key="drawn",
        name="Drawn",
        zone=zone or draw(st.sampled_from(["Asia/Tehran", "Europe/Berlin", "UTC"])),
        hours=(first, later),
        closures=tuple(
            Closure(day, ClosureKind.ONEOFF, "closed") for day in sorted(draw(st.sets(days)))
        ),
        special=tuple(
            SpecialHours(day, draw(spans()), "special")
            for day in sorted(draw(st.sets(days, max_size=2)))
        ),
    )


def minutes_near_a_change(reach: int = 4 * 1440) -> st.SearchStrategy[datetime]:
    """Draw whole minutes within four days of a change of the clocks."""
    return st.tuples(st.sampled_from(CHANGES), st.integers(-reach, reach)).map(
        lambda pair: pair[0] + timedelta(minutes=pair[1])
    )


def seconds_near_a_change() -> st.SearchStrategy[datetime]:
    """Draw whole seconds within four days of a change of the clocks."""
    return st.tuples(st.sampled_from(CHANGES), st.integers(-345_600, 345_600)).map(
        lambda pair: pair[0] + timedelta(seconds=pair[1])
    )


@st.composite
def stretches(draw: st.DrawFn) -> tuple[datetime, datetime]:
    """Draw a stretch of up to two days on whole minutes; it may be empty."""
    start = draw(minutes_near_a_change())
    return start, start + timedelta(minutes=draw(st.integers(0, 2880)))
