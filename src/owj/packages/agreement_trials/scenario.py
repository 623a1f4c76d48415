"""What a trial supposes, from and to plain JSON: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from owj.kernel.calendars.definition import Span
from owj.kernel.calendars.jalali import jalali_month
from owj.kernel.promises.what_if import SupposedHours
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.shapes import JsonValue
from owj.packages.agreement_trials.errors import MonthsRefused

MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is supposed, and over which Jalali months of arrival, "1405-01", both included."""

    title: str
    first_month: str
    last_month: str
    changes: Mapping[str, JsonValue] = field(default_factory=dict)
    hours: SupposedHours = field(default_factory=SupposedHours)
    renewal: int = 0


def supposed_agreement(base: Agreement, changes: Mapping[str, JsonValue]) -> Agreement:
    """Return an agreement with other settings. Raises: SettingRejected."""
    return Agreement.from_json(base.to_json() | dict(changes))


def check_months(first: str, last: str, today: date) -> None:
    """Refuse months that are none, too many, or to come. Raises: MonthsRefused."""
    places = [_place(first), _place(last)]
    fits = places[0] <= places[1] < places[0] + MOST_MONTHS
    if not fits or last > jalali_month(today):
        raise MonthsRefused(most=MOST_MONTHS)


def hours_data(hours: SupposedHours) -> dict[str, Any]:
    """Return supposed hours as plain JSON."""
    return {
        "workdays": _spans_data(hours.workdays),
        "thursday": _spans_data(hours.thursday),
        "closed": [day.isoformat() for day in hours.closed],
        "opened": [day.isoformat() for day in hours.opened],
    }


def hours_in(data: Mapping[str, Any]) -> SupposedHours:
    """Return the supposed hours that a trial keeps."""
    return SupposedHours(
        workdays=_spans_in(data.get("workdays")),
        thursday=_spans_in(data.get("thursday")),
        closed=tuple(date.fromisoformat(one) for one in data.get("closed", ())),
        opened=tuple(date.fromisoformat(one) for one in data.get("opened", ())),
    )


def _place(month: str) -> int:
    year, _, number = month.partition("-")
    if not (year.isascii() and year.isdigit() and number.isascii() and number.isdigit()):
        raise MonthsRefused(most=MOST_MONTHS)
    if len(year) != 4 or not 1 <= int(number) <= 12:
        raise MonthsRefused(most=MOST_MONTHS)
    return int(year) * 12 + int(number)


def _spans_data(spans: tuple[Span, ...] | None) -> list[list[int]] | None:
    return None if spans is None else [[one.opens_s, one.closes_s] for one in spans]


def _spans_in(data: list[list[int]] | None) -> tuple[Span, ...] | None:
    return None if data is None else tuple(Span(opens, closes) for opens, closes in data)
