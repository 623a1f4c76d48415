"""Measure working-time arithmetic beside a known library, on one calendar, with equal results."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from time import perf_counter
from zoneinfo import ZoneInfo

from owj.kernel.calendars.business import BusinessCalendar, ticket_calendar
from owj.kernel.errors import OutsideFailure
from owj.kernel.figures import Figure

HALF_HOUR_S = 1800
ADD_BAR, BETWEEN_BAR, TABLE_BAR_MS = 15.0, 5000.0, 50.0
_SAMPLE = 200
_ROUNDS = 7

Add = Callable[[datetime], datetime]
Between = Callable[[datetime, datetime], int]


class BenchLibraryMissing(OutsideFailure):
    """Say that the library to compare with is not installed."""

    code = "bench.library_missing"
    message = "The bench compares with %(library)s: install requirements/bench.txt and repeat."


class BenchResultsDiffer(OutsideFailure):
    """Say that the two sides of the bench do not compute the same."""

    code = "bench.results_differ"
    message = "%(what)s: ours gave %(ours)s, the library %(theirs)s."


def run_bench() -> list[Figure]:
    """Return the figures of the business calendar. Raises: BenchLibraryMissing."""
    their_add, their_between = _library_sides()
    calendar = ticket_calendar()
    starts = _starts()
    years = [(start, start + timedelta(days=365)) for start in starts[:3]]

    def our_add(start: datetime) -> datetime:
        return calendar.add(start, HALF_HOUR_S)

    for start in starts:
        _hold_equal(f"half an hour after {start}", our_add(start), their_add(start))
    for start, end in years:
        _hold_equal(f"{start} to {end}", calendar.between(start, end), their_between(start, end))

    our_add_s = _best_s(lambda: [calendar.add(start, HALF_HOUR_S) for start in starts], _SAMPLE)
    their_add_s = _best_s(lambda: [their_add(start) for start in starts], _SAMPLE)
    our_between_s = _best_s(
        lambda: [calendar.between(start, end) for _ in range(100) for start, end in years], 300
    )
    their_between_s = _best_s(lambda: [their_between(*year) for year in years], 3, rounds=2)
    return [
        _at_least("add_30_working_minutes", their_add_s / our_add_s, ADD_BAR),
        _at_least("working_time_over_a_year", their_between_s / our_between_s, BETWEEN_BAR),
        _table_figure(calendar),
    ]


def _table_figure(calendar: BusinessCalendar) -> Figure:
    """Measure a new calendar's first question over six years: building its table."""
    first, last = datetime(2021, 3, 21, tzinfo=UTC), datetime(2027, 3, 20, tzinfo=UTC)
    table_ms = 1000 * _best_s(lambda: BusinessCalendar(calendar.data).between(first, last), 1)
    return Figure(
        "six_year_table", round(table_ms, 2), "ms", TABLE_BAR_MS, ok=table_ms < TABLE_BAR_MS
    )


def _at_least(name: str, ratio: float, bar: float) -> Figure:
    return Figure(name, round(ratio, 1), "times businesstimedelta", bar, ok=ratio >= bar)


def _starts() -> list[datetime]:
    """Return aware instants of 1402 and 1403, in and out of hours, the same every run."""
    chosen = random.Random(1405)
    first = datetime(2023, 3, 25, tzinfo=ZoneInfo("Asia/Tehran"))
    return [first + timedelta(seconds=chosen.randrange(600 * 86_400)) for _ in range(_SAMPLE)]


def _best_s(work: Callable[[], object], calls: int, rounds: int = _ROUNDS) -> float:
    """Return the seconds of one call in the fastest of some rounds."""
    fastest_s = float("inf")
    for _ in range(rounds):
        began_s = perf_counter()
        work()
        fastest_s = min(fastest_s, perf_counter() - began_s)
    return fastest_s / calls


def _hold_equal(what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise BenchResultsDiffer(permanent=True, what=what, ours=ours, theirs=theirs)


def _library_sides() -> tuple[Add, Between]:
    """Return the library's two functions on the shipped ticket calendar."""
    try:
        library, pytz = import_module("businesstimedelta"), import_module("pytz")
    except ImportError as error:
        raise BenchLibraryMissing(permanent=True, library="businesstimedelta") from error
    tehran = pytz.timezone("Asia/Tehran")
    holidays = {closure.day for closure in ticket_calendar().data.closures}
    rules = library.Rules(
        [
            library.WorkDayRule(time(8, 30), time(17), [5, 6, 0, 1, 2], tz=tehran),
            library.WorkDayRule(time(8, 30), time(14), [3], tz=tehran),
            library.HolidayRule(holidays, tz=tehran),
        ]
    )
    half_hour = library.BusinessTimeDelta(rules, seconds=HALF_HOUR_S)

    def add(start: datetime) -> datetime:
        ended: datetime = start + half_hour
        return ended

    def between(start: datetime, end: datetime) -> int:
        worked: timedelta = rules.difference(start, end).timedelta
        return int(worked.total_seconds())

    return add, between
