"""Making a record: a form that its layout draws, with fields that come and go by conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, BinaryIO, cast

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.client.records.addresses import own_new_page, record_address
from owj.client.records.choices import choices_address
from owj.client.records.rows import field_named, title_of
from owj.kernel.errors import Conflict, InvalidInput, OwjError
from owj.kernel.feel import FeelValue
from owj.server.files.services import store_file
from owj.server.layouts.access import entity_of, written_keys
from owj.server.layouts.definitions import FormDefinition
from owj.server.layouts.forms import form_of, state_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.doors import make_through_door
from owj.server.records.generic import check_may
from owj.server.records.rights import Verb
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.records.inputs import Input, input_of
from owj.ui.records.typed import read_typed
from owj.ui.toasts import add_toast


@dataclass(frozen=True, slots=True)
class InputSection:
    """Inputs under one heading."""

    title: str
    columns: int
    inputs: Sequence[Input]


@dataclass(slots=True)
class RecordForm:
    """A form of a new record, as far as it is filled."""

    ctx: Context
    entity: EntityDef
    form: FormDefinition
    given: QueryDict
    posted: bool
    values: dict[str, Any]
    errors: dict[str, list[str]]

    @property
    def sections(self) -> list[InputSection]:
        """Return the inputs as the layout places them, those its conditions hide left out."""
        state = self._state()
        sections: list[InputSection] = []
        for section in self.form.sections:
            inputs = [
                self._input(field, one.wide, required=one.key in state.required or field.required)
                for one in section.fields
                if one.key in state.visible
                and (field := field_named(self.entity, one.key)) is not None
            ]
            if inputs:
                sections.append(InputSection(str(section.title or ""), section.columns, inputs))
        return sections

    @property
    def own_errors(self) -> list[str]:
        """Return what is wrong with the form as a whole."""
        return self.errors.get("", [])

    def _input(self, field: FieldDef, wide: bool, *, required: bool) -> Input:
        texts = self.given.getlist(field.key) if field.key in self.given or self.posted else None
        return input_of(
            self.ctx,
            self.entity,
            field,
            field.default,
            texts=texts,
            errors=self.errors.get(field.key, ()),
            required=required and field.kind is not Kind.YES_NO,
            wide=wide,
            ask=choices_address(self.ctx, field),
        )

    def _state(self) -> Any:
        known = feel_values(self.entity, self.values) if self.form.is_conditional else {}
        return state_of(self.entity, self.form, known)

    def read(self) -> None:
        """Read every input; what cannot be read becomes an error of its field."""
        for one in self.form.fields:
            field = self.entity.by_key[one.key]
            try:
                self.values[one.key] = read_typed(self.ctx, field, self.given.getlist(one.key))
            except InvalidInput as error:
                self.errors.setdefault(one.key, []).append(words_of(error))

    def check(self) -> None:
        """Drop what its conditions hide, and ask for what they want."""
        state = self._state()
        for key in set(self.values) - state.visible:
            del self.values[key]
        self.errors = {key: said for key, said in self.errors.items() if key in state.visible}
        for key in state.required:
            if key not in self.errors and self.values.get(key) in (None, "", []):
                self.errors[key] = [gettext("Fill this in.")]

    def filled(self) -> dict[str, Any]:
        """Return the values to be written; what was left empty is left to the entity."""
        return {key: value for key, value in self.values.items() if value not in (None, "", [])}

    def refuse(self, error: OwjError) -> None:
        """Put a refusal where it belongs: at its field, else above the form."""
        key = str(error.data.get("name", ""))
        known = {one.key for one in self.form.fields}
        self.errors.setdefault(key if key in known else "", []).append(words_of(error))


def _form(ctx: Context, entity: EntityDef, given: QueryDict, *, posted: bool) -> RecordForm:
    form = form_of(ctx, entity.key, "create").narrowed(written_keys(ctx, entity, new=True))
    return RecordForm(ctx, entity, form, given, posted, {}, {})


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_record_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Make a record."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    if not ctx.may(entity, "create") and own_new_page(entity):
        return redirect(own_new_page(entity))
    check_may(ctx, entity, Verb.CREATE)
    form = _form(ctx, definition, _given(request), posted=request.method == "POST")
    form.read()
    if request.method == "POST":
        _take_files(request, form)
        form.check()
        if not form.errors and (answer := _make(request, form)) is not None:
            return answer
    else:
        form.errors = {}
    context = {"nav": "records", "definition": definition, "form": form}
    status = 422 if form.errors else 200
    return render(request, "client/records/new.html", context, status=status)


def _given(request: DoorRequest) -> QueryDict:
    return request.POST.copy() if request.method == "POST" else request.GET.copy()


def _take_files(request: DoorRequest, form: RecordForm) -> None:
    for one in form.form.fields:
        upload = request.FILES.get(f"{one.key}-upload")
        if upload is None or form.entity.by_key[one.key].kind not in (Kind.FILE, Kind.IMAGE):
            continue
        try:
            stored = store_file(cast("BinaryIO", upload), upload.name or "file", request.actor)
        except InvalidInput as error:
            form.errors.setdefault(one.key, []).append(words_of(error))
        else:
            form.values[one.key] = stored.id
            form.given.setlist(one.key, [str(stored.id)])


def _make(request: DoorRequest, form: RecordForm) -> HttpResponse | None:
    key = form.entity.key
    try:
        record = make_through_door(form.ctx, key, form.filled())
    except (InvalidInput, Conflict) as error:
        form.refuse(error)
        return None
    add_toast(
        request,
        gettext("%(name)s is kept") % {"name": title_of(record)},
        url=record_address(key, record.id),
    )
    if "again" in request.POST:
        return redirect(request.path)
    return redirect(record_address(key, record.id))


@staff_page
@require_POST
def form_state_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the form's fields anew for what is written in it so far."""
    definition = entity_of(request.ctx, entity)
    check_may(request.ctx, entity, Verb.CREATE)
    form = _form(request.ctx, definition, _given(request), posted=True)
    form.read()
    form.errors = {}
    context = {"definition": definition, "form": form}
    return render(request, "client/records/form_fields.html", context)


def feel_values(entity: EntityDef, values: Mapping[str, Any]) -> dict[str, FeelValue]:
    """Return values by field key as FEEL reads them."""
    return {key: _feel(field, values.get(key)) for key, field in entity.by_key.items()}


def _feel(field: FieldDef, value: Any) -> Any:
    if value is None:
        empty = field.nullable or field.kind is Kind.CHOICE
        return None if empty else False if field.kind is Kind.YES_NO else ""
    if isinstance(value, bool | Decimal | date | datetime | timedelta):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return str(value)
