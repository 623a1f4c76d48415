"""Which hours a local day has, and why."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

from owj.kernel.calendars.definition import CalendarData, Span

SpanPairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DayReason:
    """Say why a day has the hours it has. name: of the closure or special day, else empty."""

    kind: Literal["open", "weekly_closed", "closure", "special"]
    name: str = ""


class DayRules:
    """Answer for any local day: special hours first, then closures, then the week in force."""

    __slots__ = ("_closures", "_fixed", "_special", "_valid_from", "_weeks")

    def __init__(self, data: CalendarData) -> None:
        self._special = {entry.day: entry for entry in data.special}
        self._closures: dict[date, list[str]] = {}
        for closure in data.closures:
            self._closures.setdefault(closure.day, []).append(closure.name)
        self._fixed: dict[int, SpanPairs] = {day.toordinal(): () for day in self._closures}
        self._fixed.update((entry.day.toordinal(), _pairs(entry.spans)) for entry in data.special)
        self._valid_from = [entry.valid_from.toordinal() for entry in data.hours]
        self._weeks = [tuple(_pairs(spans) for spans in entry.days) for entry in data.hours]

    def spans_on(self, ordinal: int) -> SpanPairs:
        """Return the spans of the day `date.fromordinal(ordinal)` as pairs of seconds."""
        fixed = self._fixed.get(ordinal)
        if fixed is not None:
            return fixed
        week = bisect_right(self._valid_from, ordinal) - 1
        return self._weeks[week][(ordinal + 6) % 7] if week >= 0 else ()

    def reason_on(self, day: date) -> DayReason:
        """Return why `day` is open or closed."""
        special = self._special.get(day)
        if special is not None:
            return DayReason("special", special.name)
        names = self._closures.get(day)
        if names is not None:
            return DayReason("closure", " / ".join(names))
        return DayReason("open" if self.spans_on(day.toordinal()) else "weekly_closed")


def _pairs(spans: tuple[Span, ...]) -> SpanPairs:
    return tuple((span.opens_s, span.closes_s) for span in spans)
