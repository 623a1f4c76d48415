"""A board: a lane for each answer of a choice, cards that are moved by hand or by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from owj.client.records.addresses import addresses_for, record_address
from owj.client.records.asked import Asked, read_back, where_text
from owj.client.records.rows import field_named, title_of
from owj.kernel.errors import Conflict
from owj.server.layouts.access import entity_of, written_keys
from owj.server.layouts.conditions import Group, Operator, Test
from owj.server.layouts.deeds import change_records
from owj.server.layouts.listing import lane_counts, lanes_of
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.records.faces import Face, face_of
from owj.ui.records.linked import read_titles
from owj.ui.toasts import add_toast

LANE_CARDS = 30
NO_ANSWER = _("without an answer")


@dataclass(frozen=True, slots=True)
class Card:
    """One record on a board."""

    id: int
    title: str
    url: str
    faces: Sequence[tuple[str, Face]]


@dataclass(frozen=True, slots=True)
class Lane:
    """One answer and its cards. limit: how many it is to hold; over: that it holds more."""

    value: str
    label: str
    color: str
    count: int
    limit: int | None
    over: bool
    cards: Sequence[Card]
    more: str


@dataclass(frozen=True, slots=True)
class Board:
    """The lanes of a board. movable: whether this person may move cards."""

    by: FieldDef
    lanes: Sequence[Lane]
    movable: bool


def board_of_page(ctx: Context, asked: Asked) -> Board | None:
    """Return the board that the address asks for; None when there is no choice to part it by."""
    by = _by(asked)
    if by is None:
        return None
    counts = lane_counts(ctx, asked.listing, by)
    pages = lanes_of(ctx, asked.listing, by, limit=LANE_CARDS)
    shown = [record for page in pages.values() for record in page.rows]
    read_titles(ctx, _faced(asked), shown)
    lanes: list[Lane] = []
    for value, page in pages.items():
        if not counts.get(value) and _only_if_filled(by, value):
            continue
        made = _lane(asked, by, value, counts.get(value, 0))
        cards = [_card(ctx, asked, record) for record in page.rows]
        more = _lane_address(asked, by, value) if page.next else ""
        lanes.append(replace(made, cards=cards, more=more))
    return Board(by, lanes, by.key in written_keys(ctx, asked.entity))


def _only_if_filled(by: FieldDef, value: str | None) -> bool:
    """Say whether the lane of an answer stands on the board only while cards lie in it."""
    option = by.option(value) if value is not None else None
    return option is None or option.retired


def _by(asked: Asked) -> FieldDef | None:
    board = asked.definition.board
    field = field_named(asked.entity, board.by) if board else None
    return field if field is not None and field.kind is Kind.CHOICE else None


def _lane(asked: Asked, by: FieldDef, value: str | None, count: int) -> Lane:
    option = by.option(value) if value is not None else None
    board = asked.definition.board
    limit = board.limits.get(value or "") if board else None
    label = str(option.label) if option else str(NO_ANSWER)
    color = option.color if option else ""
    return Lane(value or "", label, color, count, limit, bool(limit and count > limit), (), "")


def _lane_address(asked: Asked, by: FieldDef, value: str | None) -> str:
    operator = Operator.EMPTY if value is None else Operator.ANY_OF
    test = Test((by.key,), operator, () if value is None else (value,))
    where = asked.definition.where
    parts = (test, *where.parts) if not where.any_of and not where.negated else (test, where)
    return asked.address(**{"as": None}, view=None, where=where_text(Group(parts)))


def _faced(asked: Asked) -> list[FieldDef]:
    """Return the fields that a card shows."""
    board = asked.definition.board
    named = (field_named(asked.entity, key) for key in (board.card if board else ()))
    return [one for one in named if one is not None]


def _card(ctx: Context, asked: Asked, record: Any) -> Card:
    address = addresses_for(ctx)
    faces = [(str(one.label), face_of(ctx, one, record, address)) for one in _faced(asked)]
    return Card(
        id=record.id,
        title=title_of(record),
        url=record_address(asked.entity.key, record.id) + asked.query(place=None),
        faces=[(label, face) for label, face in faces if face.look != "empty"],
    )


@staff_page
@require_POST
def move_card_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Move a card to another lane; give the lanes' heads anew. The toast has the way back."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_back(ctx, definition, request.POST)
    by = _by(asked)
    if by is None:
        raise Http404(entity)
    value = request.POST.get("lane", "")
    record = ctx.get(ctx.snapshot.model(entity), record_id)
    came_from = getattr(record, by.key) or None
    done = change_records(ctx, entity, [record_id], {by.key: value or None})
    if done.refused:
        add_toast(request, words_of(done.refused[0]), tone="danger")
        status = 409 if isinstance(done.refused[0], Conflict) else 422
        return HttpResponse("", status=status, headers={"HX-Reswap": "none"})
    lane = _lane(asked, by, value or None, 0)
    add_toast(
        request,
        gettext("%(name)s: %(lane)s") % {"name": title_of(record), "lane": lane.label},
        undo_url=done.undo_address("client:record_undo"),
    )
    counts = lane_counts(ctx, asked.listing, by)
    lanes = [
        _lane(asked, by, one, counts.get(one, 0))
        for one in (None, *(option.value for option in by.options))
        if counts.get(one) or one in {value or None, came_from} or not _only_if_filled(by, one)
    ]
    full = next((one for one in lanes if one.value == value and one.over), None)
    if full is not None:
        words = gettext("%(lane)s is to hold %(limit)s at most")
        add_toast(request, words % {"lane": full.label, "limit": digits(full.limit)}, tone="danger")
    return render(request, "client/records/lane_heads.html", {"lanes": lanes})
