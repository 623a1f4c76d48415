"""The form of any record, as it is drawn, read and checked; its conditions are asked again here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from owj.kernel.errors import InvalidInput, OwjError
from owj.kernel.feel import FeelValue
from owj.server.files.services import store_file
from owj.server.layouts.access import is_hidden
from owj.server.layouts.definitions import FormDefinition
from owj.server.layouts.forms import FormState, state_of
from owj.server.records.context import Context
from owj.server.records.defs import LINK_KINDS, EntityDef, FieldDef, Kind
from owj.ui.doors import DoorRequest
from owj.ui.failures import words_of
from owj.ui.records.inputs import Input, input_of
from owj.ui.records.linked import linked_titles
from owj.ui.records.opened import HELD, Unkept, opened_in, told_in, written_since
from owj.ui.records.typed import read_typed

# Where it is said that something written has no place in the form any more.
UNKEPT = "_unkept"


@dataclass(frozen=True, slots=True)
class InputSection:
    """Inputs under one heading."""

    title: str
    columns: int
    inputs: Sequence[Input]


@dataclass(slots=True)
class RecordForm:
    """A form of a record, as far as it is filled.

    record: the one that is changed, None for a new one. ask: where what a field may lead to is
    searched for. known: values that conditions may ask and other inputs give. prefix: of the
    ids of its inputs. files: what was uploaded. unkept: what was written, and has no place in the
    form any more.
    """

    ctx: Context
    entity: EntityDef
    form: FormDefinition
    given: QueryDict
    posted: bool
    values: dict[str, Any]
    errors: dict[str, list[str]]
    ask: Callable[[FieldDef], str]
    record: Any = None
    known: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = "f"
    files: MultiValueDict[str, Any] = field(default_factory=MultiValueDict)
    unkept: list[Unkept] = field(default_factory=list)

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
                and (field := self.entity.by_key.get(one.key)) is not None
            ]
            if inputs:
                sections.append(InputSection(str(section.title or ""), section.columns, inputs))
        return sections

    @property
    def own_errors(self) -> list[str]:
        """Return what is wrong with the form as a whole."""
        return self.errors.get("", [])

    @property
    def held(self) -> dict[str, list[str]]:
        """Return what was written into inputs that a condition hides now; it is not saved."""
        if not self.posted or not self.form.is_conditional:
            return {}
        visible = self._state().visible
        written = {
            one.key: self.given.getlist(one.key) or self.given.getlist(HELD + one.key)
            for one in self.form.fields
            if one.key not in visible
        }
        return {key: texts for key, texts in written.items() if any(texts)}

    def _take_back(self) -> None:
        """Give inputs that are shown again what was written into them before."""
        waiting = {
            one.key
            for one in self.form.fields
            if HELD + one.key in self.given and one.key not in self.given
        }
        while back := waiting & self._state().visible:
            waiting -= back
            self.given = self.given.copy()
            for key in back:
                self.given.setlist(key, self.given.getlist(HELD + key))
                self._read_one(key)

    def _texts_of(self, field: FieldDef) -> list[str] | None:
        """Return what is written in an input; None where its page has not drawn it yet."""
        if field.key in self.given:
            return self.given.getlist(field.key)
        drawn = opened_in(self.given, self.entity.key)
        is_new = not self.posted or (drawn and field.key not in drawn)
        return None if is_new else []

    def _input(self, field: FieldDef, wide: bool, *, required: bool) -> Input:
        return input_of(
            self.ctx,
            self.entity,
            field,
            field.default if self.record is None else seen_value(self.record, field.key),
            texts=self._texts_of(field),
            errors=self.errors.get(field.key, ()),
            required=required and field.kind is not Kind.YES_NO,
            wide=wide,
            ask=self.ask(field),
            prefix=self.prefix,
        )

    def _state(self) -> FormState:
        if not self.form.is_conditional:
            return state_of(self.entity, self.form, {})
        values = {**self.known, **self.values}
        for one in self.entity.by_key.values() if self.record is not None else ():
            if one.key not in values:
                values[one.key] = seen_value(self.record, one.attname)
        return state_of(self.entity, self.form, feel_values(self.entity, values))

    def read(self) -> None:
        """Read every input; what cannot be read becomes an error of its field."""
        for one in self.form.fields:
            # A page that never drew a field says nothing of it, so what the record has stays.
            if self.record is None or self._texts_of(self.entity.by_key[one.key]) is not None:
                self._read_one(one.key)
        self._take_back()

    def _read_one(self, key: str) -> None:
        try:
            field = self.entity.by_key[key]
            self.values[key] = read_typed(self.ctx, field, self.given.getlist(key))
        except InvalidInput as error:
            self.errors.setdefault(key, []).append(words_of(error))

    def check(self) -> None:
        """Drop what its conditions hide, and ask for what they want."""
        state = self._state()
        said = self.look_back(state.visible)
        for key in set(self.values) - state.visible:
            del self.values[key]
        self.errors = {key: said for key, said in self.errors.items() if key in state.visible}
        always = {key for key in self.values if _is_asked_for(self.entity.by_key[key])}
        for key in state.required | always:
            if key not in self.errors and self.values.get(key) in (None, "", []):
                own = self.entity.by_key[key].message
                self.errors[key] = [str(own) if own else gettext("Fill this in.")]
        self._check_values()
        if said:
            self.errors[UNKEPT] = [said]

    def look_back(self, asked: Collection[str]) -> str:
        """Find what was written and has no place any more; return what is to be said of it first.

        asked: the fields that the form asks for. What a page told of already is told again by it,
        and keeps nothing from being saved.
        """
        of = self.entity.key
        told, fresh = told_in(self.given, of), []
        for key, opened in opened_in(self.given, of).items():
            if key not in asked and (text := written_since(self.given, self.files, key, opened)):
                fresh.append(Unkept(of, opened.label, self._words_of_gone(key, text)))
        self.unkept = [*told, *fresh]
        if not fresh:
            return ""
        return gettext("Something that was written has no place in this form any more.")

    def _words_of_gone(self, key: str, text: str) -> str:
        """Return what was written as people read it, where the field may still be known."""
        one = self.entity.by_key.get(key)
        if one is None or (self._is_kept and is_hidden(self.ctx, self.entity.key, key)):
            return text
        if one.options:
            chosen = [one.option(value) for value in self.given.getlist(key)]
            return gettext(", ").join(str(option.label) for option in chosen if option) or text
        if one.kind in LINK_KINDS and text.isascii() and text.isdigit() and len(text) < 19:
            return linked_titles(self.ctx, one.target or "", [int(text)]).get(int(text), text)
        return text

    @property
    def _is_kept(self) -> bool:
        """Whether a table holds what is filled in; none holds the questions of a task."""
        return self.entity is self.ctx.snapshot.schema.by_key.get(self.entity.key)

    def _check_values(self) -> None:
        """Check each value by itself, so that all that is wrong is told at once."""
        if not self._is_kept:
            return
        writer = self.ctx.snapshot.writer(self.entity.key)
        for key, value in self.filled().items():
            if key not in self.errors and key in writer.by_name:
                try:
                    writer.by_name[key].check(value)
                except InvalidInput as error:
                    self.errors[key] = [words_of(error)]

    def filled(self) -> dict[str, Any]:
        """Return the values to be written; what was left empty is left to the entity."""
        return {key: value for key, value in self.values.items() if value not in (None, "", [])}

    def refuse(self, error: OwjError) -> None:
        """Put a refusal where it belongs: at its field, else above the form."""
        key = str(error.data.get("name", ""))
        known = {one.key for one in self.form.fields}
        self.errors.setdefault(key if key in known else "", []).append(words_of(error))


def _is_asked_for(field: FieldDef) -> bool:
    return field.required and field.default is None and field.kind is not Kind.YES_NO


def read_so_far(form: RecordForm) -> None:
    """Read what is written, and say nothing yet about what is missing or wrong."""
    form.read()
    form.errors = {}
    form.look_back({one.key for one in form.form.fields})


def take_files(request: DoorRequest, form: RecordForm) -> None:
    """Store what was uploaded into a form, so that an error elsewhere loses none of it."""
    form.files = request.FILES
    for one in form.form.fields:
        try:
            stored = taken_file(request, form.entity.by_key[one.key])
        except InvalidInput as error:
            form.errors.setdefault(one.key, []).append(words_of(error))
        else:
            if stored is not None:
                form.values[one.key] = stored
                form.given.setlist(one.key, [str(stored)])


def taken_file(request: DoorRequest, field: FieldDef) -> UUID | None:
    """Store what was uploaded for a field; None where nothing was. Raises: InvalidInput."""
    upload = request.FILES.get(f"{field.key}-upload")
    if upload is None or field.kind not in (Kind.FILE, Kind.IMAGE):
        return None
    return store_file(cast("BinaryIO", upload), upload.name or "file", request.actor).id


def seen_value(record: Any, name: str) -> Any:
    """Return a value of a record; None for what its reader may not see."""
    try:
        return getattr(record, name)
    except OwjError:
        return None


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
