"""Records that look alike: the hint while one is written, a merge and what it would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.addresses import addresses_for, record_address
from owj.client.records.rows import title_of
from owj.kernel.errors import Conflict, InvalidInput, NotAllowed
from owj.server.activity.duplicates import Alike, comparable, look_alikes, rule_of, save_rule
from owj.server.activity.merges import MergePlan, may_merge, merge_records, plan_merge, undo_merge
from owj.server.layouts.access import entity_of, written_keys
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.generic import check_may
from owj.server.records.rights import Verb
from owj.server.records.values import UNSTORABLE
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.records.faces import Face, face_of
from owj.ui.records.typed import read_typed
from owj.ui.toasts import add_toast


@dataclass(frozen=True, slots=True)
class Twin:
    """A record that looks the same. by: the words of the fields in which it does."""

    title: str
    url: str
    by: str
    merge: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the records differ. faces: of each, whether it is what stays."""

    key: str
    label: str
    faces: Sequence[tuple[int, Face, bool]]


def twins_of(ctx: Context, entity: EntityDef, alike: Sequence[Alike], own: int = 0) -> list[Twin]:
    """Return records that look the same as they are drawn. own: the record they resemble."""
    may = own and may_merge(ctx, entity.key)
    merge = reverse("client:merge_records", args=[entity.key])
    return [
        Twin(
            title_of(one.record),
            record_address(entity.key, one.record.id),
            gettext(", ").join(str(field.label) for field in one.by),
            f"{merge}?ids={own}&ids={one.record.id}" if may else "",
        )
        for one in alike
    ]


@staff_page
@require_POST
def duplicates_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Tell which records look like what is being written."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    check_may(ctx, entity, Verb.CREATE)
    alike = look_alikes(ctx, entity, typed_values(ctx, definition, request.POST))
    context = {"twins": twins_of(ctx, definition, alike), "rule": rule_of(ctx, entity)}
    return render(request, "client/records/twins.html", context)


def typed_values(ctx: Context, entity: EntityDef, given: QueryDict) -> dict[str, Any]:
    """Return what can be read of what is being written, by field key."""
    values: dict[str, Any] = {}
    for field in rule_of(ctx, entity.key).fields:
        if field.key not in given:
            continue
        try:
            value = read_typed(ctx, field, given.getlist(field.key))
        except InvalidInput:
            continue
        # What cannot be stored looks like nothing that is.
        if not (isinstance(value, str) and UNSTORABLE.search(value)):
            values[field.key] = value
    return values


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def merge_records_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Show what a merge would do, or do it; the toast and the timeline have the way back."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    given = request.POST if request.method == "POST" else request.GET
    ids = [int(text) for text in given.getlist("ids") if _is_id(text)]
    kept = int(given["kept"]) if _is_id(given.get("kept", "")) else 0
    ordered = [kept, *(one for one in ids if one != kept)] if kept in ids else ids
    try:
        plan = plan_merge(ctx, entity, ordered)
        if request.method == "POST" and "do" in request.POST:
            return _merge(request, entity, ordered, plan)
    except (InvalidInput, Conflict, NotAllowed) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect(reverse("client:records", args=[entity]))
    context = {
        "nav": "records",
        "definition": definition,
        "plan": plan,
        "heads": [(one.id, title_of(one), record_address(entity, one.id)) for one in plan.records],
        "differences": _differences(ctx, plan, plan.fields),
        "choices": _differences(ctx, plan, plan.choices),
        "apart": _differences(ctx, plan, plan.apart),
        "others": [digits(one.id) for one in plan.records[1:]],
    }
    return render(request, "client/records/merge.html", context)


def _merge(request: DoorRequest, entity: str, ids: Sequence[int], plan: MergePlan) -> HttpResponse:
    given = request.POST
    chosen = {
        one.key: int(given[f"of.{one.key}"])
        for one in (*plan.fields, *plan.choices)
        if _is_id(given.get(f"of.{one.key}", ""))
    }
    merge = merge_records(request.ctx, entity, ids, chosen)
    many = len(merge.gone_ids)
    words = ngettext("%(n)s record went into this one", "%(n)s records went into this one", many)
    add_toast(
        request,
        words % {"n": digits(many)},
        undo_url=reverse("client:undo_merge", args=[merge.pk]),
    )
    return redirect(record_address(entity, merge.kept_id))


def _differences(ctx: Context, plan: MergePlan, fields: Sequence[FieldDef]) -> list[Difference]:
    address = addresses_for(ctx)
    rows: list[Difference] = []
    for field in fields:
        values = [getattr(one, field.attname, None) for one in plan.records]
        stays = next((at for at, value in enumerate(values) if value not in (None, "", (), [])), 0)
        faces = [
            (one.id, face_of(ctx, field, one, address), at == stays)
            for at, one in enumerate(plan.records)
        ]
        rows.append(Difference(field.key, str(field.label), faces))
    return rows


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@staff_page
@require_POST
def undo_merge_view(request: DoorRequest, merge_id: int) -> HttpResponse:
    """Part records again that were merged."""
    merge = undo_merge(request.ctx, merge_id)
    add_toast(request, gettext("They are records of their own again"))
    entity = request.ctx.snapshot.schema.by_id[merge.entity_id]
    return redirect(record_address(entity.key, merge.kept_id))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
@goes_into_draft
def duplicate_rule_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Show what counts as a duplicate, or keep another rule; for who designs the entity."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    check_may(ctx, entity, Verb.DESIGN)
    if request.method == "POST":
        save_rule(ctx, entity, request.POST.getlist("field"), blocks="blocks" in request.POST)
        add_toast(request, gettext("The rule of duplicates is kept; it holds at once."))
        return redirect("client:duplicate_rule", entity)
    rule = rule_of(ctx, entity)
    chosen = {one.key for one in rule.fields}
    context = {
        "nav": "studio",
        "definition": definition,
        "rule": rule,
        "fields": [(one, one.key in chosen) for one in comparable(ctx, entity)],
    }
    return render(request, "client/records/duplicate_rule.html", context)


@staff_page
@require_GET
def twins_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Tell which records look like this one; asked for when its page has been drawn."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    record: Any = ctx.get(ctx.snapshot.model(entity), record_id)
    rule = rule_of(ctx, entity)
    values = {one.key: getattr(record, one.attname, None) for one in rule.fields}
    alike = look_alikes(ctx, entity, values, but=record_id)
    twins = twins_of(ctx, definition, alike, record_id)
    may_write = bool(written_keys(ctx, definition))
    return render(request, "client/records/twins_panel.html", {"twins": twins, "may": may_write})
