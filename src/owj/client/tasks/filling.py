"""The form of a task: what the drawing declares, and the record's own form beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from owj.client.records.choices import choices_address
from owj.kernel.errors import InvalidInput, OwjError
from owj.kernel.feel import FeelValue
from owj.server.layouts.access import written_keys
from owj.server.layouts.forms import FormState, form_of
from owj.server.processes.tasks.answers import (
    AnswersRefused,
    OutcomeMissing,
    first_values,
    state_of_form,
)
from owj.server.processes.tasks.declared import TaskForm
from owj.server.processes.tasks.doing import Told
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.ui.failures import words_of
from owj.ui.records.forms import RecordForm
from owj.ui.records.forms import read_so_far as read_inputs
from owj.ui.records.inputs import Input, input_of
from owj.ui.records.opened import opened_in, with_written

_UPLOADS = frozenset({Kind.FILE, Kind.IMAGE})


@dataclass(slots=True)
class AnswerForm(RecordForm):
    """The declared fields of a task. first: what stands in them at first."""

    task_form: TaskForm | None = None
    variables: Mapping[str, FeelValue] = field(default_factory=dict)
    first: Mapping[str, Any] = field(default_factory=dict)

    def _state(self) -> FormState:
        if self.task_form is None:
            return FormState(frozenset(), frozenset())
        return state_of_form(self.task_form, dict(self.first) | self.values, self.variables)

    def _input(self, field: FieldDef, wide: bool, *, required: bool) -> Input:
        return input_of(
            self.ctx,
            self.entity,
            field,
            self.first.get(field.key),
            texts=self._texts_of(field),
            errors=self.errors.get(field.key, ()),
            required=required and field.kind is not Kind.YES_NO,
            wide=wide,
            ask=self.ask(field),
            prefix="t",
        )


@dataclass(slots=True)
class Filling:
    """A task's form as far as it is filled. record: its record's form, where the task has one."""

    form: TaskForm
    answers: AnswerForm
    record: RecordForm | None
    version: int | None
    own_errors: list[str] = field(default_factory=list)

    @property
    def is_conditional(self) -> bool:
        """Return whether what is shown depends on what is written."""
        return self.answers.form.is_conditional

    def told(self, outcome: str) -> Told | None:
        """Return what was filled in; None when something cannot be read."""
        self.answers.read()
        record: Mapping[str, Any] = {}
        if self.record is not None:
            self.record.read()
            self.record.check()
            record = self.record.values
        if self.answers.errors or (self.record is not None and self.record.errors):
            return None
        return Told(self.answers.values, outcome, record, self.version)

    def refuse(self, error: OwjError) -> None:
        """Put a refusal where it belongs."""
        if isinstance(error, AnswersRefused):
            for key, one in error.errors.items():
                self.answers.errors.setdefault(key, []).append(words_of(one))
        elif isinstance(error, OutcomeMissing):
            self.own_errors.append(words_of(error))
        elif self.record is not None and str(error.data.get("name", "")) in self.record.values:
            self.record.refuse(error)
        else:
            self.own_errors.append(words_of(error))


def filling_of(
    ctx: Context,
    form: TaskForm,
    variables: Mapping[str, FeelValue],
    record: Any,
    given: QueryDict | None = None,
) -> Filling:
    """Return the form of a task. given: what was posted; None to begin with."""
    posted = given is not None
    data = given if given is not None else QueryDict()
    answers = AnswerForm(
        ctx,
        form.entity,
        form.form,
        data,
        posted,
        {},
        {},
        lambda one: choices_address(ctx, one),
        task_form=form,
        variables=variables,
        first=first_values(form, variables),
    )
    version = data.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    own = _record_form(ctx, form, record, data, posted=posted)
    return Filling(form, answers, own, seen if posted else getattr(record, "version", None))


def _record_form(
    ctx: Context, form: TaskForm, record: Any, data: QueryDict, *, posted: bool
) -> RecordForm | None:
    if not form.record_form or record is None:
        return None
    entity = ctx.snapshot.entity(record.key)
    keys = written_keys(ctx, entity) - set(form.entity.by_key)
    kept = frozenset(key for key in keys if entity.by_key[key].kind not in _UPLOADS)
    drawn = form_of(ctx, entity.key, form.record_form).narrowed(kept)
    drawn = with_written(drawn, data, entity.key, kept)
    if not drawn.fields and not opened_in(data, entity.key):
        return None
    return RecordForm(
        ctx,
        entity,
        drawn,
        data,
        posted,
        {},
        {},
        lambda one: choices_address(ctx, one),
        record=record,
    )


def read_so_far(filling: Filling) -> None:
    """Read what is written, and say nothing yet about what is missing or wrong."""
    for form in (filling.answers, filling.record):
        if form is not None:
            try:
                read_inputs(form)
            except InvalidInput:
                continue
