"""The words in which proposals write to customers, in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import format_date
from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import persian_digits
from owj.packages.customers.services.telling import hub_link
from owj.server.notices.services import NoticeWords


def sent_words(number: str, title: str, total: int, until: date, path: str) -> NoticeWords:
    """Return that a proposal waits for an answer, and until when it binds."""
    language = get_language() or "fa"
    data = {
        "number": persian_digits(number) if language == "fa" else number,
        "title": title,
        "amount": show_rial(Rial(total), language),
        "day": format_date(until, language),
        "address": hub_link(path),
    }
    body = "\n\n".join(
        part % data
        for part in (
            _("we offer you “%(title)s” (proposal %(number)s) for %(amount)s, tax included."),
            _("It is valid until %(day)s. Read it, and accept or decline it, here: %(address)s"),
        )
    )
    return NoticeWords(
        _("Proposal %(number)s: %(title)s") % data,
        body,
        _("Proposal %(number)s waits for your answer until %(day)s. %(address)s") % data,
    )
