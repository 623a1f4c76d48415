"""Texts and files as they come from forms: checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from owj.packages.desk.entity import SUBJECT_LIMIT, Attachment, Message, Ticket
from owj.packages.desk.errors import EmptyText, TextTooLong, UnknownFile
from owj.packages.desk.words import MessageKind
from owj.server.files.models import StoredFile
from owj.server.records.context import Context

TEXT_LIMIT = 50_000
# Characters that a form may not smuggle into lists and letters.
_FORBIDDEN = {code: None for code in range(32) if chr(code) not in "\t\n"} | {127: None}


def checked_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return the text without control characters. Raises: EmptyText, TextTooLong."""
    clean = optional_text(text, limit=limit)
    if not clean:
        raise EmptyText
    return clean


def optional_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return the cleaned text, which may be empty. Raises: TextTooLong."""
    clean = text.replace("\r\n", "\n").translate(_FORBIDDEN).strip()
    if len(clean) > limit:
        raise TextTooLong(limit=limit, got=len(clean))
    return clean


def checked_subject(subject: str) -> str:
    """Return a subject of one line. Raises: EmptyText, TextTooLong."""
    return checked_text(" ".join(subject.split()), limit=SUBJECT_LIMIT)


def attach_files(ctx: Context, ticket: Ticket, message: Message, files: Sequence[UUID]) -> int:
    """Hang the author's own fresh files on a message; returns how many. Raises: UnknownFile."""
    wanted = list(dict.fromkeys(files))
    if not wanted:
        return 0
    system = ctx.as_system()
    mine = StoredFile.objects.filter(id__in=wanted, uploaded_by_id=ctx.actor.user_id)
    stored = {row.id: row for row in mine}
    taken = system.rows(Attachment).filter(file__in=wanted).exists()
    if taken or len(stored) != len(wanted):
        raise UnknownFile
    system.create_many(
        Attachment,
        [
            {
                "ticket_id": ticket.id,
                "message_id": message.id,
                "file": id_,
                "name": stored[id_].original_name,
                "internal": message.kind is MessageKind.NOTE,
            }
            for id_ in wanted
        ],
    )
    return len(wanted)
