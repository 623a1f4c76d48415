"""The words of a promise on a record: its name, its figure, its deadline."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext

from owj.kernel.persian.durations import duration_words
from owj.kernel.sla.clocks import Clock, ClockKind, ClockState, Promise
from owj.kernel.sla.explanation import Explanation
from owj.server.agreements.faces import ClockFace
from owj.ui.dates import digits, show_relative_time
from owj.ui.reading import language


class Card(Protocol):
    """One promise of one record with its face and its explanation."""

    @property
    def clock(self) -> Clock: ...
    @property
    def face(self) -> ClockFace: ...
    @property
    def explanation(self) -> Explanation: ...


def promise_name(promise: Promise, cycle: int = 1) -> str:
    """Return «پاسخ اولیه», «پیگیری کامل», «پیگیری کامل، دور ۲»."""
    names = {
        Promise.FIRST_RESPONSE: gettext("First response"),
        Promise.FOLLOWUP: gettext("Full follow-up"),
        Promise.ANNOUNCEMENT: gettext("Announcing a date"),
    }
    if cycle == 1:
        return names[promise]
    return gettext("%(promise)s, round %(n)s") % {"promise": names[promise], "n": digits(cycle)}


def working_time(seconds: int) -> str:
    """Return «۳۰ دقیقهٔ کاری», "30 minutes of working time"."""
    words = duration_words(seconds, language())
    if words.endswith("ه"):
        words += "\N{ARABIC HAMZA ABOVE}"
    return gettext("%(time)s of working time") % {"time": words}


def promise_text(clock: Clock) -> str:
    """Return what was promised: «پاسخ اولیه در ۳۰ دقیقهٔ کاری»."""
    name = promise_name(clock.promise)
    if clock.due_at is None:
        return gettext("%(promise)s: no date announced yet") % {"promise": name}
    if clock.kind is ClockKind.SAME_DAY:
        return gettext("%(promise)s by the end of the working day") % {"promise": name}
    if clock.kind is ClockKind.ANNOUNCED:
        return gettext("%(promise)s by the announced date") % {"promise": name}
    if clock.kind is ClockKind.NEXT_DAY:
        return gettext("%(promise)s by the closing of the next working day") % {"promise": name}
    if clock.kind is ClockKind.CIVIL_DAYS:
        return gettext("%(promise)s by the day that claims are decided") % {"promise": name}
    words = {"promise": name, "time": working_time(clock.target_s or 0)}
    return gettext("%(promise)s in %(time)s") % words


def due_words(card: Card, now: datetime) -> str:
    """Return the line under the ribbon: the deadline and how it stands."""
    clock = card.clock
    if clock.due_at is None:
        return _dateless_words(clock)
    when = {"when": show_relative_time(clock.due_at, now)}
    if clock.state is ClockState.MET and clock.remaining_s:
        early = duration_words(clock.remaining_s, language())
        return gettext("Was due %(when)s, done %(time)s early") % {**when, "time": early}
    if clock.state in {ClockState.MET, ClockState.MET_LATE, ClockState.BREACHED}:
        return gettext("Was due %(when)s") % when
    if clock.state is ClockState.PAUSED:
        return gettext("The deadline moves on while the clock stands")
    if clock.state is ClockState.CANCELLED:
        return gettext("Its deadline was %(when)s") % when
    return gettext("Due %(when)s, %(time)s") % {**when, "time": working_time(clock.target_s or 0)}


def _dateless_words(clock: Clock) -> str:
    if clock.stopped_at is not None:
        return gettext("It ended before a date was announced")
    return gettext("A date starts this promise")


def figure_words(card: Card, shown_words: str) -> str:
    """Return the big words of a card: for a kept promise, how long it took."""
    if card.clock.state is ClockState.MET and card.face.taken_s is not None:
        return gettext("After %(time)s") % {"time": duration_words(card.face.taken_s, language())}
    return shown_words
