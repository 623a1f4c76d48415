"""What a clock looks like at a glance: the face that a chip in a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from owj.kernel.sla.clocks import ClockState, Promise


@dataclass(frozen=True, slots=True)
class ClockFace:
    """One promise as a list shows it at one instant.

    state: `untimed` is a follow-up that has no deadline yet because no date was announced.
    kind: "minutes", "same_day" or "announced". remaining_s, late_working_s: working seconds.
    near: less is left than the agreement's near threshold. p0_since: the ticket is in P0 since.
    """

    state: ClockState
    promise: Promise | None
    kind: str | None = None
    due_at: datetime | None = None
    starts_at: datetime | None = None
    stopped_at: datetime | None = None
    paused: bool = False
    p0_since: datetime | None = None
    remaining_s: int | None = None
    taken_s: int | None = None
    late_working_s: int = 0
    late_wall_s: int = 0
    near: bool = False
