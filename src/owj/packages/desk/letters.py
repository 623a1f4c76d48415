"""The e-mails of the desk: their words, and to whom they go. The outbox carries them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from owj.kernel.calendars.jalali import JalaliDate, format_date, weekday_name
from owj.kernel.persian.digits import persian_digits
from owj.server.outbox.services import enqueue_message
from owj.server.workspace.queries import current_workspace


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who gets a letter, in the language they read."""

    email: str
    name: str
    language: str = "fa"


def send_letter(to: Addressee, *, subject: str, body: str, key: str) -> None:
    """Put one e-mail into the outbox of this commit; nothing happens without an address."""
    if to.email:
        enqueue_message(channel="email", to=to.email, subject=subject, body=body, key=key)


def send_receipt(
    to: Addressee,
    *,
    ticket: str,
    subject: str,
    starts_at: datetime,
    due_at: datetime,
    waiting: bool,
) -> None:
    """Tell the customer the tracking id and the instant promised for the first response."""
    with override(to.language):
        data = {
            "name": to.name,
            "ticket": ticket,
            "subject": subject,
            "starts": instant_words(starts_at, to.language),
            "due": instant_words(due_at, to.language),
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
        send_letter(
            to,
            subject=_("Ticket %(ticket)s received: %(subject)s") % data,
            body=body,
            key=f"ticket:{ticket}:receipt",
        )


def send_answer(to: Addressee, *, ticket: str, subject: str, text: str, key: str) -> None:
    """Send the customer a public reply."""
    with override(to.language):
        data = {"ticket": ticket, "subject": subject, "address": hub_address(ticket)}
        body = text + "\n\n" + _("To answer, open the ticket: %(address)s") % data
        send_letter(
            to, subject=_("Answer to ticket %(ticket)s: %(subject)s") % data, body=body, key=key
        )


def send_assignment(to: Addressee, *, ticket: str, subject: str, by: str, key: str) -> None:
    """Tell a colleague that a ticket is theirs now."""
    with override(to.language):
        data = {"ticket": ticket, "subject": subject, "by": by, "address": desk_address(ticket)}
        send_letter(
            to,
            subject=_("Ticket %(ticket)s is yours: %(subject)s") % data,
            body=_("%(by)s assigned ticket %(ticket)s to you.\n\n%(address)s") % data,
            key=key,
        )


def send_alarm(
    to: Addressee, *, ticket: str, subject: str, customer: str, deadline: datetime, key: str
) -> None:
    """Tell a colleague that a promise was broken and the ticket is in P0 (R14)."""
    with override(to.language):
        data = {
            "ticket": ticket,
            "subject": subject,
            "customer": customer,
            "deadline": instant_words(deadline, to.language),
            "address": desk_address(ticket),
        }
        send_letter(
            to,
            subject=_("P0: a promise to %(customer)s was broken, ticket %(ticket)s") % data,
            body=_(
                "The promise on ticket %(ticket)s, “%(subject)s”, was due at %(deadline)s and was "
                "not kept. The ticket is in P0 and comes before any other work.\n\n%(address)s"
            )
            % data,
            key=key,
        )


def instant_words(at: datetime, language: str) -> str:
    """Return an instant as people read it in the organisation's zone: weekday, date, time."""
    local = at.astimezone(current_workspace().tz)
    day = local.date()
    words = f"{weekday_name(day, language)} {format_date(JalaliDate.from_gregorian(day), language)}"
    time = f"{local:%H:%M}"
    if language == "fa":
        return f"{words}، ساعت {persian_digits(time)}"
    return f"{words}, {time}"


def hub_address(ticket: str) -> str:
    """Return where the customer reads the ticket."""
    return f"{settings.BASE_URL}/hub/tickets/{ticket}"


def desk_address(ticket: str) -> str:
    """Return where staff read the ticket."""
    return f"{settings.BASE_URL}/tickets/{ticket}"
