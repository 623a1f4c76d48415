"""Making and changing records on the hub, by the hub's form; for whom is never chosen there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.hub.records.record import find_record
from owj.hub.records.shared import of_customer, own_link, place_of, shared_entity
from owj.kernel.errors import Conflict, InvalidInput
from owj.server.layouts.access import entity_of, written_keys
from owj.server.layouts.forms import form_of
from owj.server.layouts.listing import Listing, page_of
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.defs import LINK_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.rights import Verb
from owj.server.roles.sharing import is_shared
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.draft_trials import may_be_tried
from owj.ui.failures import told_if_only_tried
from owj.ui.records.forms import RecordForm, read_so_far, take_files
from owj.ui.records.opened import with_written
from owj.ui.toasts import add_toast

OFFERED = 20
WORDS_LENGTH = 100
# Colleagues of the organisation are nobody's to look up from outside.
UNASKED = frozenset({Kind.USER})


@hub_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def new_record_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Make a record for the customer for whom the person acts."""
    ctx = request.ctx
    definition = shared_entity(ctx, entity)
    generic.check_may(ctx, entity, Verb.CREATE)
    form = _form(request, definition)
    if request.method == "POST":
        _read(request, form)
        if not form.errors and (made := _make(request, form)) is not None:
            add_toast(request, gettext("It is kept."))
            return redirect("hub:record", entity, made.id)
    return _page(request, form)


@hub_page
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_tried
def edit_record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Change a record."""
    ctx = request.ctx
    definition, record = find_record(ctx, entity, record_id)
    generic.check_may(ctx, entity, Verb.UPDATE)
    generic.check_target(ctx, entity, record_id, Verb.UPDATE)
    form = _form(request, definition, record)
    if request.method == "POST":
        _read(request, form)
        if not form.errors and _change(request, form):
            add_toast(request, gettext("It is kept."))
            return redirect("hub:record", entity, record_id)
    return _page(request, form)


@hub_page
@require_POST
@may_be_tried
def form_state_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the fields anew for what is written in them so far."""
    ctx = request.ctx
    definition = shared_entity(ctx, entity)
    number = request.GET.get("record", "")
    record = None
    if number.isascii() and number.isdigit() and len(number) < 18:
        record = find_record(ctx, entity, int(number))[1]
    generic.check_may(ctx, entity, Verb.UPDATE if record is not None else Verb.CREATE)
    form = _form(request, definition, record)
    read_so_far(form)
    context = {"definition": definition, "form": form}
    return render(request, "ui/records/form_fields.html", context)


@hub_page
@require_GET
def choices_view(request: DoorRequest, entity: str, key: str) -> HttpResponse:
    """Give the records that a link of the form may lead to: the customer's own ones."""
    ctx = request.ctx
    definition = shared_entity(ctx, entity)
    field = definition.by_key.get(key)
    if field is None or key not in form_keys(ctx, definition) or not _ask(ctx, definition, field):
        raise Http404(key)
    target = entity_of(ctx, field.target or "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:WORDS_LENGTH]
    within = None
    if is_shared(ctx, target):
        within = of_customer(ctx, target, place_of(request).customer_id)
    page = page_of(ctx, Listing(target, words=words, within=within), limit=OFFERED)
    options = [(one.id, str(one).strip() or str(target.label), "") for one in page.rows]
    return render(request, "ui/records/options.html", {"options": options})


def form_keys(ctx: Context, entity: EntityDef, *, new: bool | None = None) -> frozenset[str]:
    """Return the fields that a person of the hub may fill in; new None: at any time."""
    keys = written_keys(ctx, entity, new=bool(new))
    if new is None:
        keys |= written_keys(ctx, entity, new=True)
    return frozenset(
        key
        for key in keys
        if key != own_link(ctx, entity) and entity.by_key[key].kind not in UNASKED
    )


def _form(request: DoorRequest, entity: EntityDef, record: Any = None) -> RecordForm:
    ctx = request.ctx
    keys = form_keys(ctx, entity, new=record is None)
    given = request.POST.copy() if request.method == "POST" else request.GET.copy()
    layout = form_of(ctx, entity.key, "hub").narrowed(keys)
    if request.method == "POST":
        layout = with_written(layout, given, entity.key, keys)
    form = RecordForm(
        ctx,
        entity,
        layout,
        given,
        request.method == "POST",
        {},
        {},
        lambda field: _ask(ctx, entity, field),
        record,
    )
    if not form.posted and record is None:
        form.read()
        form.errors = {}
    return form


def _ask(ctx: Context, entity: EntityDef, field: FieldDef) -> str:
    if field.kind in LINK_KINDS and field.target and ctx.may(field.target, "read"):
        return reverse("hub:record_choices", args=[entity.key, field.key])
    return ""


def _read(request: DoorRequest, form: RecordForm) -> None:
    form.read()
    take_files(request, form)
    form.check()


def _make(request: DoorRequest, form: RecordForm) -> Any:
    ctx, entity = form.ctx, form.entity
    link = own_link(ctx, entity)
    fixed = {link: place_of(request).customer_id} if link else {}
    try:
        with told_if_only_tried(request):
            return generic.create(ctx, entity.key, form.filled(), fixed=fixed)
    except (InvalidInput, Conflict) as error:
        form.refuse(error)
    return None


def _change(request: DoorRequest, form: RecordForm) -> bool:
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    try:
        with told_if_only_tried(request):
            generic.update(form.ctx, form.record, form.values, seen)
            return True
    except (InvalidInput, Conflict) as error:
        form.refuse(error)
    return False


def _page(request: DoorRequest, form: RecordForm) -> HttpResponse:
    context = {
        "nav": f"records-{form.entity.key}",
        "definition": form.entity,
        "form": form,
        "record": form.record,
        "place": place_of(request),
    }
    status = 422 if form.errors else 200
    return render(request, "hub/records/form.html", context, status=status)
