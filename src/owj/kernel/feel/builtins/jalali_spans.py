"""Spans of days that move with the present day, as ranges: this quarter, the last 30 days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from owj.kernel.calendars.spans import SPANS, WORKING_SPANS, Works, not_friday, span_of
from owj.kernel.feel.builtins.registry import ADDITIONS, Refused, feel_function
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelValue, Range

_WORKED = frozenset({"open", "special"})
_SIGNATURE = "span: string, [calendar: string]"


def _days(run: Run, name: str, calendar: str | None) -> tuple[date, date]:
    if run.environment.now is None:
        raise Refused("no present time is given here")
    days = span_of("_".join(name.split()), run.environment.now.date(), _works(run, calendar))
    if days is None:
        known = ", ".join(one.replace("_", " ") for one in (*SPANS, *WORKING_SPANS))
        raise Refused(f"expected one of {known}, got {name}")
    return days


def _works(run: Run, name: str | None) -> Works:
    if name is None:
        return not_friday
    calendar = run.environment.calendars.get(name)
    if calendar is None:
        known = ", ".join(sorted(run.environment.calendars)) or "none"
        raise Refused(f"expected the name of a calendar ({known}), got {name}")
    return lambda day: calendar.day_reason(day).kind in _WORKED


@feel_function("jalali days", _SIGNATURE, pure=False, into=ADDITIONS)
def jalali_days(run: Run, name: str, calendar: str | None = None) -> FeelValue:
    """Return the days of a span such as "this quarter" as a range of dates.

    Working days are those of the calendar; without one, all but Fridays.
    """
    first, last = _days(run, name, calendar)
    return Range(first, last, start_included=True, end_included=True)


@feel_function("jalali moments", _SIGNATURE, pure=False, into=ADDITIONS)
def jalali_moments(run: Run, name: str, calendar: str | None = None) -> FeelValue:
    """Return the same span as a range of dates and times, in the zone of the present."""
    first, last = _days(run, name, calendar)
    return Range(_begin(run, first), _begin(run, last + timedelta(days=1)), True, False)


def _begin(run: Run, day: date) -> datetime:
    now = run.environment.now
    return datetime.combine(day, time(), tzinfo=now.tzinfo if now is not None else None)
