"""Notices in the reader's words: what happened to which ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.sla.clocks import Promise
from owj.server.notices.models import Notice
from owj.ui.cards import promise_name
from owj.ui.dates import digits

MOST_SHOWN = 50
# The worker writes a notice and the page asks for it within moments.
NEWS_FOR_S = 10

WORDS = {
    "ticket_assigned": _("%(ticket)s was given to you"),
    "customer_replied": _("The customer answered %(ticket)s"),
    "promise_broken": _("%(promise)s of %(ticket)s was broken"),
    "p0_alarm": _("%(ticket)s is still in P0"),
}
ICONS = {
    "ticket_assigned": "user-plus",
    "customer_replied": "message-square",
    "promise_broken": "triangle-alert",
    "p0_alarm": "siren",
}
ALARMS = frozenset({"promise_broken", "p0_alarm"})


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice ready to be drawn; times: how often the same was told."""

    id: int
    words: str
    subject: str
    icon: str
    is_alarm: bool
    is_new: bool
    at: datetime
    times: int = 1


def show_notice(notice: Notice, times: int = 1) -> ShownNotice:
    """Return a notice in the reader's words."""
    ticket = digits(notice.data.get("tracking_id", ""))
    words = WORDS.get(notice.kind, "%(ticket)s")
    return ShownNotice(
        id=notice.pk,
        words=gettext(words) % {"ticket": ticket, "promise": _promise(notice)},
        subject=str(notice.data.get("subject", "")),
        icon=ICONS.get(notice.kind, "bell"),
        is_alarm=notice.kind in ALARMS,
        is_new=notice.read_at is None,
        at=notice.created_at,
        times=times,
    )


def show_notices(notices: Iterable[Notice]) -> list[ShownNotice]:
    """Return the notices, latest first; what repeats itself about one ticket stands once."""
    told: dict[tuple[str, str, bool], list[Notice]] = {}
    for notice in notices:
        key = (notice.kind, notice.url or str(notice.pk), notice.read_at is None)
        told.setdefault(key, []).append(notice)
    return [show_notice(same[0], len(same)) for same in told.values()]


def _promise(notice: Notice) -> str:
    try:
        return promise_name(Promise(str(notice.data.get("promise"))))
    except ValueError:
        return gettext("A promise")
