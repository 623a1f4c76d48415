"""Decisions of the organisation's own: drawn from nothing or a file, renamed, archived."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.studio.decisions.drafts import REFUSALS, model_of
from owj.kernel.dmn.editing import ColumnWords
from owj.kernel.feel.values import BOOLEAN, DATE, DATE_TIME, NUMBER, STRING
from owj.server.decisions.errors import OnlyDecisionEditors
from owj.server.decisions.own import (
    OwnInput,
    archive_decision,
    draw_decision,
    rename_decision,
    take_decision,
)
from owj.server.decisions.services import may_edit_decisions
from owj.server.records.conditions.fields import names_of
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.feel_words import say_error, say_phrase
from owj.ui.toasts import add_toast

KINDS = (STRING, NUMBER, BOOLEAN, DATE, DATE_TIME)
BLANK_ROWS = 3
MOST_ROWS = 40
POLICY_HINT = _("It begins with the policy “First”: the topmost matching rule decides.")


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one column of the form. field: of the entity it was offered for; on: it is wanted."""

    label: str = ""
    kind: str = STRING
    values: str = ""
    field: str = ""
    on: bool = False


@dataclass(slots=True)
class NewForm:
    """Hold the form of a new decision."""

    name: str = ""
    key: str = ""
    entity: str = ""
    inputs: list[Row] = field(default_factory=list)
    output: Row = field(default_factory=Row)
    error: str = ""


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: DoorRequest) -> HttpResponse:
    """Draw a decision from nothing, or from the fields of an entity."""
    if not may_edit_decisions(request.actor):
        raise OnlyDecisionEditors
    if request.method != "POST":
        return _page(request, _blank(request.ctx, request.GET))
    form = _read(request.POST)
    inputs = [
        OwnInput(ColumnWords(row.label, row.kind, row.values), row.field)
        for row in form.inputs
        if row.label and (row.on or not row.field)
    ]
    output = form.output
    label = output.label or gettext("Answer")
    try:
        key = draw_decision(
            form.name,
            inputs,
            [ColumnWords(label, output.kind, output.values)],
            by=request.actor,
            now=request.ctx.now,
            key=form.key,
            entity=form.entity if any(one.field for one in inputs) else "",
        )
    except REFUSALS as error:
        form.error = say_error(error)
        return _page(request, form, status_of(error))
    add_toast(request, gettext("The decision is drawn. Write its rules, then publish it."))
    return redirect("client:decision", key)


@staff_page
@require_POST
def take_view(request: DoorRequest) -> HttpResponse:
    """Make a decision of a DMN file."""
    if not may_edit_decisions(request.actor):
        raise OnlyDecisionEditors
    name = request.POST.get("name", "")
    try:
        key = take_decision(name, model_of(request), by=request.actor, now=request.ctx.now)
    except REFUSALS as error:
        form = _blank(request.ctx, QueryDict())
        form.name, form.error = name, say_error(error)
        return _page(request, form, status_of(error))
    add_toast(request, gettext("The decision of the file is here. Publish it when it is right."))
    return redirect("client:decision", key)


@staff_page
@require_POST
def rename_view(request: DoorRequest, key: str) -> HttpResponse:
    """Call a decision otherwise."""
    try:
        rename_decision(key, request.POST.get("name", ""), by=request.actor)
    except REFUSALS as error:
        add_toast(request, say_error(error), tone="danger")
    else:
        add_toast(request, gettext("The decision has its new name."))
    return redirect("client:decision", key)


@staff_page
@require_POST
def archive_view(request: DoorRequest, key: str) -> HttpResponse:
    """Put a decision away, or take it back."""
    away = request.POST.get("archived") != "no"
    archive_decision(key, away, by=request.actor, now=request.ctx.now)
    said = gettext("It is in the archive; whoever asks it is still answered.")
    add_toast(request, said if away else gettext("It is offered again."))
    return redirect("client:decisions")


def _blank(ctx: Context, given: QueryDict) -> NewForm:
    """Return the form with the fields of the entity that was chosen."""
    entity = given.get("entity", "")
    form = NewForm(name=given.get("name", ""), entity=entity)
    if entity in ctx.snapshot.schema.by_key and ctx.may(entity, "read"):
        form.inputs = _rows_of(ctx, entity)
    else:
        form.entity = ""
    form.inputs += [Row() for _number in range(BLANK_ROWS)]
    return form


def _rows_of(ctx: Context, entity: str) -> list[Row]:
    """Return a row for each field that a rule can look at and the person may see."""
    drawn, access = ctx.snapshot.entity(entity), ctx.field_access(entity)
    known = names_of(drawn)
    rows = []
    for one in drawn.by_key.values():
        kind = known[one.key][0].kind if one.key in known else ""
        if kind not in KINDS or access.get(one.key) == "hidden":
            continue
        values = [f'"{option.value}"' for option in one.options if not option.retired]
        # A field that may be left empty has no value then.
        values += ["null"] if values and not one.required else []
        rows.append(Row(str(one.label), kind, ", ".join(values), one.key))
    return rows


def _read(given: QueryDict) -> NewForm:
    lists = [given.getlist(f"input_{name}") for name in ("label", "kind", "values", "field")]
    wanted = set(given.getlist("input_on"))
    rows = [
        Row(_line(label), kind if kind in KINDS else "", _line(values), one, one in wanted)
        for label, kind, values, one in zip(*lists, strict=False)
    ]
    kind = given.get("output_kind", "")
    output = Row(
        _line(given.get("output_label", "")),
        kind if kind in KINDS else "",
        _line(given.get("output_values", "")),
    )
    name, key = given.get("name", ""), given.get("key", "").strip()
    return NewForm(name, key, given.get("entity", ""), rows[:MOST_ROWS], output)


def _line(text: str) -> str:
    return " ".join(text.split())[:500]


def _page(request: DoorRequest, form: NewForm, status: int = 200) -> HttpResponse:
    ctx = request.ctx
    entities = [
        (one.key, str(one.plural or one.label))
        for one in ctx.snapshot.schema.by_key.values()
        if not one.archived and ctx.may(one.key, "read")
    ]
    context = {
        "nav": "decisions",
        "form": form,
        "entities": entities,
        "kinds": [(one, say_phrase(one)) for one in KINDS],
        "policy_hint": gettext(POLICY_HINT),
    }
    return render(request, "client/studio/decisions/new.html", context, status=status)
