"""The designer of forms: what is asked when a record is made, changed, or filed by a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import Drafted, NoSuchEntity, drafted_of
from owj.client.studio.entities import studio_context
from owj.client.studio.form_drawing import FormDrawing, act_on, read_form
from owj.client.studio.formulas import refusal_of
from owj.client.studio.hub_pages import meets_hub
from owj.client.studio.kinds import KindFace, face_of
from owj.kernel.errors import InvalidInput, NotFound
from owj.server.layouts.definitions import FormDefinition, FormField
from owj.server.layouts.forms import (
    form_of,
    form_version,
    reset_form,
    save_form,
    stored_form,
)
from owj.server.layouts.refusals import FormChangedMeanwhile
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.doors import takes_own_fields
from owj.server.roles.shares import is_own_field
from owj.server.roles.sharing import open_fields_to_hub, read_share
from owj.ui.doors import DoorRequest
from owj.ui.draft_trials import goes_into_draft
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

PURPOSES: Mapping[str, str] = {
    "create": _("New record"),
    "edit": _("Record page"),
    "hub": _("Hub"),
}


class NoSuchPurpose(NotFound):
    """Say that forms serve no such purpose."""

    code = "studio.no_such_purpose"
    message = "There is no form for this purpose."


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field on the form. refused: what is wrong with its conditions, by input."""

    place: FormField
    field: FieldDef
    face: KindFace
    visible_refused: str
    required_refused: str

    @property
    def has_conditions(self) -> bool:
        """Return whether the field comes, or is asked for, only at times."""
        return bool(self.place.visible_if or self.place.required_if)


@dataclass(frozen=True, slots=True)
class SectionLines:
    """One heading and the fields below it."""

    number: int
    title_fa: str
    title_en: str
    columns: int
    lines: list[FieldLine]


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
@goes_into_draft
def form_view(request: DoorRequest, key: str, purpose: str) -> HttpResponse:
    """Show a form, change it on the page by one act, or keep it."""
    drafted, entity = _published(request, key, purpose)
    if request.method != "POST":
        form = form_at_first(request.ctx, entity, purpose)
        drawing = FormDrawing(entity, form, placeable=placeable(entity, purpose))
        return _page(request, drafted, drawing, purpose)
    drawing = read_form(request.POST, entity, placeable(entity, purpose))
    act = request.POST.get("act", "save")
    if act != "save":
        act_on(drawing, act)
        return _page(request, drafted, drawing, purpose, drawn=True)
    _check_conditions(drawing, drafted)
    if not drawing.errors:
        try:
            with transaction.atomic():
                save_form(request.ctx, key, purpose, drawing.form, seen=seen_in(request.POST))
                if purpose == "hub":
                    placed = [one.key for one in drawing.form.fields]
                    open_fields_to_hub(request.ctx, key, placed)
        except FormChangedMeanwhile as error:
            # Who was told may put the own one in its place.
            drawing.errors["form"] = words_of(error)
            return _page(request, drafted, drawing, purpose, drawn=True, told=True)
        except InvalidInput as error:
            drawing.errors["form"] = words_of(error)
        else:
            add_toast(request, gettext("The form is kept; it holds at once."))
            return redirect("client:studio_form", key, purpose)
    return _page(request, drafted, drawing, purpose, drawn=True)


@designer_page
@require_POST
@goes_into_draft
def form_reset_view(request: DoorRequest, key: str, purpose: str) -> HttpResponse:
    """Go back to the form that follows from the fields."""
    _published(request, key, purpose)
    reset_form(request.ctx, key, purpose)
    add_toast(request, gettext("The form shows every field again, in their order."))
    return redirect("client:studio_form", key, purpose)


def _published(request: DoorRequest, key: str, purpose: str) -> tuple[Drafted, EntityDef]:
    """Return the draft and the entity as it is published. Raises: NoSuchEntity, NoSuchPurpose."""
    drafted = drafted_of(request.ctx)
    entity = request.ctx.snapshot.schema.by_key.get(key)
    if entity is None:
        raise NoSuchEntity(key=key[:40])
    if purpose not in purposes_of(entity):
        raise NoSuchPurpose
    return drafted, entity


def purposes_of(entity: EntityDef) -> Mapping[str, str]:
    """Return the forms that an entity has, with their words."""
    if meets_hub(entity):
        return PURPOSES
    return {one: words for one, words in PURPOSES.items() if one != "hub"}


def placeable(entity: EntityDef, purpose: str) -> frozenset[str]:
    """Return the fields that a form may hold.

    Where a package asks for its own fields itself, its forms of new records hold the others.
    """
    whole = purpose == "edit" or not takes_own_fields(entity.key)
    return frozenset(
        key for key, one in entity.by_key.items() if whole or is_own_field(entity, one)
    )


def form_at_first(ctx: Context, entity: EntityDef, purpose: str) -> FormDefinition:
    """Return the form that drawing begins with: of the hub's what customers meet already."""
    form = form_of(ctx, entity.key, purpose).narrowed(placeable(entity, purpose))
    if purpose != "hub" or is_drawn(ctx, entity.key, purpose):
        return form
    share = read_share(entity)
    if share is None:
        return form if entity.own else FormDefinition()
    opened = (entity.by_id.get(one) for one in share.fields)
    return form.narrowed(frozenset(one.key for one in opened if one is not None))


def is_drawn(ctx: Context, key: str, purpose: str) -> bool:
    """Return whether somebody has drawn a form."""
    return stored_form(ctx, key, purpose) is not None


def seen_in(given: QueryDict) -> int | None:
    """Return the version that a page began with, where it says so."""
    text = given.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _check_conditions(drawing: FormDrawing, drafted: Drafted) -> None:
    for one in drawing.form.fields:
        for name, text in (("visible", one.visible_if), ("required", one.required_if)):
            if text and (words := refusal_of(text, drawing.entity, drafted.live)):
                drawing.errors[f"{name}_{one.key}"] = words


def _page(
    request: DoorRequest,
    drafted: Drafted,
    drawing: FormDrawing,
    purpose: str,
    *,
    drawn: bool = False,
    told: bool = False,
) -> HttpResponse:
    entity, errors = drawing.entity, drawing.errors
    sections = [
        SectionLines(
            number,
            section.title.fa if section.title else "",
            section.title.en if section.title and section.title.en != section.title.fa else "",
            section.columns,
            [_line(entity, one, errors) for one in section.fields],
        )
        for number, section in enumerate(drawing.form.sections)
    ]
    context = studio_context(drafted, entity) | {
        "tab": "form",
        "purpose": purpose,
        "purposes": [(one, gettext(words)) for one, words in purposes_of(entity).items()],
        "sections": sections,
        "left": [(one, face_of(one.kind)) for one in drawing.left],
        "errors": errors,
        "unsaved": drawn,
        "seen": form_version(request.ctx, entity.key, purpose)
        if told or not drawn
        else request.POST.get("seen", ""),
        "is_drawn": is_drawn(request.ctx, entity.key, purpose),
    }
    status = 422 if errors else 200
    return render(request, "client/studio/form.html", context, status=status)


def _line(entity: EntityDef, one: FormField, errors: Mapping[str, str]) -> FieldLine:
    field = entity.by_key[one.key]
    return FieldLine(
        one,
        field,
        face_of(field.kind),
        errors.get(f"visible_{one.key}", ""),
        errors.get(f"required_{one.key}", ""),
    )
