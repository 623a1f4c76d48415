"""A list of records: the page, its further rows, its sums and its export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from owj.client.records.addresses import addresses_for, own_new_page, record_address
from owj.client.records.asked import Asked, read_asked
from owj.client.records.board import board_of_page
from owj.client.records.calendar import calendar_of_page
from owj.client.records.conditions import chips_of
from owj.client.records.groups import figure_words
from owj.client.records.groups import last_group as group_of_last
from owj.client.records.panels import buttons_of
from owj.client.records.rows import RECORD_FIELDS, columns_of, field_named, rows_of_page, title_of
from owj.client.records.words import GROUP_SPAN_WORDS
from owj.kernel.errors import DefinitionError, InvalidInput
from owj.server.activity.following import AtHand, recent_records, starred_records
from owj.server.activity.merges import may_merge
from owj.server.layouts.access import (
    entities_of,
    entity_of,
    may_make,
    shown_fields,
    written_keys,
)
from owj.server.layouts.grouping import grouping_of, may_group
from owj.server.layouts.listing import (
    COUNT_LIMIT,
    Listing,
    RecordPage,
    count_of,
    page_of,
    streamed,
    totals_of,
)
from owj.server.records.context import Context
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.rights import Verb
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.records.faces import face_of
from owj.ui.records.linked import read_titles
from owj.ui.sheets import Cell, StreamedFile, iso_cell, jalali_cell, stream_response
from owj.ui.toasts import add_toast
from owj.ui.workbooks import MOST_RECORDS, SheetFull, workbook_response

PAGE_ROWS = 50
AT_HAND = 8
# Of so many records at once an export asks what their lists lead to.
_TITLED = 500


@staff_page
@require_GET
def records_home_view(request: DoorRequest) -> HttpResponse:
    """List the entities whose records this person may read."""
    ctx = request.ctx
    entities = sorted(entities_of(ctx), key=lambda one: (not one.own, str(one.plural)))
    context = {
        "nav": "records",
        "entities": entities,
        "starred": _at_hand(ctx, starred_records(ctx, AT_HAND)),
        "recent": _at_hand(ctx, recent_records(ctx, AT_HAND)),
    }
    return render(request, "client/records/home.html", context)


def _at_hand(ctx: Context, found: Sequence[AtHand]) -> list[tuple[str, str, EntityDef, AtHand]]:
    """Return records with their names, addresses and entities."""
    return [
        (
            title_of(one.record),
            record_address(one.record.key, one.record.id),
            ctx.snapshot.entity(one.record.key),
            one,
        )
        for one in found
    ]


@staff_page
@require_GET
def records_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Show the list that the address asks for."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_asked(ctx, definition, request.GET)
    common = {
        "nav": "records",
        "asked": asked,
        "definition": definition,
        "may_create": may_make(ctx, definition),
        "may_delete": ctx.may(entity, "delete"),
        "may_merge": may_merge(ctx, entity),
        "may_export": ctx.may(entity, "export"),
        "may_share": ctx.may(entity, "design"),
        "own_new": own_new_page(entity),
        "buttons": buttons_of(request, definition, asked.query(place=None)),
        "chips": chips_of(ctx, asked),
    }
    drawn = _drawn_otherwise(request, asked, common)
    if drawn is not None:
        return drawn
    page, refused = _page(ctx, asked)
    return render(
        request,
        "client/records/list.html",
        common
        | {
            "refused": refused,
            "count": 0 if refused else count_of(ctx, asked.listing),
            "count_limit": COUNT_LIMIT,
            "bulk_fields": bulk_fields_of(ctx, definition),
            "choosable": choosable_columns(ctx, asked),
            "groupable": groupable_fields(ctx, asked),
            "group_spans": _group_spans(asked),
        }
        | rows_context(ctx, asked, page),
    )


def _drawn_otherwise(
    request: DoorRequest, asked: Asked, common: Mapping[str, Any]
) -> HttpResponse | None:
    """Return the board or the calendar that is asked for; None: a list."""
    draw = {"board": board_of_page, "calendar": calendar_of_page}.get(asked.kind)
    if draw is None:
        return None
    try:
        drawn = draw(request.ctx, asked)
    except (InvalidInput, DefinitionError) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect(asked.plain)
    if drawn is None:
        return None
    part = f"client/records/{asked.kind}.html"
    return render(request, part, {**common, asked.kind: drawn})


def _page(ctx: Context, asked: Asked) -> tuple[RecordPage, str]:
    """Return the rows, or none and why: a condition that cannot be asked must not end the page."""
    try:
        return page_of(ctx, asked.listing, limit=PAGE_ROWS, place=asked.place or None), ""
    except (InvalidInput, DefinitionError) as error:
        return RecordPage((), None), words_of(error)


def rows_context(
    ctx: Context, asked: Asked, page: RecordPage, last_group: str = ""
) -> dict[str, Any]:
    """Return what the rows' template needs."""
    more = asked.query(place=page.next) if page.next else ""
    if more and asked.definition.group:
        more = asked.query(place=page.next, after=group_of_last(ctx, asked, page))
    return {
        "rows": rows_of_page(ctx, asked, page, last_group),
        "columns": columns_of(ctx, asked),
        "more": more,
        "entity": asked.entity,
    }


def bulk_fields_of(ctx: Context, entity: EntityDef) -> list[FieldDef]:
    """Return the fields that can be set on many records at once."""
    open_keys = written_keys(ctx, entity)
    kinds = (Kind.FILE, Kind.IMAGE, Kind.LINKS)
    fields = entity.by_key.values()
    return [
        one for one in fields if one.key in open_keys and not one.unique and one.kind not in kinds
    ]


def choosable_columns(ctx: Context, asked: Asked) -> list[dict[str, Any]]:
    """Return every field that can be a column, those that are first and in their order."""
    keys = [field.key for field in shown_fields(ctx, asked.entity)] + ["created_at", "updated_at"]
    shown = list(asked.definition.columns)
    ordered = [*shown, *(key for key in keys if key not in shown)]
    found = ((key, field_named(asked.entity, key)) for key in ordered)
    return [
        {"key": key, "label": field.label, "shown": key in shown} for key, field in found if field
    ]


def groupable_fields(ctx: Context, asked: Asked) -> list[tuple[str, str, str]]:
    """Return (key, label, address) of the fields a list can be parted by; the first: by none."""
    fields = [one for one in shown_fields(ctx, asked.entity) if may_group(one)]
    plain = asked.address(group="" if asked.definition.group else None, span=None, place=None)
    every = [*fields, RECORD_FIELDS["created_at"], RECORD_FIELDS["updated_at"]]
    found = [
        (one.key, str(one.label), asked.address(group=one.key, span=None, place=None))
        for one in every
    ]
    return [("", gettext("no groups"), plain), *found]


def _group_spans(asked: Asked) -> list[tuple[str, object, str]]:
    """Return (span, words, address) where the list is parted by days."""
    grouping = grouping_of(asked.entity, asked.definition)
    if grouping is None or not grouping.span:
        return []
    return [
        (span, words, asked.address(span=span, place=None))
        for span, words in GROUP_SPAN_WORDS.items()
    ]


@staff_page
@require_GET
def record_rows_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the next stretch of a list."""
    asked = read_asked(request.ctx, entity_of(request.ctx, entity), request.GET)
    page = page_of(request.ctx, asked.listing, limit=PAGE_ROWS, place=asked.place or None)
    last = request.GET.get("after", "")
    context = rows_context(request.ctx, asked, page, last) | {"asked": asked}
    return render(request, "client/records/rows.html", context)


@staff_page
@require_GET
def record_totals_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the figures below a list."""
    ctx = request.ctx
    asked = read_asked(ctx, entity_of(ctx, entity), request.GET)
    found = totals_of(ctx, asked.listing, asked.definition.totals)
    figures = figure_words(asked.entity, asked.definition.totals, found)
    context = {
        "cells": [(column, figures.get(column.key, [])) for column in columns_of(ctx, asked)],
        "count": found["count"],
        "entity": asked.entity,
    }
    return render(request, "client/records/totals.html", context)


@staff_page
@require_GET
def records_export_view(
    request: DoorRequest, entity: str, form: str = "csv"
) -> StreamedFile | HttpResponse:
    """Give exactly the list as a file: its columns, conditions and order. form: csv or xlsx.

    A list that no sheet can hold is not cut short: its reader is told.
    """
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_asked(ctx, definition, request.GET)
    listing = replace(asked.listing, verb=Verb.EXPORT)
    # Asked before the answer begins, so that a refusal is an answer of its own.
    page_of(ctx, listing, limit=1)
    if form == "xlsx" and count_of(ctx, listing, MOST_RECORDS + 1) > MOST_RECORDS:
        add_toast(request, words_of(SheetFull(count=MOST_RECORDS)), tone="danger")
        return redirect(asked.plain)
    header = [column.label for column in columns_of(ctx, asked)]
    rows = _export_rows(ctx, asked, listing)
    name = f"owj-{entity}-{jalali_cell(ctx.now)[:10]}"
    if form == "xlsx":
        rtl = (get_language() or "fa").startswith("fa")
        return workbook_response(name, str(definition.plural), header, rows, rtl=rtl)
    return stream_response(name, header, rows)


def _export_rows(ctx: Context, asked: Asked, listing: Listing) -> Iterator[Sequence[Cell]]:
    address = addresses_for(ctx)
    fields = [field_named(asked.entity, key) for key in asked.definition.columns]
    known = [field for field in fields if field is not None]
    records = streamed(ctx, listing)
    while part := list(islice(records, _TITLED)):
        # Of each part anew, so that no title is kept of a million records.
        unit = ctx.as_actor(ctx.actor)
        read_titles(unit, known, part)
        for record in part:
            yield [_export_cell(unit, field, record, address) for field in known]


def _export_cell(ctx: Context, field: Any, record: Any, address: Any) -> Cell:
    kind = field.stored_kind
    if kind in (Kind.DATE, Kind.DATE_TIME):
        at = getattr(record, field.key)
        return f"{jalali_cell(at)} ({iso_cell(at)[:10]})" if at else ""
    if kind in (Kind.NUMBER, Kind.MONEY, Kind.DECIMAL, Kind.PERCENT):
        value = getattr(record, field.key)
        return value if value is None or isinstance(value, int | float | Decimal) else str(value)
    # Codes and texts are taken home as they are stored, for other programs to read.
    if kind in TEXT_KINDS:
        return str(getattr(record, field.key) or "")
    face = face_of(ctx, field, record, address)
    if face.many:
        return gettext(", ").join(one.text for one in face.many)
    return face.text
