"""Words, shape and icon of a promise's face: the same in lists, on tickets and in the hub.

The browser's ticker (assets/js/clock) rewrites the words of running faces with the same rules;
tests/ui/test_ticker_words.py holds both together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext

from owj.kernel.persian.durations import duration_words
from owj.kernel.sla.clocks import ClockState
from owj.server.agreements.faces import ClockFace
from owj.ui.dates import show_relative_time
from owj.ui.reading import language

Look = Literal["ok", "near", "breach", "p0", "pause", "met", "late", "wait"]

ICONS: dict[Look, str] = {
    "ok": "clock",
    "near": "timer",
    "breach": "triangle-alert",
    "p0": "siren",
    "pause": "pause",
    "met": "check",
    "late": "triangle-alert",
    "wait": "moon",
}


@dataclass(frozen=True, slots=True)
class ShownFace:
    """A face ready to be drawn.

    ticking: the browser counts on from `remaining_s` (or `late_s`) while the desk is open.
    """

    look: Look
    icon: str
    words: str
    p0: bool
    ticking: bool
    due_at: datetime | None = None
    remaining_s: int = 0
    late_s: int = 0


def look_of(face: ClockFace) -> Look:
    """Return the shape of a face: fill, border and icon follow from it."""
    if face.p0_since is not None and face.state in {ClockState.breached, ClockState.met_late}:
        return "p0"
    looks: dict[ClockState, Look] = {
        ClockState.waiting: "wait",
        ClockState.running: "near" if face.near else "ok",
        ClockState.paused: "pause",
        ClockState.met: "met",
        ClockState.met_late: "late",
        ClockState.breached: "breach",
        ClockState.cancelled: "wait",
        ClockState.untimed: "wait",
    }
    return looks[face.state]


def words_of(face: ClockFace, now: datetime) -> str:
    """Return the words of a face: «۲ ساعت و ۳۵ دقیقه مانده», «۱۸ دقیقه گذشته»."""
    match face.state:
        case ClockState.waiting if face.starts_at is not None:
            return gettext("Starts %(when)s") % {"when": show_relative_time(face.starts_at, now)}
        case ClockState.running | ClockState.waiting:
            return _running_words(face, now)
        case ClockState.paused:
            return gettext("Paused, waiting for the customer")
        case ClockState.met:
            return _met_words(face)
        case ClockState.met_late:
            return _late_words(face, gettext("%(time)s late"), gettext("Late"))
        case ClockState.breached:
            return _late_words(face, gettext("%(time)s overdue"), gettext("Overdue"))
        case ClockState.cancelled:
            return gettext("No longer counted")
        case ClockState.untimed:
            return gettext("No date announced yet")


def show_face(face: ClockFace, now: datetime) -> ShownFace:
    """Return the face ready to be drawn at `now`."""
    look = look_of(face)
    ticking = look in {"ok", "near", "breach", "p0"} and face.state is not ClockState.met_late
    return ShownFace(
        look=look,
        icon=ICONS[look],
        words=words_of(face, now),
        p0=look == "p0",
        ticking=ticking and not (face.kind == "announced" and look == "ok"),
        due_at=face.due_at,
        remaining_s=face.remaining_s or 0,
        late_s=face.late_working_s,
    )


def _running_words(face: ClockFace, now: datetime) -> str:
    if face.kind == "announced" and face.due_at is not None and not face.near:
        return gettext("Promised: %(when)s") % {"when": show_relative_time(face.due_at, now)}
    return gettext("%(time)s left") % {"time": duration_words(face.remaining_s or 0, language())}


def _met_words(face: ClockFace) -> str:
    if face.taken_s is None:
        return gettext("In time")
    return gettext("In time, after %(time)s") % {"time": duration_words(face.taken_s, language())}


def _late_words(face: ClockFace, measured: str, unmeasured: str) -> str:
    if face.late_working_s < 60:
        # Late only in closed hours, or by seconds: nothing to measure in working minutes.
        return unmeasured
    return measured % {"time": duration_words(face.late_working_s, language())}
