"""Where the marks of the dashboard's charts stand: whole pixels, computed here, drawn by templates.

Time flows with the language: from right to left in Persian. Inside a chart x always grows to the
right, so in Persian every place is mirrored here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from owj.packages.desk.queries.reports import Kept, Span, Step

WIDTH = 650
BASE_LINE = 168
TALLEST = 130
WIDEST_BAR = 34
# Words under the bars need this much; where bars are closer, some stay without.
LABEL_WIDTH = 56
# Where months of several years stand side by side, the year is said, too.
YEAR_LABEL_WIDTH, YEARS_FROM = 84, 24
HEAT_WIDTH, HEAT_ROW, HEAT_NAMES = 520, 26, 76
HEAT_LEVELS = 5
TREND_HEIGHT, TREND_BASE = 150, 118


@dataclass(frozen=True, slots=True)
class Bar:
    """One week or month: kept promises as a bar, broken ones above it at the same scale."""

    span: Span
    kept: int
    broken: int
    x: int
    width: int
    kept_y: int
    kept_height: int
    broken_y: int
    broken_height: int
    label: bool

    @property
    def middle(self) -> int:
        """Return the middle of the bar."""
        return self.x + self.width // 2

    @property
    def words_at(self) -> int:
        """Return where the words under the bar are centred: within the chart."""
        return min(max(self.middle, LABEL_WIDTH // 2), WIDTH - LABEL_WIDTH // 2)

    @property
    def count_y(self) -> int:
        """Return where the count of broken ones is written."""
        return self.broken_y - 6


@dataclass(frozen=True, slots=True)
class BarChart:
    """The bars, oldest first, and the lines behind them: (y, count)."""

    bars: Sequence[Bar]
    lines: Sequence[tuple[int, int]]
    step: Step


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One hour of one weekday; level: 0 for none to 5 for the busiest. open: working hours."""

    weekday: int
    hour: int
    count: int
    level: int
    open: bool
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The cells of a week; hours: (hour, x of its middle). rows: (weekday, y)."""

    cells: Sequence[HeatCell]
    hours: Sequence[tuple[int, int]]
    rows: Sequence[tuple[int, int]]
    names_x: int
    height: int
    busiest: HeatCell | None


@dataclass(frozen=True, slots=True)
class Dot:
    """One point of a trend; share: 0 to 100."""

    span: Span
    share: int
    total: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Points in order of time; line, area: as SVG wants them."""

    dots: Sequence[Dot]
    line: str
    area: str


def draw_bars(steps: Sequence[tuple[Span, Kept]], step: Step, *, rtl: bool) -> BarChart:
    """Return kept and broken promises at one true scale."""
    room = WIDTH / max(len(steps), 1)
    width = max(3, min(WIDEST_BAR, int(room * 0.62)))
    tallest = max((one.judged for _, one in steps), default=0)
    scale = TALLEST / max(tallest, 1)
    wanted = YEAR_LABEL_WIDTH if len(steps) > YEARS_FROM else LABEL_WIDTH
    every = max(1, ceil(wanted / room))
    bars = []
    for place, (span, one) in enumerate(steps):
        middle = int(room * (place + 0.5))
        middle = WIDTH - middle if rtl else middle
        kept_height, broken_height = _pixels(one.kept, scale), _pixels(one.broken, scale)
        # The newest bar always has its words.
        label = (len(steps) - 1 - place) % every == 0
        bars.append(
            Bar(
                span,
                one.kept,
                one.broken,
                middle - width // 2,
                width,
                BASE_LINE - kept_height,
                kept_height,
                BASE_LINE - kept_height - broken_height - (1 if kept_height else 0),
                broken_height,
                label,
            )
        )
    return BarChart(bars, _lines(tallest, scale), step)


def draw_heat(
    counts: Mapping[tuple[int, int], int],
    working: Mapping[int, frozenset[int]],
    *,
    rtl: bool,
) -> HeatMap:
    """Return the week hour by hour; working: by weekday, 0 is Saturday, the hours of work."""
    busy = {hour for _, hour in counts} | {hour for hours in working.values() for hour in hours}
    first, last = min(busy, default=8), max(busy, default=17)
    width = (HEAT_WIDTH - HEAT_NAMES) // (last - first + 1)
    most = max(counts.values(), default=0)

    def left(hour: int) -> int:
        place = HEAT_NAMES + (hour - first) * width
        return HEAT_WIDTH - place - width if rtl else place

    cells = [
        HeatCell(
            weekday,
            hour,
            counts.get((weekday, hour), 0),
            -(-HEAT_LEVELS * counts.get((weekday, hour), 0) // max(most, 1)),
            hour in working.get(weekday, frozenset()),
            left(hour) + 1,
            4 + weekday * HEAT_ROW,
            width - 3,
        )
        for weekday in range(7)
        for hour in range(first, last + 1)
    ]
    busiest = max(cells, key=lambda cell: cell.count, default=None) if most else None
    # Hours stand under every second column where columns are narrow.
    every = 1 if width >= 24 else 2
    return HeatMap(
        cells,
        [(hour, left(hour) + width // 2) for hour in range(first, last + 1, every)],
        [(weekday, 4 + weekday * HEAT_ROW + 16) for weekday in range(7)],
        HEAT_WIDTH if rtl else 0,
        4 + 7 * HEAT_ROW + 20,
        busiest,
    )


def draw_trend(points: Sequence[tuple[Span, float | None, int]], *, rtl: bool) -> Trend:
    """Return shares over time, (span, share, of how many); what has no share leaves a gap."""
    room = WIDTH / max(len(points), 1)
    dots = []
    for place, (span, share, total) in enumerate(points):
        if share is None:
            continue
        x = int(room * (place + 0.5))
        y = round(TREND_BASE - share * (TREND_BASE - 24))
        dots.append(Dot(span, round(100 * share), total, WIDTH - x if rtl else x, y))
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    area = ""
    if len(dots) > 1:
        area = f"M{dots[0].x} {TREND_BASE} " + " ".join(f"L{dot.x} {dot.y}" for dot in dots)
        area += f" L{dots[-1].x} {TREND_BASE}Z"
    return Trend(dots, line if len(dots) > 1 else "", area)


def _pixels(count: int, scale: float) -> int:
    """Return how high a count stands; the least that can be seen, where there is any."""
    return max(1, round(count * scale)) if count else 0


def _lines(tallest: int, scale: float) -> list[tuple[int, int]]:
    """Return two or three lines at round counts."""
    if tallest < 2:
        return []
    step = 1
    while tallest / step > 3:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return [(BASE_LINE - round(count * scale), count) for count in range(step, tallest + 1, step)]
