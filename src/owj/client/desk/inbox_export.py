"""The inbox as a file: the very list, with the organisation's own columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.http import StreamingHttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.desk.filters import read_filter
from owj.client.desk.own_fields import own_columns, with_own_cells
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import InboxFilter, InboxRow, inbox_rows
from owj.server.records.context import Context
from owj.server.records.generic import check_may, reached
from owj.server.records.rights import Verb
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.records.faces import Face
from owj.ui.sheets import Cell, jalali_cell, stream_response
from owj.ui.tickets.words import PRIORITY_WORDS, STATUS_WORDS

ROWS_AT_ONCE = 200


@staff_page
@require_GET
def inbox_export_view(request: DoorRequest) -> StreamingHttpResponse:
    """Give the list that the address asks for. Raises: OnlyStaff, VerbRefused."""
    ctx = request.ctx
    check_may(ctx, Ticket.key, Verb.EXPORT)
    asked = replace(read_filter(request.GET), cursor=None)
    # Asked before the answer begins, so that a refusal is an answer of its own.
    inbox_rows(ctx, asked, limit=1)
    own = own_columns(ctx, asked)
    header = [
        *(gettext("Tracking id"), gettext("Subject"), gettext("Customer"), gettext("Status")),
        *(gettext("Priority"), gettext("Assignee"), gettext("Filed at")),
        *(str(one.label) for one in own),
    ]
    name = f"owj-tickets-{jalali_cell(ctx.now)[:10]}"
    return stream_response(name, header, _rows(ctx, asked))


def _rows(ctx: Context, asked: InboxFilter) -> Iterator[Sequence[Cell]]:
    while True:
        page = with_own_cells(ctx, inbox_rows(ctx, asked, limit=ROWS_AT_ONCE), asked)
        allowed = reached(ctx, Ticket.key, [row.id for row in page.rows], Verb.EXPORT)
        yield from (_cells(row) for row in page.rows if row.id in allowed)
        if page.next_cursor is None:
            return
        asked = replace(asked, cursor=page.next_cursor)


def _cells(row: InboxRow) -> Sequence[Cell]:
    faces: list[Face] = [getattr(one, "face", Face()) for one in row.own]
    return [
        row.tracking_id,
        row.subject,
        row.customer_name,
        str(STATUS_WORDS[row.status]),
        str(PRIORITY_WORDS[row.priority]),
        row.assignee_name or "",
        jalali_cell(row.opened_at),
        *(gettext(", ").join(one.text for one in face.many) or face.text for face in faces),
    ]
