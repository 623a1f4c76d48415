"""What the address of the dashboard asks for, so that a view of it can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise as Words
from django.utils.translation import gettext_lazy as _

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.queries.reports import (
    Figure,
    ListFilter,
    Preset,
    ReportFilter,
    Span,
    Step,
    span_of,
)
from owj.ui.forms.moments import parse_day

E = TypeVar("E", bound=StrEnum)
MOST_PAGES = 10_000
# Beyond a year and a month the slow parts come after the page, and nothing renews itself.
LONG_DAYS = 400
_CLOCK_TIME = re.compile(r"\s+\d{1,2}:\d{2}$")

PRESET_WORDS: Mapping[Preset, Words] = {
    Preset.THIS_WEEK: _("This week"),
    Preset.THIS_MONTH: _("This month"),
    Preset.LAST_MONTH: _("Last month"),
    Preset.THIS_QUARTER: _("This quarter"),
    Preset.THIS_YEAR: _("This year"),
    Preset.WORKING_DAYS: _("The last 30 working days"),
    Preset.WEEKS: _("The last 12 weeks"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the dashboard. step None: what suits the span. unread: a date that is none."""

    preset: Preset
    span: Span
    customer: int | None = None
    agent: int | None = None
    step: Step | None = None
    unread: str = ""

    @property
    def filter(self) -> ReportFilter:
        """Return what the queries are asked."""
        return ReportFilter(self.span, self.customer, self.agent)

    @property
    def is_long(self) -> bool:
        """Return whether so many days are asked for that the slow figures come afterwards."""
        return self.span.days > LONG_DAYS

    @property
    def shown_step(self) -> Step:
        """Return how long a bar is."""
        return self.step or self.span.natural_step


def read_asked(given: QueryDict, *, now: datetime, calendar: BusinessCalendar) -> Asked:
    """Return what the address asks for; a word it does not know is passed over."""
    today = calendar.local_date(now)
    preset = _one(Preset, given.get("range")) or Preset.WORKING_DAYS
    span, unread = span_of(preset, today, calendar), ""
    if preset is Preset.CUSTOM:
        try:
            days = sorted(_day(given.get(name, ""), today) for name in ("from", "to"))
            span = Span(days[0], days[1])
        except InvalidInput:
            unread = " – ".join(given.get(name, "") for name in ("from", "to"))
            preset = Preset.THIS_MONTH
    return Asked(
        preset,
        span,
        customer=_number(given.get("customer")),
        agent=_number(given.get("agent")),
        step=_one(Step, given.get("step")),
        unread=unread,
    )


def read_list(given: QueryDict) -> ListFilter | None:
    """Return which figure's list is asked for; None when the address names none."""
    figure = _one(Figure, given.get("figure"))
    if figure is None:
        return None
    return ListFilter(
        figure,
        promise=_one(Promise, given.get("promise")),
        priority=_one(Priority, given.get("priority")),
        cause=_one(Cause, given.get("cause")),
        weekday=_within(given.get("weekday"), 0, 6),
        hour=_within(given.get("hour"), 0, 23),
        rating=_within(given.get("rating"), 1, 5),
        unjudged=given.get("unjudged") == "1",
    )


def read_page(given: QueryDict) -> int:
    """Return the page asked for, from 1."""
    return _within(given.get("page"), 1, MOST_PAGES) or 1


def query_of(asked: Asked, **changes: Any) -> str:
    """Return the query string of a view of the dashboard, beginning with "?"."""
    return f"?{urlencode(_pairs(replace(asked, **changes)))}"


def list_query(asked: Asked, narrow: ListFilter, *, span: Span | None = None, page: int = 1) -> str:
    """Return the query string of the list behind a figure; span: a part of the asked one."""
    if span is not None and span != asked.span:
        asked = replace(asked, preset=Preset.CUSTOM, span=span)
    pairs = [("figure", narrow.figure.value), *_pairs(asked)]
    for name in ("promise", "priority", "cause", "weekday", "hour", "rating"):
        value = getattr(narrow, name)
        if value is not None:
            pairs.append((name, str(value)))
    if narrow.unjudged:
        pairs.append(("unjudged", "1"))
    if page > 1:
        pairs.append(("page", str(page)))
    return f"?{urlencode(pairs)}"


def _pairs(asked: Asked) -> list[tuple[str, str]]:
    pairs = [("range", asked.preset.value)]
    if asked.preset is Preset.CUSTOM:
        first, last = asked.span.first, asked.span.last
        pairs += [("from", _iso(first)), ("to", _iso(last))]
    if asked.customer is not None:
        pairs.append(("customer", str(asked.customer)))
    if asked.agent is not None:
        pairs.append(("agent", str(asked.agent)))
    if asked.step is not None:
        pairs.append(("step", asked.step.value))
    return pairs


def _iso(day: date) -> str:
    return JalaliDate.from_gregorian(day).iso


def _day(text: str, today: date) -> date:
    """Return the day that somebody typed or picked. Raises: InvalidInput's kinds."""
    words = _CLOCK_TIME.sub("", latin_digits(text).strip())
    # To `parse_day` nothing is today; here it is a field left empty.
    return parse_day(words or "?", today=today)


def _one(kind: type[E], text: str | None) -> E | None:
    return kind(text) if text in set(kind) else None


def _within(text: str | None, least: int, most: int) -> int | None:
    number = _number(text)
    return number if number is not None and least <= number <= most else None


def _number(text: str | None) -> int | None:
    digits = latin_digits(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
