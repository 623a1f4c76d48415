"""A Jalali year of a calendar, month by month, and the table of what is laid down in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from owj.client.calendars.words import KIND_ICONS, KIND_TONES, KIND_WORDS, pairs, plan_words
from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    ClosureKind,
    DayPlan,
    plans_of,
)
from owj.kernel.calendars.jalali import JalaliDate, month_length, month_name
from owj.server.agreements.queries import RevisionRow
from owj.ui.dates import digits, show_day
from owj.ui.reading import language

# Saturday is the first day of the week; Python's Monday is 0.
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day as the year draws it. mark: dot, ring (estimated), hours, or nothing."""

    day: date
    number: str
    closed: bool
    mark: str
    changed: bool
    today: bool
    chosen: bool
    words: str


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """One month; empty: cells before its first day."""

    name: str
    empty: range
    cells: tuple[DayCell, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class LaidDown:
    """A line of the table of the year's closures and special days. by: who declared it."""

    day: date
    name: str
    kind: str
    icon: str
    tone: str
    hours: tuple[tuple[int, int], ...] | None
    revision: RevisionRow | None
    changed: bool


@dataclass(frozen=True, slots=True)
class YearSheet:
    """What the year is drawn from: the draft, what is in force, today and the chosen day."""

    data: CalendarData
    in_force: CalendarData
    year: int
    today: date
    chosen: date | None


def months_of(sheet: YearSheet) -> list[MonthGrid]:
    """Return the twelve months of the sheet's year."""
    calendar = BusinessCalendar(sheet.data)
    plans, before = plans_of(sheet.data), plans_of(sheet.in_force)
    calendar_before = BusinessCalendar(sheet.in_force)
    now = JalaliDate.from_gregorian(sheet.today)
    months = []
    for month in range(1, 13):
        first = JalaliDate(sheet.year, month, 1).to_gregorian()
        days = [first + timedelta(days=n) for n in range(month_length(sheet.year, month))]
        cells = tuple(
            _cell(
                sheet,
                day,
                n,
                calendar,
                plans.get(day, DayPlan()),
                changed=before.get(day) != plans.get(day)
                or calendar.spans_on(day) != calendar_before.spans_on(day),
            )
            for n, day in enumerate(days, start=1)
        )
        months.append(
            MonthGrid(
                name=month_name(month, language()),
                empty=range((first.weekday() - _SATURDAY) % 7),
                cells=cells,
                current=(sheet.year, month) == (now.year, now.month),
            )
        )
    return months


def laid_down_in(sheet: YearSheet, origins: Mapping[date, RevisionRow]) -> list[LaidDown]:
    """Return the closures and special days of the year, ascending; withdrawn ones are gone."""
    first = JalaliDate(sheet.year, 1, 1).to_gregorian()
    last = JalaliDate(sheet.year + 1, 1, 1).to_gregorian()
    plans, before = plans_of(sheet.data), plans_of(sheet.in_force)
    lines = []
    for day in sorted(plans):
        if first <= day < last:
            plan = plans[day]
            changed = plan != before.get(day)
            lines += _lines_of(day, plan, None if changed else origins.get(day), changed=changed)
    return lines


def _lines_of(
    day: date, plan: DayPlan, revision: RevisionRow | None, *, changed: bool
) -> list[LaidDown]:
    lines = [
        LaidDown(
            day,
            one.name,
            str(KIND_WORDS[one.kind]),
            KIND_ICONS[one.kind],
            KIND_TONES.get(one.kind, ""),
            None,
            revision,
            changed,
        )
        for one in plan.closures
    ]
    if plan.special is not None:
        hours, kind = pairs(plan.special.spans), gettext("special hours")
        name = plan.special.name
        lines.append(LaidDown(day, name, kind, "clock", "accent", hours, revision, changed))
    return lines


def _cell(
    sheet: YearSheet,
    day: date,
    number: int,
    calendar: BusinessCalendar,
    plan: DayPlan,
    *,
    changed: bool,
) -> DayCell:
    spans = calendar.spans_on(day)
    words = [show_day(day), plan_words(plan) if plan != DayPlan() else ""]
    if plan == DayPlan() and not spans:
        words[1] = gettext("weekly day off")
    if changed:
        words.append(gettext("changed, not saved yet"))
    return DayCell(
        day=day,
        number=digits(number),
        closed=not spans,
        mark=_mark(plan),
        changed=changed,
        today=day == sheet.today,
        chosen=day == sheet.chosen,
        words=gettext(", ").join(word for word in words if word),
    )


def _mark(plan: DayPlan) -> str:
    if plan.special is not None:
        return "hours"
    if any(one.kind is ClosureKind.ESTIMATED for one in plan.closures):
        return "ring"
    return "dot" if plan.closures else ""
