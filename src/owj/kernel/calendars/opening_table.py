"""Open intervals of a calendar in whole epoch seconds, with prefix sums for binary search.

Local time ends here: the zone is asked only while a table is built. A table never changes; to
reach further a longer one is made, so that threads may share a calendar without a lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from owj.kernel.calendars.day_rules import DayRules
from owj.kernel.calendars.definition import DAY_S

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class OpeningTable:
    """Hold the intervals of whole local years. Entry 0 is an empty one at `starts_s`.

    Inside interval i the working seconds up to t are `t + shift[i]`, at its end `after[i]`.
    days: the local day (proleptic ordinal) each interval belongs to.
    """

    first_year: int
    last_year: int
    starts_s: int
    ends_s: int
    opens: list[int]
    closes: list[int]
    days: list[int]
    after: list[int]
    shift: list[int]


Interval = tuple[int, int, int]
EMPTY_TABLE = OpeningTable(0, -1, 0, 0, [0], [0], [0], [0], [0])


def build_table(rules: DayRules, zone: ZoneInfo, first_year: int, last_year: int) -> OpeningTable:
    """Return the table of the local years first_year..last_year, both included."""
    first_day = date(first_year, 1, 1).toordinal()
    end_day = date(last_year + 1, 1, 1).toordinal()
    pieces = offset_pieces(zone, _wall_s(first_day) - DAY_S, _wall_s(end_day) + DAY_S)
    found = list(_merge_touching(_day_intervals(rules, pieces, first_day, end_day)))
    starts_s = day_start(pieces, first_day)
    return _table_of((first_year, last_year), (starts_s, day_start(pieces, end_day)), found)


def widen_table(
    table: OpeningTable, rules: DayRules, zone: ZoneInfo, first_year: int, last_year: int
) -> OpeningTable:
    """Return a table that covers `table` and the given years, building only what is missing."""
    if table is EMPTY_TABLE:
        return build_table(rules, zone, first_year, last_year)
    years = (min(first_year, table.first_year), max(last_year, table.last_year))
    found = list(zip(table.opens[1:], table.closes[1:], table.days[1:], strict=True))
    starts_s, ends_s = table.starts_s, table.ends_s
    if years[0] < table.first_year:
        earlier = build_table(rules, zone, years[0], table.first_year - 1)
        found[:0] = zip(earlier.opens[1:], earlier.closes[1:], earlier.days[1:], strict=True)
        starts_s = earlier.starts_s
    if years[1] > table.last_year:
        later = build_table(rules, zone, table.last_year + 1, years[1])
        found += zip(later.opens[1:], later.closes[1:], later.days[1:], strict=True)
        ends_s = later.ends_s
    return _table_of(years, (starts_s, ends_s), found)


def _table_of(
    years: tuple[int, int], cover: tuple[int, int], found: list[Interval]
) -> OpeningTable:
    opens = [cover[0], *(interval[0] for interval in found)]
    closes = [cover[0], *(interval[1] for interval in found)]
    days = [0, *(interval[2] for interval in found)]
    after = list(accumulate(closed - opened for opened, closed in zip(opens, closes, strict=True)))
    shift = [total - closed for total, closed in zip(after, closes, strict=True)]
    return OpeningTable(*years, *cover, opens, closes, days, after, shift)


@dataclass(frozen=True, slots=True)
class OffsetPiece:
    """Hold a stretch [starts_s, ends_s) in which the zone's offset from UTC is constant."""

    starts_s: int
    ends_s: int
    offset_s: int


def offset_pieces(zone: ZoneInfo, from_s: int, to_s: int) -> list[OffsetPiece]:
    """Return the pieces of [from_s, to_s), found by daily samples and bisection to the second."""
    pieces: list[OffsetPiece] = []
    starts_s, offset_s = from_s, _offset_at(zone, from_s)
    sampled_s = from_s
    while sampled_s < to_s:
        next_s = min(sampled_s + DAY_S, to_s)
        next_offset_s = _offset_at(zone, next_s)
        if next_offset_s != offset_s:
            change_s = _change_between(zone, sampled_s, next_s, offset_s)
            pieces.append(OffsetPiece(starts_s, change_s, offset_s))
            starts_s, offset_s = change_s, next_offset_s
        sampled_s = next_s
    if starts_s < to_s:
        pieces.append(OffsetPiece(starts_s, to_s, offset_s))
    return pieces


def day_start(pieces: list[OffsetPiece], ordinal: int) -> int:
    """Return the first instant whose local date is that day or a later one."""
    wall_s = _wall_s(ordinal)
    for piece in pieces:
        candidate_s = max(wall_s - piece.offset_s, piece.starts_s)
        if candidate_s < piece.ends_s:
            return candidate_s
    return pieces[-1].ends_s


def instant(epoch_s: int) -> datetime:
    """Return the aware UTC datetime of an epoch second."""
    return EPOCH + timedelta(0, epoch_s)


def _offset_at(zone: ZoneInfo, epoch_s: int) -> int:
    offset = instant(epoch_s).astimezone(zone).utcoffset()
    return 0 if offset is None else offset.days * DAY_S + offset.seconds


def _change_between(zone: ZoneInfo, before_s: int, at_s: int, offset_s: int) -> int:
    """Return the first second with another offset; it holds at `before_s`, not at `at_s`."""
    while at_s - before_s > 1:
        middle_s = (before_s + at_s) // 2
        if _offset_at(zone, middle_s) == offset_s:
            before_s = middle_s
        else:
            at_s = middle_s
    return at_s


def _wall_s(ordinal: int) -> int:
    """Return the seconds from 1970-01-01T00:00 to that midnight on one wall clock."""
    return (ordinal - _EPOCH_ORDINAL) * DAY_S


def _day_intervals(
    rules: DayRules, pieces: list[OffsetPiece], first_day: int, end_day: int
) -> Iterator[Interval]:
    """Yield open intervals: an instant is open when its wall-clock reading is in a span.

    So a repeated hour is open twice, and a missing one is not there to be open. Source: R3.
    """
    for piece in pieces:
        piece_first = (piece.starts_s + piece.offset_s) // DAY_S + _EPOCH_ORDINAL
        piece_end = (piece.ends_s - 1 + piece.offset_s) // DAY_S + _EPOCH_ORDINAL + 1
        for ordinal in range(max(first_day, piece_first), min(end_day, piece_end)):
            midnight_s = _wall_s(ordinal) - piece.offset_s
            for opens, closes in rules.spans_on(ordinal):
                opens_s = max(midnight_s + opens, piece.starts_s)
                closes_s = min(midnight_s + closes, piece.ends_s)
                if opens_s < closes_s:
                    yield opens_s, closes_s, ordinal


def _merge_touching(found: Iterator[Interval]) -> Iterator[Interval]:
    """Yield the intervals with those of one day joined where they touch."""
    kept: Interval | None = None
    for interval in found:
        if kept is not None and interval[0] == kept[1] and interval[2] == kept[2]:
            kept = (kept[0], interval[1], kept[2])
            continue
        if kept is not None:
            yield kept
        kept = interval
    if kept is not None:
        yield kept
