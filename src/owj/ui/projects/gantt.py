"""A project on a Jalali time line: pure figures in percent, drawn from the side of reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from owj.kernel.calendars.jalali import JalaliDate, month_name
from owj.packages.projects.delays import PhaseDelay
from owj.packages.projects.queries import PhaseView, ProjectView
from owj.ui.dates import digits
from owj.ui.reading import language

_DAY = timedelta(days=1)
# Days of air at both ends, as a share of the whole.
_AIR = 24
_FEWEST_DAYS = 21
MONTHS_NAMED = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days: x and width in percent. words: of a shaded one, for whom it counts."""

    x: str
    width: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the line. words: empty where there is no room for them."""

    x: str
    words: str


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A phase: its promise, what came of it, what was late."""

    phase_id: int
    title: str
    view: PhaseView
    planned: Bar
    done: Bar | None
    late: Bar | None


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole picture. shades: suspensions and waits, behind every row."""

    months: tuple[Mark, ...]
    rows: tuple[GanttRow, ...]
    shades: tuple[Bar, ...]
    today: Mark | None


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int
    mirrored: bool

    def at(self, day: date) -> str:
        share = 100 * (day - self.first).days / self.days
        return f"{100 - share if self.mirrored else share:.2f}%"

    def bar(self, first: date, end: date, kind: str = "") -> Bar:
        """Return the days [first, end), at least a sliver."""
        width = 100 * max((end - first).days, 0) / self.days
        width = max(width, 0.6)
        share = 100 * (first - self.first).days / self.days
        x = 100 - share - width if self.mirrored else share
        return Bar(f"{x:.2f}%", f"{width:.2f}%", kind)


def gantt_of(view: ProjectView) -> Gantt | None:
    """Return a project on its time line; None while nothing is promised."""
    known = [(one, one.delay) for one in view.phases if one.delay is not None]
    if not known:
        return None
    scale = _scale(view, [delay for _, delay in known])
    return Gantt(
        months=_months(scale),
        rows=tuple(_row(one, delay, scale) for one, delay in known),
        shades=tuple(
            scale.bar(one.first, max(one.end or view.today + _DAY, one.first), _kind(one.counts))
            for one in view.account.stretches
        ),
        today=Mark(scale.at(view.today), "") if _within(view.today, scale) else None,
    )


def _kind(counts: bool) -> str:
    return "off" if counts else "ours"


def _row(view: PhaseView, delay: PhaseDelay, scale: _Scale) -> GanttRow:
    begun = delay.is_delivered or delay.actual >= delay.begins
    on_time = min(delay.actual, delay.planned)
    late = delay.actual > delay.planned
    return GanttRow(
        phase_id=view.phase.id,
        title=view.phase.title,
        view=view,
        planned=scale.bar(delay.begins, delay.planned + _DAY),
        done=scale.bar(min(delay.begins, on_time), on_time + _DAY) if begun else None,
        late=scale.bar(delay.planned + _DAY, delay.actual + _DAY, _tone(delay)) if late else None,
    )


def _tone(delay: PhaseDelay) -> str:
    return "late" if delay.is_late else "excused"


def _scale(view: ProjectView, delays: list[PhaseDelay]) -> _Scale:
    first = min([view.account.starts_on or view.today, *(one.begins for one in delays)])
    ends = [max(one.planned, one.actual) for one in delays]
    last = max(ends)
    span = max((last - first).days + 1, _FEWEST_DAYS)
    air = max(span // _AIR, 1)
    return _Scale(first - air * _DAY, span + 2 * air, language() == "fa")


def _within(day: date, scale: _Scale) -> bool:
    return 0 <= (day - scale.first).days <= scale.days


def _months(scale: _Scale) -> tuple[Mark, ...]:
    """Return the first days of the Jalali months; their names as far as there is room."""
    starts: list[JalaliDate] = []
    at = JalaliDate.from_gregorian(scale.first)
    year, month = at.year, at.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        start = JalaliDate(year, month, 1)
        if not _within(start.to_gregorian(), scale):
            break
        starts.append(start)
    step = max(1, -(-len(starts) // MONTHS_NAMED))
    return tuple(
        Mark(scale.at(one.to_gregorian()), _name(one) if number % step == 0 else "")
        for number, one in enumerate(starts)
    )


def _name(start: JalaliDate) -> str:
    name = month_name(start.month, language())
    return f"{name} {digits(start.year)}" if start.month == 1 else name
