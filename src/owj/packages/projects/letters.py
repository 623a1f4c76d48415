"""The words in which projects write to customers, in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import JalaliDate, format_date
from owj.packages.customers.services.telling import hub_link
from owj.server.notices.services import NoticeWords


def moved_words(project: str, phase: str, day: date, path: str) -> NoticeWords:
    """Return that a phase is promised for another day."""
    data = {"project": project, "phase": phase, "day": _day(day), "address": hub_link(path)}
    return NoticeWords(
        _("“%(phase)s” is promised for %(day)s now") % data,
        _with_address(
            _(
                "another day was agreed for “%(phase)s” of “%(project)s”: %(day)s. The former "
                "promise and why it moved stay in the project."
            ),
            data,
        ),
        _("“%(phase)s” is promised for %(day)s now: %(address)s") % data,
    )


def delivered_words(project: str, phase: str, day: date, path: str) -> NoticeWords:
    """Return that a phase was delivered."""
    data = {"project": project, "phase": phase, "day": _day(day), "address": hub_link(path)}
    return NoticeWords(
        _("“%(phase)s” was delivered") % data,
        _with_address(
            _(
                "“%(phase)s” of “%(project)s” is written down as delivered on %(day)s. If that is "
                "not so, please tell us."
            ),
            data,
        ),
        _("“%(phase)s” was delivered on %(day)s: %(address)s") % data,
    )


def minutes_words(project: str, title: str, path: str) -> NoticeWords:
    """Return that minutes wait for the customer's signature."""
    data = {"project": project, "title": title, "address": hub_link(path)}
    return NoticeWords(
        _("Please sign the minutes “%(title)s”") % data,
        _with_address(
            _(
                "the minutes “%(title)s” of “%(project)s” wait for your signature. They can be "
                "signed, or refused with a reason, on a phone."
            ),
            data,
        ),
        _("Please sign the minutes “%(title)s”: %(address)s") % data,
    )


def _with_address(text: str, data: dict[str, str]) -> str:
    return f"{text % data}\n\n{data['address']}"


def _day(day: date) -> str:
    return format_date(JalaliDate.from_gregorian(day), get_language() or "fa")
