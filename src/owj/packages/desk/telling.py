"""To whom the desk tells something: colleagues, or the person who speaks for the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from owj.packages.customers.queries import find_speaker
from owj.packages.desk.entity import Ticket
from owj.packages.desk.letters import Reader
from owj.packages.desk.words import Status
from owj.server.identity.models import User
from owj.server.notices.services import Address, NoticeWords, notify_users
from owj.server.outbox.services import enqueue_message
from owj.server.records.context import Context

WordsFor = Callable[[Reader], NoticeWords]

# The moves of which a customer hears; the rest is the desk's own order.
TOLD_STATUSES: dict[Status, str] = {
    Status.WAITING_CUSTOMER: _("waits for you"),
    Status.RESOLVED: _("solved"),
    Status.CLOSED: _("closed"),
    Status.REJECTED: _("rejected"),
}


def tell_staff(
    user_ids: Iterable[int],
    kind: str,
    ticket: Ticket,
    *,
    key: str,
    data: Mapping[str, object] | None = None,
    words: WordsFor | None = None,
) -> None:
    """Tell colleagues something of a ticket, each by the ways they chose for this kind."""
    notify_users(
        user_ids,
        kind,
        url=f"/tickets/{ticket.tracking_id}",
        data=_about(ticket) | dict(data or {}),
        key=key,
        words=_for_user(words) if words else None,
    )


def tell_customer(
    ctx: Context,
    ticket: Ticket,
    kind: str,
    words: WordsFor,
    *,
    key: str,
    data: Mapping[str, object] | None = None,
    but_not: int | None = None,
    letter_without_account: bool = True,
) -> None:
    """Tell the person of the ticket, by the ways they chose; without an account, by letter.

    but_not: who did it needs no news of it.
    """
    speaker = find_speaker(ctx, ticket.contact_id)
    if speaker is None:
        return
    if speaker.user_id is not None:
        if speaker.user_id == but_not:
            return
        notify_users(
            [speaker.user_id],
            kind,
            url=f"/hub/tickets/{ticket.tracking_id}",
            data=_about(ticket) | dict(data or {}),
            key=key,
            words=_for_user(words),
            addresses={speaker.user_id: Address(speaker.email, speaker.phone)},
        )
    elif speaker.email and letter_without_account:
        with override(speaker.language):
            told = words(Reader(speaker.name, speaker.language))
        enqueue_message(
            channel="email", to=speaker.email, key=key, subject=told.subject, body=told.body
        )


def _about(ticket: Ticket) -> dict[str, object]:
    return {"tracking_id": ticket.tracking_id, "subject": ticket.subject}


def _for_user(words: WordsFor) -> Callable[[User], NoticeWords]:
    return lambda user: words(Reader(user.full_name, user.language))
