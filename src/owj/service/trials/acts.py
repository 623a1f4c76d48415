"""What agents and customers do on their pages, one act a function.

A write carries a word that nobody else writes, so that the database tells later whether it is
there, and how often.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from owj.kernel.errors import OutsideFailure
from owj.service.trials.visitor import Answer, Upload, Visitor

TRACKING = re.compile(rb"/tickets/(T-\d+-\d+)")
FILE = b"\x89PNG\r\n\x1a\n" + b"owj" * 20_000
GOOD, REFUSED = frozenset({200, 302, 303}), frozenset({409})


class ActFailed(OutsideFailure):
    """Say that a page answered what it must not."""

    code = "trials.act_failed"
    message = "%(act)s answered %(status)s."


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one write, and the key under which its form may be sent again."""

    text: str
    key: str


def new_word() -> Word:
    """Return a word that was never written."""
    key = str(uuid.uuid4())
    return Word(f"نشانه-{key.replace('-', '')}", key)


def checked(act: str, answer: Answer) -> Answer:
    """Return a good answer. Raises: ActFailed. A colleague who was faster is no failure."""
    if answer.status not in GOOD | REFUSED or "sign-in" in answer.location:
        raise ActFailed(act=act, status=answer.status)
    return answer


def ticket_in(location: str) -> str | None:
    """Return the tracking id in an address."""
    found = TRACKING.search(location.encode())
    return found[1].decode() if found else None


def tickets_on(answer: Answer) -> list[str]:
    """Return the tracking ids that a page leads to."""
    return sorted({found.decode() for found in TRACKING.findall(answer.body)})


async def file_ticket(visitor: Visitor, word: Word, *, with_file: bool = False) -> str | None:
    """File a ticket in the hub and return its tracking id."""
    fields = {
        "key": word.key,
        "subject": f"پرونده {word.text}",
        "kind": "bug",
        "blocks_use": "no",
        "importance": "",
        "text": f"پس از به‌روزرسانی کار نمی‌کند. {word.text}",
    }
    files = (Upload("uploads", "تصویر.png", FILE),) if with_file else ()
    answer = checked("file", await visitor.post("/hub/tickets/new", fields, files))
    return ticket_in(answer.location)


async def reply(visitor: Visitor, tracking_id: str, word: Word) -> bool:
    """Write into a ticket, as whoever the visitor is; say whether it was taken."""
    fields: Mapping[str, str] = {"key": word.key, "text": f"سلام، دیدم. {word.text}"}
    if not visitor.door:
        fields = {**fields, "kind": "reply", "then": "", "announce": ""}
    path = f"{visitor.door}/tickets/{tracking_id}/reply"
    answer = checked("reply", await visitor.post(path, fields))
    return answer.status not in REFUSED


async def note(visitor: Visitor, tracking_id: str, word: Word) -> None:
    """Leave an internal note."""
    fields = {"key": word.key, "kind": "note", "then": "", "text": word.text, "announce": ""}
    checked("note", await visitor.post(f"/tickets/{tracking_id}/reply", fields))


async def assign(visitor: Visitor, tracking_id: str, user_id: str) -> None:
    """Give a ticket to somebody."""
    path = f"/tickets/{tracking_id}/assign"
    checked("assign", await visitor.post(path, {"to": user_id}))


async def resolve(visitor: Visitor, tracking_id: str) -> None:
    """Say that a ticket is solved."""
    path = f"/tickets/{tracking_id}/move/resolve"
    checked("resolve", await visitor.post(path, {"text": "درست شد."}))
