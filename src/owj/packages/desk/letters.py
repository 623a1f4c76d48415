"""The words in which the desk writes to people: a letter, and one line for an SMS.

Each is asked under the reader's language; who gets it, and how, is the notices' to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from owj.kernel.calendars.jalali import JalaliDate, format_date, weekday_name
from owj.kernel.persian.digits import persian_digits
from owj.server.notices.services import NoticeWords
from owj.server.workspace.queries import current_workspace


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter greets, in the language they read."""

    name: str
    language: str = "fa"


def receipt_words(
    reader: Reader,
    *,
    ticket: str,
    subject: str,
    starts_at: datetime,
    due_at: datetime,
    waiting: bool,
) -> NoticeWords:
    """Return what tells the customer the tracking id and the instant promised for an answer."""
    data = {
        "name": reader.name,
        "ticket": ticket,
        "subject": subject,
        "starts": instant_words(starts_at, reader.language),
        "due": instant_words(due_at, reader.language),
        "address": hub_address(ticket),
    }
    promise = (
        _(
            "The desk is closed now; the clock of your ticket starts at %(starts)s. "
            "We answer by %(due)s at the latest."
        )
        if waiting
        else _("We answer by %(due)s at the latest.")
    )
    body = "\n\n".join(
        part % data
        for part in (
            _("Hello %(name)s,"),
            _("we have received your ticket “%(subject)s”. Its tracking id is %(ticket)s."),
            promise,
            _("You can follow it, and its clock, here: %(address)s"),
        )
    )
    line = _("Ticket %(ticket)s received. We answer by %(due)s at the latest.") % data
    return NoticeWords(_("Ticket %(ticket)s received: %(subject)s") % data, body, line)


def answer_words(*, ticket: str, subject: str, text: str) -> NoticeWords:
    """Return what brings the customer a public reply; an SMS carries none of its text."""
    data = {"ticket": ticket, "subject": subject, "address": hub_address(ticket)}
    return NoticeWords(
        _("Answer to ticket %(ticket)s: %(subject)s") % data,
        text + "\n\n" + _("To answer, open the ticket: %(address)s") % data,
        _("The desk answered ticket %(ticket)s. %(address)s") % data,
    )


def moved_words(*, ticket: str, subject: str, status: str) -> NoticeWords:
    """Return what tells the customer that the ticket stands elsewhere now."""
    data = {
        "ticket": ticket,
        "subject": subject,
        "status": status,
        "address": hub_address(ticket),
    }
    return NoticeWords(
        _("Ticket %(ticket)s is now: %(status)s") % data,
        _("Ticket %(ticket)s, “%(subject)s”, is now: %(status)s.\n\n%(address)s") % data,
        _("Ticket %(ticket)s is now: %(status)s") % data,
    )


def date_words(reader: Reader, *, ticket: str, subject: str, until: datetime) -> NoticeWords:
    """Return what tells the customer by when the work will be done."""
    data = {
        "ticket": ticket,
        "subject": subject,
        "until": instant_words(until, reader.language),
        "address": hub_address(ticket),
    }
    return NoticeWords(
        _("A date for ticket %(ticket)s: %(until)s") % data,
        _("Ticket %(ticket)s, “%(subject)s”, will be done by %(until)s.\n\n%(address)s") % data,
        _("A date for ticket %(ticket)s: %(until)s") % data,
    )


def assignment_words(*, ticket: str, subject: str, by: str) -> NoticeWords:
    """Return what tells a colleague that a ticket is theirs now."""
    data = {"ticket": ticket, "subject": subject, "by": by, "address": desk_address(ticket)}
    return NoticeWords(
        _("Ticket %(ticket)s is yours: %(subject)s") % data,
        _("%(by)s assigned ticket %(ticket)s to you.\n\n%(address)s") % data,
    )


def customer_replied_words(*, ticket: str, subject: str) -> NoticeWords:
    """Return what tells a colleague that the customer wrote again."""
    data = {"ticket": ticket, "subject": subject, "address": desk_address(ticket)}
    return NoticeWords(
        _("The customer answered ticket %(ticket)s: %(subject)s") % data,
        _("The customer answered ticket %(ticket)s, “%(subject)s”.\n\n%(address)s") % data,
        _("The customer answered ticket %(ticket)s") % data,
    )


def breach_words(
    reader: Reader, *, ticket: str, subject: str, customer: str, deadline: datetime
) -> NoticeWords:
    """Return what tells a colleague that a promise was broken and the ticket is in P0 (R14)."""
    data = {
        "ticket": ticket,
        "subject": subject,
        "customer": customer,
        "deadline": instant_words(deadline, reader.language),
        "address": desk_address(ticket),
    }
    return NoticeWords(
        _("P0: a promise to %(customer)s was broken, ticket %(ticket)s") % data,
        _(
            "The promise on ticket %(ticket)s, “%(subject)s”, was due at %(deadline)s and was "
            "not kept. The ticket is in P0 and comes before any other work.\n\n%(address)s"
        )
        % data,
    )


def alarm_words(*, ticket: str, subject: str) -> NoticeWords:
    """Return what reminds a colleague that a ticket in P0 still waits (R15)."""
    data = {"ticket": ticket, "subject": subject, "address": desk_address(ticket)}
    return NoticeWords(
        _("Ticket %(ticket)s is still in P0: %(subject)s") % data,
        _("Ticket %(ticket)s, “%(subject)s”, is in P0 and still unanswered.\n\n%(address)s") % data,
        _("Ticket %(ticket)s is still in P0") % data,
    )


def mention_words(*, ticket: str, subject: str, by: str) -> NoticeWords:
    """Return that a colleague named the reader in a note."""
    data = {"ticket": ticket, "subject": subject, "by": by, "address": desk_address(ticket)}
    return NoticeWords(
        subject=_("%(by)s named you in ticket %(ticket)s: %(subject)s") % data,
        body=_("%(by)s named you in a note of ticket %(ticket)s.\n\n%(address)s") % data,
    )


def followed_words(*, ticket: str, subject: str) -> NoticeWords:
    """Return that there is news of a ticket that the reader follows."""
    data = {"ticket": ticket, "subject": subject, "address": desk_address(ticket)}
    return NoticeWords(
        subject=_("News of ticket %(ticket)s: %(subject)s") % data,
        body=_("There is news of ticket %(ticket)s, which you follow.\n\n%(address)s") % data,
    )


def confirmation_words(reader: Reader, *, ticket: str, subject: str) -> NoticeWords:
    """Return what asks the customer whether a resolved ticket is solved for them, too."""
    data = {
        "name": reader.name,
        "ticket": ticket,
        "subject": subject,
        "address": hub_address(ticket),
    }
    return NoticeWords(
        _("Is ticket %(ticket)s solved? %(subject)s") % data,
        _(
            "Hello %(name)s,\n\nwe hold ticket %(ticket)s, “%(subject)s”, for solved. Please "
            "confirm it, or open it again if something is left.\n\n%(address)s"
        )
        % data,
        _("Is ticket %(ticket)s solved? %(address)s") % data,
    )


def rating_words(reader: Reader, *, ticket: str, subject: str) -> NoticeWords:
    """Return what asks the customer for a rating."""
    data = {
        "name": reader.name,
        "ticket": ticket,
        "subject": subject,
        "address": hub_address(ticket),
    }
    return NoticeWords(
        _("How was our work on ticket %(ticket)s? %(subject)s") % data,
        _(
            "Hello %(name)s,\n\nhow was our work on ticket %(ticket)s, “%(subject)s”? One to "
            "five stars tell us.\n\n%(address)s"
        )
        % data,
        _("How was our work on ticket %(ticket)s? %(address)s") % data,
    )


def near_words(reader: Reader, *, ticket: str, subject: str, due_at: datetime) -> NoticeWords:
    """Return that a promise of a ticket will soon be due."""
    data = {
        "ticket": ticket,
        "subject": subject,
        "deadline": instant_words(due_at, reader.language),
        "address": desk_address(ticket),
    }
    return NoticeWords(
        subject=_("Ticket %(ticket)s is due soon: %(subject)s") % data,
        body=_("A promise of ticket %(ticket)s is due at %(deadline)s.\n\n%(address)s") % data,
    )


def new_deadline_words(
    reader: Reader, *, ticket: str, subject: str, due_at: datetime
) -> NoticeWords:
    """Return what tells the customer that a promise falls due later: a day was closed (R50)."""
    data = {
        "ticket": ticket,
        "subject": subject,
        "due": instant_words(due_at, reader.language),
        "address": hub_address(ticket),
    }
    return NoticeWords(
        _("A new deadline for ticket %(ticket)s: %(due)s") % data,
        _(
            "A working day was declared closed. Ticket %(ticket)s, “%(subject)s”, is due by "
            "%(due)s now.\n\n%(address)s"
        )
        % data,
        _("A new deadline for ticket %(ticket)s: %(due)s") % data,
    )


def instant_words(at: datetime, language: str) -> str:
    """Return an instant as people read it in the organisation's zone: weekday, date, time."""
    time = f"{at.astimezone(current_workspace().tz):%H:%M}"
    words = day_words(at, language)
    if language == "fa":
        return f"{words}، ساعت {persian_digits(time)}"
    return f"{words}, {time}"


def day_words(at: datetime, language: str) -> str:
    """Return the day of an instant in the organisation's zone: weekday and date."""
    day = at.astimezone(current_workspace().tz).date()
    return f"{weekday_name(day, language)} {format_date(JalaliDate.from_gregorian(day), language)}"


def hub_address(ticket: str) -> str:
    """Return where the customer reads the ticket."""
    return f"{settings.BASE_URL}/hub/tickets/{ticket}"


def desk_address(ticket: str) -> str:
    """Return where staff read the ticket."""
    return f"{settings.BASE_URL}/tickets/{ticket}"
