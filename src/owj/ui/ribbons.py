"""The ribbon of a promise: counted, paused and closed stretches on one true scale of working time.

Closed stretches are narrow dotted breaks, whatever their length: a night is no part of a promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WIDTH = 280.0
END = 268.0
BREAK = 9.0
LONG_BREAK = 76.0
GAP = 1.5


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a ribbon. kind: done, near, over, hold, open, met or shut."""

    kind: str
    x: float
    width: float

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A ribbon ready to be drawn; now and goal are places on it, or None."""

    stretches: tuple[Stretch, ...]
    now: float | None
    goal: float

    @property
    def goal_path(self) -> str:
        """Return the flag's outline, its pole at the goal."""
        x = self.goal
        return f"M{x - 0.9:.1f} 18V0h1.8l9.5 4.5-9.5 4.5V18z"


def lay_out(pieces: Sequence[tuple[str, int]], goal_after: int) -> Ribbon:
    """Return the ribbon of (kind, working seconds) pieces; `goal_after`: pieces before the flag.

    "shut" pieces carry no seconds. The present stands where the first "open" piece begins, or at
    the end of an overdue one; a kept promise shows no present.
    """
    shut = [kind == "shut" for kind, _ in pieces]
    break_width = LONG_BREAK if shut[:1] == [True] else BREAK
    total = sum(seconds for _, seconds in pieces) or 1
    scale = max(END - break_width * sum(shut), WIDTH / 4) / total
    stretches: list[Stretch] = []
    x = 0.0
    for kind, seconds in pieces:
        width = break_width if kind == "shut" else seconds * scale
        stretches.append(Stretch(kind, x, width))
        x += width
    goal = stretches[goal_after - 1].end if goal_after else 0.0
    return Ribbon(tuple(_with_gaps(stretches)), _present(stretches), min(goal, END) + GAP)


def _present(stretches: Iterable[Stretch]) -> float | None:
    end = None
    for stretch in stretches:
        if stretch.kind == "open":
            return stretch.x
        end = stretch.end if stretch.kind in {"over", "hold"} else None
    return end


def _with_gaps(stretches: Iterable[Stretch]) -> Iterable[Stretch]:
    for stretch in stretches:
        inset = 2 * GAP if stretch.kind == "shut" else GAP
        yield Stretch(stretch.kind, stretch.x + inset / 2, max(stretch.width - inset, 0.5))


def ribbon_of(card: Any, now: datetime) -> Ribbon:
    """Return the ribbon of a ClockCard."""
    pieces: list[tuple[str, int]] = []
    done = "met" if card.face.state == "met" else "near" if card.face.near else "done"
    kinds = {"counted": done, "running": done, "paused": "hold", "remaining": "open"}
    for row in card.explanation.rows:
        kind = kinds.get(row.kind, "shut")
        seconds = 0 if kind == "shut" else _seconds(row)
        if pieces and pieces[-1][0] == kind:
            pieces[-1] = (kind, pieces[-1][1] + seconds)
        elif kind == "shut" or seconds > 0:
            pieces.append((kind, seconds))
    goal_after = len(pieces)
    if card.face.late_working_s > 0:
        pieces.append(("over", card.face.late_working_s))
    return lay_out(pieces, goal_after)


def _seconds(row: Any) -> int:
    if row.counted_s:
        return int(row.counted_s)
    return int((row.end - row.start).total_seconds()) if row.start and row.end else 0
