"""The designer of a view: columns, conditions, order, groups, figures, board, calendar, readers.

It opens upon what a list's address asks, so that "keep this view" and "design" speak of the same
thing. Anybody designs views of their own; sharing one is for who may design the entity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.client.records.asked import Asked, read_asked
from owj.client.records.condition_tree import branch_of, read_branch, tree_of
from owj.client.records.conditions import conditions_context, is_open
from owj.client.records.rows import RECORD_FIELDS, field_named
from owj.client.records.words import FIGURE_WORDS, GROUP_SPAN_WORDS
from owj.kernel.errors import InvalidInput, NotAllowed
from owj.kernel.persian.digits import latin_digits
from owj.server.layouts.access import entity_of, shown_fields
from owj.server.layouts.definitions import (
    GROUP_SPANS,
    NARROWEST,
    SORTS,
    WIDEST,
    WIP_MOST,
    BoardDefinition,
    SortTerm,
    Total,
    ViewDefinition,
)
from owj.server.layouts.grouping import figures_for, may_group
from owj.server.layouts.keyset import is_sortable
from owj.server.layouts.refusals import ViewChangedMeanwhile
from owj.server.layouts.services import default_view, save_view
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.roles.known import known_roles
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

KINDS = ("list", "board", "calendar")
_DAYS = (Kind.DATE, Kind.DATE_TIME)


@dataclass(frozen=True, slots=True)
class Line:
    """One field as a column, or as a part of a card. figures: (value, words, chosen)."""

    key: str
    label: str
    width: int | None
    figures: Sequence[tuple[str, object, bool]]


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@goes_into_draft
def design_view_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Show a view as it is drawn, change it by one act, or keep it."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_asked(ctx, definition, request.GET)
    if request.method != "POST":
        return _page(request, asked, asked.definition, asked.kind)
    given = request.POST
    kind = given["kind"] if given.get("kind") in KINDS else "list"
    view = _read(ctx, asked, given, kind)
    if given.get("act", "keep") != "keep":
        return _page(request, asked, _acted(view, given["act"], kind), kind)
    return _keep(request, asked, view, kind)


def _keep(request: DoorRequest, asked: Asked, view: ViewDefinition, kind: str) -> HttpResponse:
    given, ctx = request.POST, request.ctx
    over = asked.view if asked.view and asked.view.may_change and "new" not in given else None
    readers, seen = given.get("readers", "me"), given.get("seen", "")
    try:
        kept = save_view(
            ctx,
            asked.entity.key,
            name=given.get("name", ""),
            definition=view,
            kind=kind,
            shared=readers in ("all", "roles"),
            roles=given.getlist("roles") if readers == "roles" else (),
            view_id=over.id if over else None,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
        )
    except ViewChangedMeanwhile as error:
        return _page(request, asked, view, kind, {"name": words_of(error), "seen": "told"})
    except (InvalidInput, NotAllowed) as error:
        return _page(request, asked, view, kind, {"name": words_of(error)})
    add_toast(request, gettext("The view is kept: %(name)s") % {"name": kept.name})
    return redirect(f"{reverse('client:records', args=[asked.entity.key])}?view={kept.id}")


def _read(ctx: Context, asked: Asked, given: QueryDict, kind: str) -> ViewDefinition:
    """Return the view that the form says; what it does not say stays as it was."""
    columns = tuple(dict.fromkeys(given.getlist("column")))
    entity = asked.entity
    branch, span = read_branch(given), given.get("span", "")
    totals = [
        Total(key, what)
        for key in columns
        for what in given.getlist(f"figure.{key}")
        if (field := field_named(entity, key)) and what in figures_for(field.stored_kind)
    ]
    sort = [
        SortTerm(key, given.get(f"sort{place}.down") == "yes")
        for place in range(SORTS)
        if (key := given.get(f"sort{place}", ""))
    ]
    return ViewDefinition(
        columns=columns,
        where=tree_of(branch, lambda path: is_open(ctx, entity, path)),
        sort=tuple(sort),
        group=given.get("group") or None,
        span=span if span in GROUP_SPANS else "",
        totals=tuple(totals),
        board=_board(entity, given) if kind == "board" else None,
        day=given.get("day") or None if kind == "calendar" else None,
        widths={
            key: px
            for key in columns
            if (px := _number(given.get(f"width.{key}"), WIDEST)) >= NARROWEST
        },
    )


def _board(entity: EntityDef, given: QueryDict) -> BoardDefinition | None:
    by = entity.by_key.get(given.get("by", ""))
    if by is None or by.kind is not Kind.CHOICE:
        return None
    limits = {
        option.value: most
        for option in by.options
        if (most := _number(given.get(f"limit.{option.value}"), WIP_MOST))
    }
    return BoardDefinition(by.key, tuple(dict.fromkeys(given.getlist("card"))), limits)


def _number(text: str | None, most: int) -> int:
    plain = latin_digits(text or "").strip()
    return min(int(plain), most) if plain.isascii() and plain.isdigit() and len(plain) < 8 else 0


def _acted(view: ViewDefinition, act: str, kind: str) -> ViewDefinition:
    """Return the view after one act: add:KEY, drop:KEY, up:KEY, down:KEY of columns or cards."""
    word, _, key = act.partition(":")
    part = view.board.card if kind == "board" and view.board else view.columns
    keys = list(part)
    if word == "add" and key and key not in keys:
        keys.append(key)
    elif word == "drop" and key in keys:
        keys.remove(key)
    elif word in ("up", "down") and key in keys:
        here = keys.index(key)
        there = max(0, min(len(keys) - 1, here + (1 if word == "down" else -1)))
        keys.insert(there, keys.pop(here))
    if kind == "board" and view.board:
        return replace(view, board=replace(view.board, card=tuple(keys)))
    return replace(view, columns=tuple(keys))


def _page(
    request: DoorRequest,
    asked: Asked,
    view: ViewDefinition,
    kind: str,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    ctx, entity = request.ctx, asked.entity
    given = request.POST if request.method == "POST" else None
    view = _whole(ctx, entity, view, kind)
    fields = [*shown_fields(ctx, entity), RECORD_FIELDS["created_at"], RECORD_FIELDS["updated_at"]]
    branch = read_branch(given) if given is not None else branch_of(view.where)
    own = asked.view
    may_share = ctx.may(entity.key, "design")
    lines = _lines(entity, view, kind)
    shown = {one.key for one in lines}
    context = conditions_context(ctx, entity, branch) | {
        "nav": "records",
        "asked": asked,
        "view": view,
        "kind": kind,
        "errors": errors or {},
        "name": given.get("name", "") if given is not None else (own.name if own else ""),
        "may_write_over": own is not None and own.may_change,
        "may_share": may_share,
        "readers": _readers(given, asked),
        "roles": [(one.key, one.label) for one in known_roles()] if may_share else (),
        "chosen_roles": given.getlist("roles") if given is not None else (own.roles if own else ()),
        "lines": lines,
        "left": [one for one in fields if one.key not in shown],
        "sortable": [one for one in fields if is_sortable(ctx, entity, one.key)],
        "sorts": [*view.sort, *([None] * SORTS)][:SORTS],
        "groupable": [one for one in fields if may_group(one)],
        "spans": GROUP_SPAN_WORDS.items(),
        "choices": [one for one in fields if one.kind is Kind.CHOICE],
        "limits": _limits(entity, view),
        "days": [one for one in fields if one.stored_kind in _DAYS],
        "unsaved": given is not None,
        "seen": given.get("seen", "")
        if given is not None and "seen" not in (errors or {})
        else (own.version if own else ""),
    }
    status = 422 if errors else 200
    return render(request, "client/records/design.html", context, status=status)


def _whole(ctx: Context, entity: EntityDef, view: ViewDefinition, kind: str) -> ViewDefinition:
    """Return the view with what its kind needs, as far as nothing was said."""
    usual = default_view(ctx, entity.key, kind)
    board = view.board or (usual.board if kind == "board" else None)
    return replace(
        view,
        columns=view.columns or usual.columns,
        board=board,
        day=view.day or (usual.day if kind == "calendar" else None),
    )


def _readers(given: QueryDict | None, asked: Asked) -> str:
    if given is not None:
        return given.get("readers", "me")
    if asked.view is None or not asked.view.shared:
        return "me"
    return "roles" if asked.view.roles else "all"


def _lines(entity: EntityDef, view: ViewDefinition, kind: str) -> list[Line]:
    keys = view.board.card if kind == "board" and view.board else view.columns
    chosen = {(one.key, one.what) for one in view.totals}
    found = ((key, field_named(entity, key)) for key in keys)
    return [
        Line(
            key,
            str(field.label),
            view.widths.get(key),
            [
                (what, FIGURE_WORDS[what], (key, what) in chosen)
                for what in figures_for(field.stored_kind)
            ],
        )
        for key, field in found
        if field is not None
    ]


def _limits(entity: EntityDef, view: ViewDefinition) -> list[tuple[Any, int | None]]:
    by: FieldDef | None = entity.by_key.get(view.board.by) if view.board else None
    if by is None or view.board is None:
        return []
    return [
        (option, view.board.limits.get(option.value)) for option in by.options if not option.retired
    ]


@staff_page
@require_GET
def views_page_view(request: DoorRequest, entity: str) -> HttpResponse:
    """List the views of an entity that this person may see, with what can be done to each."""
    definition = entity_of(request.ctx, entity)
    asked = read_asked(request.ctx, definition, QueryDict("as=list"))
    roles = {one.key: one.label for one in known_roles()}
    rows = [(one, [roles.get(role, role) for role in one.roles]) for one in asked.views]
    context = {"nav": "records", "definition": definition, "rows": rows}
    return render(request, "client/records/views.html", context)
