"""Notices in the reader's words: what happened to which ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from owj.kernel.sla.clocks import Promise
from owj.packages.desk.words import Status
from owj.server.notices.kinds import notice_kind
from owj.server.notices.models import Notice
from owj.ui.cards import promise_name
from owj.ui.dates import digits, show_date
from owj.ui.tickets.words import STATUS_WORDS

MOST_SHOWN = 50
# The worker writes a notice and the page asks for it within moments.
NEWS_FOR_S = 10


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice ready to be drawn; times: how often the same was told.

    about: the record behind the subject, where the subject alone does not name it.
    """

    id: int
    words: str
    subject: str
    about: str
    icon: str
    is_alarm: bool
    is_new: bool
    at: datetime
    times: int = 1


def show_notice(notice: Notice, times: int = 1) -> ShownNotice:
    """Return a notice in the reader's words."""
    ticket = digits(notice.data.get("tracking_id", ""))
    kind = notice_kind(notice.kind)
    data = {
        "ticket": ticket,
        "promise": _promise(notice),
        "by": str(notice.data.get("by", "")),
        "status": _status(notice),
        "moved": digits(notice.data.get("moved", "")),
        "relieved": digits(notice.data.get("relieved", "")),
        "day": _day(notice),
    }
    return ShownNotice(
        id=notice.pk,
        words=(gettext(kind.words) if kind else "%(ticket)s") % data,
        subject=str(notice.data.get("subject", "")),
        about=str(notice.data.get("about", "")),
        icon=kind.icon if kind else "bell",
        is_alarm=kind is not None and kind.tone == "danger",
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


def _day(notice: Notice) -> str:
    try:
        return show_date(date.fromisoformat(str(notice.data.get("day"))))
    except ValueError:
        return ""


def _promise(notice: Notice) -> str:
    try:
        return promise_name(Promise(str(notice.data.get("promise"))))
    except ValueError:
        return gettext("A promise")


def _status(notice: Notice) -> str:
    try:
        return str(STATUS_WORDS[Status(str(notice.data.get("status")))])
    except ValueError:
        return ""
