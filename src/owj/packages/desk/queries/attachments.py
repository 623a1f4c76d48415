"""Files of tickets, opened only for those who may read the message they hang on."""

from __future__ import annotations

from uuid import UUID

from owj.packages.desk.entity import Attachment, Ticket
from owj.server.activity.models import RecordFile
from owj.server.files.models import StoredFile
from owj.server.files.services import ActsFor, OpenedFile, file_guard, open_file
from owj.server.records.context import Context


def open_attachment(ctx: Context, file_id: UUID) -> OpenedFile:
    """Open a ticket's file; whoever opens it closes the stream.

    Raises: NotFound for a file that does not exist for this reader, OutsideFailure.
    """
    return open_file(file_id, ctx)


@file_guard
def may_read_attachment(file: StoredFile, ctx: ActsFor) -> bool:
    """Let those in who may see an attachment with this file: a note's file only staff (R53).

    What a process laid to a ticket is for colleagues, too.
    """
    if not isinstance(ctx, Context):
        return False
    if ctx.rows(Attachment).filter(file=file.id).exists():
        return True
    laid = RecordFile.objects.filter(
        entity_id=ctx.snapshot.entity(Ticket.key).id, file=file, removed_at=None
    )
    tickets = ctx.rows(Ticket).filter(id__in=laid.values("record_id"))
    return ctx.actor.is_staff and tickets.exists()
