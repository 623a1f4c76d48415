"""Telling the people of a customer something that is not of one ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from owj.packages.customers.queries import Member, Rights, people_of
from owj.server.notices.services import Address, NoticeWords, notify_users
from owj.server.outbox.services import enqueue_message
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class CustomerNews:
    """Something to be told. kind: a registered NoticeKind of the hub.

    key: the same one reaches a person once. url: where the hub shows it. data: what the bell says.
    but_not: who did it needs no news of it.
    """

    kind: str
    key: str
    url: str
    data: dict[str, object] = field(default_factory=dict)
    but_not: int | None = None


Hears = Callable[[Rights], bool]
# subject, text and line in the language that is active when it is asked.
WordsNow = Callable[[], NoticeWords]


def tell_customer_people(
    ctx: Context, customer_id: int, news: CustomerNews, words: WordsNow, hears: Hears
) -> None:
    """Tell everybody of a customer whose rights want it, by the ways each has chosen.

    Where nobody of them has an account, their letters go to the addresses of the contacts: what a
    customer must know is told.
    """
    members = [one for one in people_of(ctx.as_system(), customer_id) if one.acts]
    members = [one for one in members if hears(one.rights)]
    signing = {one.user.pk: one for one in members if one.user and one.may_sign_in}
    if signing:
        notify_users(
            [id_ for id_ in signing if id_ != news.but_not],
            news.kind,
            url=news.url,
            data=news.data,
            key=news.key,
            words=lambda user: _letter(user.full_name, words()),
            addresses={id_: _address(one) for id_, one in signing.items()},
        )
        return
    for one in members:
        if one.contact.email:
            with override("fa"):
                told = _letter(one.contact.name, words())
            key = f"{news.key}:contact:{one.contact.id}"
            enqueue_message(
                channel="email",
                to=one.contact.email,
                key=key,
                subject=told.subject,
                body=told.body,
            )


def hub_link(path: str) -> str:
    """Return an address of the hub as letters hold it."""
    return f"{settings.BASE_URL}{path}"


def _letter(name: str, told: NoticeWords) -> NoticeWords:
    body = _("Hello %(name)s,") % {"name": name} + "\n\n" + told.body
    return NoticeWords(told.subject, body, told.line)


def _address(member: Member) -> Address:
    return Address(member.contact.email, member.contact.phone)
