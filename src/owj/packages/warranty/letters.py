"""The words in which a warranty's end is recalled, in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import JalaliDate, format_date
from owj.kernel.persian.digits import group_digits
from owj.packages.customers.services.telling import hub_link
from owj.server.notices.services import NoticeWords

CONTRACTS_PATH = "/hub/contracts"


def reminder_words(contract: str, ends_on: date, left: int, *, lapsed: bool) -> NoticeWords:
    """Return the letter that recalls a renewal. left: days to the last covered one."""
    language = get_language() or "fa"
    data = {
        "contract": contract,
        "day": format_date(JalaliDate.from_gregorian(ends_on), language),
        "n": group_digits(max(left, 0), language),
        "address": hub_link(CONTRACTS_PATH),
    }
    if lapsed:
        subject = _("The warranty of “%(contract)s” has ended") % data
        when = _("its last day was %(day)s. Tickets, calls and remote access wait for the renewal.")
    else:
        subject = _("The warranty of “%(contract)s” ends on %(day)s") % data
        when = ngettext(
            "%(n)s day is left: it ends on %(day)s.",
            "%(n)s days are left: it ends on %(day)s.",
            max(left, 0),
        )
    body = "\n\n".join(
        part % data
        for part in (
            _("this is about the warranty of “%(contract)s”:") + " " + when,
            _("What the renewal costs, line by line, and its payment are here:"),
            "%(address)s",
        )
    )
    return NoticeWords(subject, body, subject + " " + data["address"])
