"""The fields that the organisation added to tickets: beside a ticket, and in the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from owj.client.records.addresses import addresses_for
from owj.client.records.record import Fact, sections_of
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import InboxFilter, InboxRow, Page, asked_fields, listed_fields
from owj.server.layouts.access import entity_of
from owj.server.records.context import Context
from owj.server.records.defs import LINK_KINDS, FieldDef, Kind
from owj.ui.records.faces import Face, face_of
from owj.ui.records.inputs import Input, input_of
from owj.ui.records.linked import read_titles

OWN = "x_"


def own_facts(ctx: Context, ticket: Ticket) -> list[Fact]:
    """Return the organisation's own fields of a ticket, as its form orders them.

    What the reader may not see, and what conditions of the form hide, is left out.
    """
    drawn = ctx.snapshot.schema.by_key[Ticket.key]
    if not any(key.startswith(OWN) for key in drawn.by_key):
        return []
    sections = sections_of(ctx, entity_of(ctx, Ticket.key), ticket)
    return [fact for one in sections for fact in one.facts if fact.key.startswith(OWN)]


@dataclass(frozen=True, slots=True)
class OwnCell:
    """One of the organisation's fields in a row of the inbox."""

    label: str
    face: Face


# What the inbox asks for by an input of its own.
_ASKED = frozenset(
    {
        *(Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL, Kind.NUMBER, Kind.MONEY, Kind.DECIMAL),
        *(Kind.CHOICE, Kind.YES_NO, Kind.DATE, Kind.JALALI_MONTH),
    }
)


def filter_fields(ctx: Context) -> list[FieldDef]:
    """Return the organisation's fields by which the inbox may be narrowed."""
    return [one for one in asked_fields(ctx) if one.stored_kind in _ASKED and not one.computed]


def filter_inputs(ctx: Context, asked: InboxFilter) -> list[Input]:
    """Return an input for each of them, with what is asked now."""
    entity = ctx.snapshot.entity(Ticket.key)
    given: dict[str, list[str]] = {}
    for key, text in asked.own:
        given.setdefault(key, []).append(text)
    return [
        replace(
            input_of(ctx, entity, one, texts=given.get(one.key, []), required=False, prefix="fo"),
            help="",
        )
        for one in filter_fields(ctx)
    ]


def column_choices(ctx: Context) -> list[tuple[str, str]]:
    """Return the organisation's fields that can stand in the inbox as columns."""
    return [(one.key, str(one.label)) for one in listed_fields(ctx)]


def with_own_cells(ctx: Context, page: Page[InboxRow], asked: InboxFilter) -> Page[InboxRow]:
    """Return a page whose rows carry the organisation's fields that are asked for as columns."""
    fields = own_columns(ctx, asked)
    if not fields or not page.rows:
        return page
    links = [one.key for one in fields if one.kind in LINK_KINDS]
    rows = ctx.records(Ticket.key).filter(pk__in=[row.id for row in page.rows])
    tickets = {one.id: one for one in (rows.select_related(*links) if links else rows)}
    address = addresses_for(ctx)
    read_titles(ctx, fields, list(tickets.values()))

    def cells(row: InboxRow) -> Sequence[OwnCell]:
        ticket = tickets.get(row.id)
        if ticket is None:
            return ()
        return [OwnCell(str(one.label), face_of(ctx, one, ticket, address)) for one in fields]

    return replace(page, rows=tuple(replace(row, own=cells(row)) for row in page.rows))


def own_columns(ctx: Context, asked: InboxFilter) -> list[FieldDef]:
    """Return the columns asked for that the reader may see, in the order asked for."""
    if not asked.own_columns:
        return []
    known = {one.key: one for one in listed_fields(ctx)}
    return [known[key] for key in asked.own_columns if key in known]
