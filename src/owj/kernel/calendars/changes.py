"""What differs between two states of a calendar, and laying such changes upon another state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from owj.kernel.calendars.definition import (
    CalendarData,
    CalendarRejected,
    Closure,
    ClosureKind,
    Span,
    SpecialHours,
    WeeklyHours,
)
from owj.kernel.errors import DefinitionError


class CalendarNeverOpens(DefinitionError):
    """Say that from some day on a calendar would be closed for good: no promise could fall due."""

    code = "calendar.never_opens"
    message = (
        "With these hours the desk never opens again, and no promise could fall due. "
        "Leave at least one weekday with hours."
    )


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Hold what is laid down for one day beside the week; special hours stand above closures."""

    closures: tuple[Closure, ...] = ()
    special: SpecialHours | None = None


@dataclass(frozen=True, slots=True)
class DayChange:
    """Hold what was laid down for a day, and what is."""

    day: date
    before: DayPlan
    after: DayPlan


@dataclass(frozen=True, slots=True)
class HoursChange:
    """Hold the weekly hours from a date on as they were and are; None: there are none."""

    valid_from: date
    before: WeeklyHours | None
    after: WeeklyHours | None


@dataclass(frozen=True, slots=True)
class CalendarChanges:
    """Hold every difference of two states, ascending. Zone and key never change."""

    days: tuple[DayChange, ...] = ()
    hours: tuple[HoursChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.hours)

    def __len__(self) -> int:
        return len(self.days) + len(self.hours)


def plan_of(data: CalendarData, day: date) -> DayPlan:
    """Return what is laid down for one day."""
    special = next((entry for entry in data.special if entry.day == day), None)
    return DayPlan(tuple(one for one in data.closures if one.day == day), special)


def plans_of(data: CalendarData) -> dict[date, DayPlan]:
    """Return what is laid down for every day that something is laid down for."""
    closed: dict[date, list[Closure]] = {}
    for closure in data.closures:
        closed.setdefault(closure.day, []).append(closure)
    plans = {day: DayPlan(tuple(closures)) for day, closures in closed.items()}
    for special in data.special:
        plans[special.day] = replace(plans.get(special.day, DayPlan()), special=special)
    return plans


def changes_between(old: CalendarData, new: CalendarData) -> CalendarChanges:
    """Return what must be laid upon `old` to make it `new`."""
    before, after = plans_of(old), plans_of(new)
    nothing = DayPlan()
    days = (
        DayChange(day, before.get(day, nothing), after.get(day, nothing))
        for day in sorted(before.keys() | after.keys())
    )
    weeks_before = {entry.valid_from: entry for entry in old.hours}
    weeks_after = {entry.valid_from: entry for entry in new.hours}
    hours = (
        HoursChange(day, weeks_before.get(day), weeks_after.get(day))
        for day in sorted(weeks_before.keys() | weeks_after.keys())
    )
    return CalendarChanges(
        tuple(change for change in days if change.before != change.after),
        tuple(change for change in hours if change.before != change.after),
    )


def apply_changes(data: CalendarData, changes: CalendarChanges) -> CalendarData:
    """Return the state with the changes laid upon it. Raises: CalendarRejected."""
    touched = {change.day for change in changes.days}
    closures = [one for one in data.closures if one.day not in touched]
    special = [one for one in data.special if one.day not in touched]
    for change in changes.days:
        closures += change.after.closures
        special += [change.after.special] if change.after.special else []
    weeks = {entry.valid_from: entry for entry in data.hours}
    for week in changes.hours:
        weeks.pop(week.valid_from, None)
        if week.after is not None:
            weeks[week.valid_from] = week.after
    return replace(
        data,
        hours=tuple(weeks[day] for day in sorted(weeks)),
        closures=tuple(sorted(closures, key=lambda one: one.day)),
        special=tuple(sorted(special, key=lambda one: one.day)),
    )


def clashes_of(mine: CalendarChanges, theirs: CalendarChanges) -> CalendarChanges:
    """Return those of my changes that touch a day or weekly hours which theirs touch as well."""
    days = {change.day: change.after for change in theirs.days}
    weeks = {change.valid_from: change.after for change in theirs.hours}
    return CalendarChanges(
        tuple(one for one in mine.days if one.day in days and days[one.day] != one.after),
        tuple(
            one
            for one in mine.hours
            if one.valid_from in weeks and weeks[one.valid_from] != one.after
        ),
    )


def plan_day(data: CalendarData, day: date, plan: DayPlan) -> CalendarData:
    """Return the calendar with that laid down for the day; an empty plan withdraws what was."""
    change = DayChange(day, plan_of(data, day), plan)
    return apply_changes(data, CalendarChanges(days=(change,)))


def move_lunar_day(data: CalendarData, day: date, to: date) -> CalendarData:
    """Return the calendar with the lunar closures of `day` on the day of the sighting. Source: R4.

    Raises: CalendarRejected when the day has none.
    """
    movable = {ClosureKind.LUNAR, ClosureKind.ESTIMATED}
    plan, there = plan_of(data, day), plan_of(data, to)
    moved = [replace(one, day=to, kind=ClosureKind.LUNAR) for one in plan.closures]
    moved = [one for one, was in zip(moved, plan.closures, strict=True) if was.kind in movable]
    if not moved:
        raise CalendarRejected(where=f"{day}", expected="a lunar holiday to move", got="none")
    left = tuple(one for one in plan.closures if one.kind not in movable)
    data = plan_day(data, day, replace(plan, closures=left))
    if to == day:
        there = replace(plan, closures=left)
    return plan_day(data, to, replace(there, closures=(*there.closures, *moved)))


def hours_on(data: CalendarData, day: date) -> WeeklyHours | None:
    """Return the weekly hours in force on a day, None before the first."""
    begun = [entry for entry in data.hours if entry.valid_from <= day]
    return begun[-1] if begun else None


def set_hours(data: CalendarData, hours: WeeklyHours) -> CalendarData:
    """Return the calendar with these weekly hours from their date on, in place of such."""
    before = next((one for one in data.hours if one.valid_from == hours.valid_from), None)
    change = HoursChange(hours.valid_from, before, hours)
    return apply_changes(data, CalendarChanges(hours=(change,)))


def drop_hours(data: CalendarData, valid_from: date) -> CalendarData:
    """Return the calendar without the weekly hours from that date; those before go on."""
    before = next((one for one in data.hours if one.valid_from == valid_from), None)
    change = HoursChange(valid_from, before, None)
    return apply_changes(data, CalendarChanges(hours=(change,)))


def set_weekday(
    data: CalendarData, weekday: int, spans: tuple[Span, ...], since: date
) -> CalendarData:
    """Return the calendar with that weekday (Monday 0) open in these spans from a date on.

    Every week in force on that date or beginning later changes; the days before it do not.
    Raises: CalendarRejected for a date before there are any hours.
    """
    current = hours_on(data, since)
    if current is None:
        raise CalendarRejected(where="hours", expected="a date on which hours hold", got=since)
    weeks = [replace(current, valid_from=since)]
    weeks += [entry for entry in data.hours if entry.valid_from > since]
    for week in weeks:
        days = (*week.days[:weekday], spans, *week.days[weekday + 1 :])
        data = set_hours(data, replace(week, days=days))
    return data


def check_keeps_opening(data: CalendarData) -> None:
    """Refuse a calendar whose last weekly hours have no open day. Raises: CalendarNeverOpens.

    Closures are single days, so a week that opens cannot be closed for good by them.
    """
    if not data.hours or not any(data.hours[-1].days):
        raise CalendarNeverOpens


def changed_days(old: CalendarData, new: CalendarData, first: date, last: date) -> Iterator[date]:
    """Yield, ascending, the days of [first, last] whose open spans differ."""
    from owj.kernel.calendars.day_rules import DayRules

    rules = DayRules(old), DayRules(new)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        if rules[0].spans_on(ordinal) != rules[1].spans_on(ordinal):
            yield date.fromordinal(ordinal)
