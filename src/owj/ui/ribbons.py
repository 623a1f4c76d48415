"""The ribbon of a promise: counted, paused and closed stretches on one true scale of working time.

Closed stretches are narrow dotted breaks, whatever their length: a night is no part of a promise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from owj.kernel.sla.clocks import ClockState
from owj.kernel.sla.explanation import ExplainRow, RowKind
from owj.ui.cards import Card

# All in percent of the ribbon's width; what follows END is the flag's.
END = 96.0
BREAK = 3.2
FIRST_BREAK = 25.0
MOST_BREAKS_SHARE = 0.4
GAP = 0.5

PIECES: dict[RowKind, str] = {
    RowKind.COUNTED: "done",
    RowKind.RUNNING: "done",
    RowKind.LATE: "over",
    RowKind.PAUSED: "hold",
    RowKind.CLOSED: "shut",
    RowKind.CLOSURE: "shut",
    RowKind.REMAINING: "open",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch before it has a place. kind: done, near, met, over, hold, open or shut."""

    kind: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece in its place on the ribbon, in percent of its width."""

    kind: str
    x: float
    width: float

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A ribbon ready to be drawn, in percent of its width; now: where the present is, or None."""

    stretches: tuple[Stretch, ...]
    now: float | None
    goal: float


def ribbon_of(card: Card) -> Ribbon:
    """Return the ribbon of a promise; without stretches when it has no deadline."""
    pieces = list(_merged(_pieces(card)))
    has_ended = card.clock.stopped_at is not None
    stretches = _placed(pieces)
    goal = _goal(stretches)
    present = None if has_ended else _present(stretches)
    return Ribbon(tuple(_inset(stretches)), present, goal)


def _pieces(card: Card) -> Iterator[Piece]:
    if card.clock.due_at is None:
        return
    quiet = {ClockState.MET: "met", ClockState.CANCELLED: "met"}.get(card.clock.state)
    near = "near" if card.face.near else None
    is_open = False
    for row in card.explanation.rows:
        kind = PIECES[row.kind]
        is_open = is_open or kind == "open"
        yield Piece((quiet or near or kind) if kind == "done" else kind, _seconds(row))
    if not is_open and card.clock.remaining_s:
        yield Piece("open", card.clock.remaining_s)


def _seconds(row: ExplainRow) -> int:
    if row.kind is RowKind.PAUSED:
        return int((row.end - row.start).total_seconds())
    return row.counted_s


def _merged(pieces: Iterator[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if piece.kind != "shut" and piece.seconds <= 0:
            continue
        if last is not None and last.kind == piece.kind:
            last = Piece(piece.kind, last.seconds + piece.seconds)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None and last.kind != "shut":
        yield last


def _placed(pieces: Sequence[Piece]) -> list[Stretch]:
    breaks = [FIRST_BREAK if not n else BREAK for n, p in enumerate(pieces) if p.kind == "shut"]
    squeeze = min(1.0, MOST_BREAKS_SHARE * END / sum(breaks)) if breaks else 1.0
    worked = sum(piece.seconds for piece in pieces if piece.kind != "shut")
    scale = (END - sum(breaks) * squeeze) / worked if worked else 0.0
    widths = iter(breaks)
    stretches: list[Stretch] = []
    x = 0.0
    for piece in pieces:
        width = next(widths) * squeeze if piece.kind == "shut" else piece.seconds * scale
        stretches.append(Stretch(piece.kind, x, width))
        x += width
    return stretches


def _goal(stretches: Sequence[Stretch]) -> float:
    before = [stretch.end for stretch in stretches if stretch.kind not in {"over", "shut"}]
    late = [stretch.x for stretch in stretches if stretch.kind == "over"]
    return min(late) if late else max(before, default=END)


def _present(stretches: Sequence[Stretch]) -> float | None:
    opening = next((stretch.x for stretch in stretches if stretch.kind == "open"), None)
    if opening is not None:
        return opening
    return stretches[-1].end if stretches else None


def _inset(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    for stretch in stretches:
        gap = 2 * GAP if stretch.kind == "shut" else GAP
        yield Stretch(stretch.kind, stretch.x + gap / 2, max(stretch.width - gap, 0.3))
