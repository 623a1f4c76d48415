"""The rows of the inbox as HTML without a template: fifty and more stand in one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import cast

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from owj.client.desk.own_fields import OwnCell
from owj.kernel.persian.marks import Piece
from owj.packages.desk.queries import InboxFilter, InboxRow
from owj.packages.desk.words import Column
from owj.ui.dates import digits, show_relative_time
from owj.ui.faces import show_face
from owj.ui.parts_drawn import draw_avatar, draw_chip, draw_icon, draw_priority
from owj.ui.reading import page_now
from owj.ui.records.drawn import draw_face
from owj.ui.tickets.words import PRIORITY_WORDS


def draw_rows(rows: Sequence[InboxRow], asked: InboxFilter, here: str) -> SafeString:
    """Return rows as the items of a list. here: the list's own query, kept by its links."""
    now, columns = page_now(), [CELLS[one] for one in Column if one in asked.columns]
    # Those of the organisation stand before the customer, as the head of the list names them.
    late = [one for one in columns if one in (_status, _opened)]
    rest = [one for one in columns if one not in late]
    drawn: list[str] = []
    for row in rows:
        drawn += _head(row, escape(here))
        drawn += [cell(row, now) for cell in late]
        drawn += [_own(cast("OwnCell", cell)) for cell in row.own]
        drawn += [cell(row, now) for cell in rest]
        chip = draw_chip(show_face(row.face, now))
        drawn.append(f'<span class="o-item__sla">{chip}</span></li>')
    return mark_safe("".join(drawn))  # noqa: S308 -- every text in it is escaped


def _head(row: InboxRow, here: str) -> list[str]:
    select = escape(gettext("Select ticket %(id)s") % {"id": row.tracking_id})
    address = escape(reverse("client:ticket", args=[row.tracking_id]))
    unread = " data-unread" if row.is_new else ""
    return [
        f'<li class="o-item" id="row-{row.id}" data-row data-id="{row.id}"{unread}>'
        f'<input class="o-check" type="checkbox" name="ids" value="{row.id}" form="bulk"'
        f' aria-label="{select}">'
        f'<bdi class="o-num ltr">{escape(digits(row.tracking_id))}</bdi>'
        '<span class="o-row o-item__tt">'
        f'<a class="o-item__t o-trunc" href="{address}{here}" dir="auto">{escape(row.subject)}</a>',
        *_signs(row),
        "</span>",
    ]


def _signs(row: InboxRow) -> list[str]:
    """Return what is special about a ticket, in the order of its weight."""
    signs: list[str] = []
    if row.p0 and row.is_new:
        words = escape(gettext("unanswered"))
        signs.append(f'<span class="o-chip" data-tone="danger">{words}</span>')
    elif row.is_new:
        signs.append(f'<span class="o-chip">{draw_icon("mail")}{escape(gettext("new"))}</span>')
    if row.announced:
        words = escape(gettext("date announced"))
        signs.append(f'<span class="o-chip" data-tone="accent">{draw_icon("flag")}{words}</span>')
    if row.has_files:
        words = escape(gettext("has files"))
        signs.append(f'{draw_icon("paperclip", 14)}<span class="o-sr">{words}</span>')
    if row.snippet:
        said = "".join(map(_piece, row.snippet))
        signs.append(f'<span class="o-item__said o-trunc" dir="auto">{said}</span>')
    return signs


def _piece(piece: Piece) -> str:
    return f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)


def _status(row: InboxRow, _now: datetime) -> str:
    return f'<span class="o-item__st o-no-phone">{escape(str(row.status.label))}</span>'


def _opened(row: InboxRow, now: datetime) -> str:
    words = escape(show_relative_time(row.opened_at, now))
    return f'<span class="o-item__at o-no-phone">{words}</span>'


def _customer(row: InboxRow, _now: datetime) -> str:
    return f'<span class="o-trunc o-2 o-item__c"><bdi>{escape(row.customer_name)}</bdi></span>'


def _priority(row: InboxRow, _now: datetime) -> str:
    return draw_priority(row.priority.value, str(PRIORITY_WORDS[row.priority]))


def _assignee(row: InboxRow, _now: datetime) -> str:
    name = escape(row.assignee_name or "")
    words = name or escape(gettext("unassigned"))
    return (
        f'<span class="o-no-phone o-item__who" title="{name}">{draw_avatar(row.assignee_name)}'
        f'<span class="o-sr">{words}</span></span>'
    )


def _own(cell: OwnCell) -> str:
    label = escape(cell.label)
    return (
        f'<span class="o-item__own o-no-phone o-trunc" title="{label}">'
        f'<span class="o-sr">{label}{escape(gettext(": "))}</span>{draw_face(cell.face)}</span>'
    )


CELLS: Mapping[Column, Callable[[InboxRow, datetime], str]] = {
    Column.STATUS: _status,
    Column.OPENED: _opened,
    Column.CUSTOMER: _customer,
    Column.PRIORITY: _priority,
    Column.ASSIGNEE: _assignee,
}
