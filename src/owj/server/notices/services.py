"""Telling people: inside the program, by e-mail, by SMS, each as they chose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from django.utils.translation import override

from owj.kernel.phones import mobile_e164
from owj.server import clock
from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.notices.choices import quiet_hours_of, ways_of_people
from owj.server.notices.kinds import Way
from owj.server.notices.models import Notice
from owj.server.outbox.services import enqueue_message
from owj.server.workspace.queries import current_workspace


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A notice in a person's language: a letter, and one line for an SMS."""

    subject: str
    body: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where letters and SMS of a person go instead of to the account's own addresses."""

    email: str = ""
    phone: str = ""


WordsFor = Callable[[User], NoticeWords]


@dataclass(frozen=True, slots=True)
class _Letter:
    words: WordsFor
    key: str
    addresses: Mapping[int, Address]


def notify_users(
    users: Iterable[User | int],
    kind: str,
    *,
    url: str = "",
    data: Mapping[str, object] | None = None,
    key: str | None = None,
    words: WordsFor | None = None,
    addresses: Mapping[int, Address] | None = None,
) -> None:
    """Tell each person once, by the ways they chose for this kind of news; on commit.

    kind: a registered NoticeKind. key: the same key reaches a person once. words: asked under
    the reader's language, once a person who wants an e-mail or an SMS; without it the news stays
    inside the program. An SMS waits for the end of the reader's quiet hours. addresses: by user
    id, where they differ from the account's.
    """
    ids = list(dict.fromkeys(user.pk if isinstance(user, User) else user for user in users))
    if not ids:
        return
    ways = ways_of_people(ids, kind)
    inside = [id_ for id_ in ids if Way.APP in ways[id_]]
    _leave_notices(inside, kind, url=url, data=dict(data or {}), key=key)
    outside = [id_ for id_ in ids if ways[id_] - {Way.APP}]
    if words is not None and outside:
        letter = _Letter(words, key or f"{kind}:{uuid4()}", addresses or {})
        _write_outside(outside, ways, letter)


def mark_read(actor: Actor, notice_ids: Iterable[int] | None = None) -> int:
    """Mark one's own notices (None: all of them) as read; returns how many were new."""
    unread = Notice.objects.filter(user_id=actor.user_id or 0, read_at=None)
    if notice_ids is not None:
        unread = unread.filter(id__in=list(notice_ids))
    read = unread.update(read_at=clock.now())
    if read:
        notify_live([f"user:{actor.user_id}"], "notice", kind="read")
    return read


def _leave_notices(
    ids: list[int], kind: str, *, url: str, data: dict[str, object], key: str | None
) -> None:
    if not ids:
        return
    at = clock.now()
    Notice.objects.bulk_create(
        [Notice(user_id=id_, kind=kind, url=url, data=data, key=key, created_at=at) for id_ in ids],
        ignore_conflicts=True,
    )
    notify_live([f"user:{id_}" for id_ in ids], "notice", kind=kind)


def _write_outside(ids: list[int], ways: Mapping[int, frozenset[Way]], letter: _Letter) -> None:
    quiet = quiet_hours_of(ids)
    now, zone = clock.now(), current_workspace().tz
    for person in User.objects.filter(id__in=ids, is_active=True).order_by("id"):
        with override(person.language):
            told = letter.words(person)
        address = letter.addresses.get(person.pk, Address())
        email = address.email or person.email
        number = mobile_e164(address.phone or person.phone)
        key = f"{letter.key}:{person.pk}"
        if Way.EMAIL in ways[person.pk] and email:
            enqueue_message(
                channel="email", to=email, key=key, subject=told.subject, body=told.body
            )
        if Way.SMS in ways[person.pk] and number:
            wait = quiet[person.pk].wait_at(now, zone)
            enqueue_message(
                channel="sms", to=number, key=key, after=wait, text=told.line or told.subject
            )
