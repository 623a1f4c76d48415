"""Words, shape and icon of a promise's face: the same in lists, on tickets and in the hub.

The browser's ticker (assets/js/clock) rewrites the words of running faces with the same rules;
tests/ui/test_ticker_words.py holds both together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext

from owj.kernel.persian.durations import duration_words
from owj.kernel.sla.clocks import ClockState
from owj.server.agreements.faces import ClockFace
from owj.ui.dates import show_relative_time
from owj.ui.reading import language

Look = Literal["ok", "near", "breach", "p0", "pause", "met", "late", "wait"]

# A ticket in P0 shows it on whatever clock stands for it, unless that one stands or was kept.
NOT_P0_STATES = frozenset({ClockState.PAUSED, ClockState.MET})
# These have no time of their own to tell.
TIMELESS_STATES = frozenset({ClockState.UNTIMED, ClockState.MET_LATE, ClockState.CANCELLED})

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
    """A face ready to be drawn at `at`.

    ticking: the browser counts on from `remaining_s` (or `late_s`) while the desk is open and
    turns near when `near_s` are left. promised: words name the date until then.
    """

    look: Look
    icon: str
    words: str
    p0: bool
    ticking: bool
    promised: bool = False
    at: datetime | None = None
    starts_at: datetime | None = None
    due_at: datetime | None = None
    remaining_s: int = 0
    late_s: int = 0
    near_s: int = 0


def look_of(face: ClockFace) -> Look:
    """Return the shape of a face: fill, border and icon follow from it."""
    if face.p0_since is not None and face.state not in NOT_P0_STATES:
        return "p0"
    looks: dict[ClockState, Look] = {
        ClockState.WAITING: "wait",
        ClockState.RUNNING: "near" if face.near else "ok",
        ClockState.PAUSED: "pause",
        ClockState.MET: "met",
        ClockState.MET_LATE: "late",
        ClockState.BREACHED: "breach",
        ClockState.CANCELLED: "wait",
        ClockState.UNTIMED: "wait",
    }
    return looks[face.state]


def words_of(face: ClockFace, now: datetime) -> str:
    """Return the words of a face: «۲ ساعت و ۳۵ دقیقه مانده», «۱۸ دقیقه گذشته»."""
    if face.p0_since is not None and face.state in TIMELESS_STATES:
        return gettext("since %(when)s") % {"when": show_relative_time(face.p0_since, now)}
    return WORDS[face.state](face, now)


def short_words_of(face: ClockFace, now: datetime) -> str:
    """Return the words of a face for a narrow place: what is over needs no figures."""
    if face.p0_since is None and face.state is ClockState.MET:
        return gettext("In time")
    if face.p0_since is None and face.state is ClockState.MET_LATE:
        return gettext("Late")
    return words_of(face, now)


def show_resting(face: ClockFace, now: datetime) -> ShownFace:
    """Return the face for a reader who wants to know when the desk goes on, if it is closed."""
    shown = show_face(face, now)
    if face.resumes_at is None or shown.p0:
        return shown
    words = gettext("Goes on %(when)s") % {"when": show_relative_time(face.resumes_at, now)}
    return replace(shown, look="wait", icon=ICONS["wait"], words=words, starts_at=face.resumes_at)


def show_face(face: ClockFace, now: datetime) -> ShownFace:
    """Return the face ready to be drawn at `now`."""
    look = look_of(face)
    ticking = face.due_at is not None and (
        face.state in {ClockState.WAITING, ClockState.RUNNING}
        or (face.state is ClockState.BREACHED and face.stopped_at is None)
    )
    return ShownFace(
        look=look,
        icon=ICONS[look],
        words=words_of(face, now),
        p0=look == "p0",
        ticking=ticking,
        promised=face.kind == "announced",
        at=now,
        starts_at=face.starts_at if face.state is ClockState.WAITING else None,
        due_at=face.due_at,
        remaining_s=face.remaining_s or 0,
        late_s=face.late_working_s,
        near_s=face.near_s,
    )


def ticking_words() -> dict[str, str]:
    """Return the words the browser's ticker fills in."""
    return {
        "left": gettext("%(time)s left"),
        "overdue": gettext("%(time)s overdue"),
        "passed": gettext("Overdue"),
    }


def _waiting_words(face: ClockFace, now: datetime) -> str:
    if face.starts_at is None:
        return gettext("Waits for the desk to open")
    return gettext("Starts %(when)s") % {"when": show_relative_time(face.starts_at, now)}


def _running_words(face: ClockFace, now: datetime) -> str:
    if face.kind == "announced" and face.due_at is not None and not face.near:
        return gettext("Promised: %(when)s") % {"when": show_relative_time(face.due_at, now)}
    return gettext("%(time)s left") % {"time": duration_words(face.remaining_s or 0, language())}


def _met_words(face: ClockFace, _now: datetime) -> str:
    if face.taken_s is None:
        return gettext("In time")
    return gettext("In time, after %(time)s") % {"time": duration_words(face.taken_s, language())}


def _late_words(face: ClockFace, measured: str, unmeasured: str) -> str:
    if face.late_working_s < 60:
        # Late only in closed hours, or by seconds: nothing to measure in working minutes.
        return unmeasured
    return measured % {"time": duration_words(face.late_working_s, language())}


WORDS: dict[ClockState, Callable[[ClockFace, datetime], str]] = {
    ClockState.WAITING: _waiting_words,
    ClockState.RUNNING: _running_words,
    ClockState.PAUSED: lambda _face, _now: gettext("Paused, waiting for the customer"),
    ClockState.MET: _met_words,
    ClockState.MET_LATE: lambda face, _now: _late_words(
        face, gettext("%(time)s late"), gettext("Late")
    ),
    ClockState.BREACHED: lambda face, _now: _late_words(
        face, gettext("%(time)s overdue"), gettext("Overdue")
    ),
    ClockState.CANCELLED: lambda _face, _now: gettext("No longer counted"),
    ClockState.UNTIMED: lambda _face, _now: gettext("No date announced yet"),
}
