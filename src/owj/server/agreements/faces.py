"""What a clock looks like at a glance: the face that a chip in a list shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Clock, ClockKind, ClockState, Promise


@dataclass(frozen=True, slots=True)
class ClockFace:
    """One promise as a list shows it at one instant.

    state: `untimed` is a follow-up that has no deadline yet because no date was announced.
    remaining_s, taken_s, late_working_s: working seconds. near: at most near_s is left.
    p0_since: in P0 since this deadline, whatever clock is shown; late_* count from it then.
    resumes_at: the desk is closed; the running clock goes on then.
    """

    state: ClockState
    promise: Promise | None
    kind: ClockKind | None = None
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
    near_s: int = 0
    resumes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredClock:
    """A clock as it was last computed, as a row of a list keeps it."""

    state: ClockState
    promise: Promise
    kind: ClockKind
    starts_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    taken_s: int | None
    late_working_s: int
    late_wall_s: int


def store_clock(clock: Clock) -> StoredClock:
    """Return what a row keeps of a replayed clock."""
    return StoredClock(
        state=clock.state,
        promise=clock.promise,
        kind=clock.kind,
        starts_at=clock.started_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        taken_s=clock.counted_s if clock.stopped_at else None,
        late_working_s=clock.late_working_s,
        late_wall_s=clock.late_wall_s,
    )


def face_of(
    stored: StoredClock | None,
    agreement: Agreement,
    calendar: BusinessCalendar,
    *,
    now: datetime,
    p0_since: datetime | None = None,
) -> ClockFace:
    """Return the face at an instant that may be later than the one the clock was computed at.

    A clock that waits for the desk to open, or whose deadline has just passed, shows so without
    anybody having computed it anew (R2, R13).
    """
    if stored is None:
        return ClockFace(ClockState.CANCELLED, None, p0_since=p0_since)
    state = _state_now(stored, now)
    face = ClockFace(
        state=state,
        promise=stored.promise,
        kind=stored.kind,
        due_at=stored.due_at,
        starts_at=stored.starts_at,
        stopped_at=stored.stopped_at,
        paused=state is ClockState.PAUSED,
        p0_since=p0_since,
        taken_s=stored.taken_s,
        late_working_s=stored.late_working_s,
        late_wall_s=stored.late_wall_s,
        near_s=near_s(agreement, stored.promise),
    )
    return _with_p0(_with_time(face, calendar, now), calendar, now)


def near_until(
    agreement: Agreement, calendar: BusinessCalendar, promise: Promise, now: datetime
) -> datetime:
    """Return the latest deadline of this promise that is near at `now`."""
    return calendar.add(now, near_s(agreement, promise))


def near_s(agreement: Agreement, promise: Promise) -> int:
    """Return how much working time is left when a promise begins to be near."""
    if promise is Promise.FIRST_RESPONSE:
        return agreement.near_response_minutes * 60
    return agreement.near_followup_minutes * 60


def _state_now(stored: StoredClock, now: datetime) -> ClockState:
    if stored.state not in {ClockState.WAITING, ClockState.RUNNING}:
        return stored.state
    if now < stored.starts_at:
        return ClockState.WAITING
    if stored.due_at is not None and now > stored.due_at:
        return ClockState.BREACHED
    return ClockState.RUNNING


def _with_p0(face: ClockFace, calendar: BusinessCalendar, now: datetime) -> ClockFace:
    if face.p0_since is None:
        return face
    return replace(
        face,
        late_working_s=calendar.between(face.p0_since, now),
        late_wall_s=max(0, int((now - face.p0_since).total_seconds())),
        near=False,
    )


def _with_time(face: ClockFace, calendar: BusinessCalendar, now: datetime) -> ClockFace:
    if face.due_at is None:
        return face
    if face.state is ClockState.BREACHED and face.stopped_at is None:
        return replace(
            face,
            late_working_s=calendar.between(face.due_at, now),
            late_wall_s=int((now - face.due_at).total_seconds()),
        )
    if face.state in {ClockState.WAITING, ClockState.RUNNING, ClockState.PAUSED}:
        left = calendar.between(now, face.due_at)
        near = face.state is ClockState.RUNNING and left <= face.near_s
        is_resting = face.state is ClockState.RUNNING and not calendar.is_open(now)
        resumes_at = calendar.next_open(now) if is_resting else None
        return replace(face, remaining_s=left, near=near, resumes_at=resumes_at)
    return face
