"""The words in which billing writes to customers, in the language that is active."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import JalaliDate, format_date
from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import persian_digits
from owj.packages.customers.services.telling import hub_link
from owj.server.notices.services import NoticeWords

INVOICES_PATH = "/hub/invoices"


def issued_words(number: str, subject: str, total: int, due_on: date | None) -> NoticeWords:
    """Return that an invoice was issued, what it comes to and until when it is due."""
    data = _data(number, total) | {"subject": subject, "due": _day(due_on) if due_on else ""}
    body = [_("invoice %(number)s was issued: %(subject)s, %(amount)s.") % data]
    if due_on:
        body.append(_("It is due on %(due)s.") % data)
    body.append(str(data["address"]))
    return NoticeWords(
        _("Invoice %(number)s: %(amount)s") % data,
        "\n\n".join(body),
        _("Invoice %(number)s: %(amount)s. %(address)s") % data,
    )


def received_words(amount: int, credit: int) -> NoticeWords:
    """Return that money has arrived, and what of it no invoice needed."""
    data = _data("", amount) | {"credit": show_rial(Rial(credit), _language())}
    body = [_("we have received %(amount)s. Thank you.") % data]
    if credit:
        body.append(_("Your credit with us is %(credit)s now.") % data)
    body.append(str(data["address"]))
    return NoticeWords(
        _("We have received %(amount)s") % data,
        "\n\n".join(body),
        _("We have received %(amount)s. %(address)s") % data,
    )


def _data(number: str, amount: int) -> dict[str, object]:
    shown = persian_digits(number) if _language() == "fa" else number
    return {
        "number": shown,
        "amount": show_rial(Rial(amount), _language()),
        "address": hub_link(INVOICES_PATH),
    }


def _day(day: date) -> str:
    return format_date(JalaliDate.from_gregorian(day), _language())


def _language() -> str:
    return get_language() or "fa"
