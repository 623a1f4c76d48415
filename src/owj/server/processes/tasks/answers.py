"""What a person told in a task: checked as a record's values are, and given to the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import InvalidInput, OwjError
from owj.kernel.feel import FeelValue, compile_expression
from owj.server.layouts.forms import FormState, state_of
from owj.server.processes.tasks.declared import TaskForm
from owj.server.records.computed.values import NoValue, feel_reader, kept_value
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.values import compile_check, reject

Values = Mapping[str, Any]


class AnswersRefused(InvalidInput):
    """Say which answers of a task are missing or wrong; errors: by field, the whole at ""."""

    code = "task.answers_refused"
    message = "Some answers are missing or wrong."

    def __init__(self, errors: Mapping[str, OwjError]) -> None:
        super().__init__(fields=sorted(errors))
        self.errors = dict(errors)


class OutcomeMissing(InvalidInput):
    """Say that a task was to be ended in none of its ways."""

    code = "task.outcome_missing"
    message = "Choose how this task ends: %(names)s."


def state_of_form(form: TaskForm, values: Values, variables: Mapping[str, FeelValue]) -> FormState:
    """Return which fields are shown and asked for, by the answers so far and the process."""
    return state_of(form.entity, form.form, feel_answers(form, values), beside=variables)


def first_values(form: TaskForm, variables: Mapping[str, FeelValue]) -> dict[str, Any]:
    """Return what stands in the fields at first: of `value`, else of the variable of that name."""
    found: dict[str, Any] = {}
    for key, field in form.entity.by_key.items():
        text = form.first.get(key, "")
        value: FeelValue = text or variables.get(key)
        if text.startswith("="):
            value = _worked_out(text[1:], variables)
        try:
            found[key] = None if value is None else _kept(field, value)
        except NoValue:
            found[key] = None
    return found


def feel_answers(form: TaskForm, values: Values, zone: tzinfo = UTC) -> dict[str, FeelValue]:
    """Return answers as FEEL reads them; what was not told is null."""
    return {
        key: None if values.get(key) is None else _feel(field, values[key], zone)
        for key, field in form.entity.by_key.items()
    }


def _feel(field: FieldDef, value: Any, zone: tzinfo) -> FeelValue:
    # A process names people by number, as records' values do.
    if field.kind is Kind.USER:
        return Decimal(value)
    return feel_reader(field, lambda: zone)(value)


def _kept(field: FieldDef, value: FeelValue) -> Any:
    """Return a value of the process as a field holds it. Raises: NoValue."""
    if field.kind is Kind.USER:
        return int(value) if isinstance(value, Decimal) else None
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return kept_value(field, value)


def checked_answers(
    form: TaskForm,
    values: Values,
    outcome: str,
    variables: Mapping[str, FeelValue],
    zone: tzinfo = UTC,
) -> dict[str, FeelValue]:
    """Return what the process is told. What its conditions hide is not told.

    Raises: AnswersRefused, OutcomeMissing.
    """
    errors: dict[str, OwjError] = {}
    kept = _checked_kinds(form, values, errors)
    state = state_of_form(form, kept, variables)
    errors = {key: error for key, error in errors.items() if key in state.visible or not key}
    for key in (state.required | _asked(form)) & state.visible:
        if key not in errors and kept[key] in (None, "", [], ()):
            errors[key] = reject(form.entity, form.entity.by_key[key], _("a value"), _("nothing"))
    if errors:
        raise AnswersRefused(errors)
    told = feel_answers(form, kept, zone)
    return {key: told[key] for key in state.visible} | _outcome_told(form, outcome)


def _checked_kinds(form: TaskForm, values: Values, errors: dict[str, OwjError]) -> dict[str, Any]:
    """Return each answer as its kind holds it; what is wrong, and what nobody asked, is noted."""
    for name in values:
        if name not in form.entity.by_key:
            errors[""] = InvalidInput(field=name, expected=_("a field of the task"), got=name)
    kept: dict[str, Any] = dict.fromkeys(form.entity.by_key)
    for key, field in form.entity.by_key.items():
        try:
            check = compile_check(form.entity, replace(field, required=False), {})
            kept[key] = check(values.get(key))
        except OwjError as error:
            errors[key] = error
    return kept


def _asked(form: TaskForm) -> frozenset[str]:
    return frozenset(key for key, field in form.entity.by_key.items() if field.required)


def _outcome_told(form: TaskForm, outcome: str) -> dict[str, FeelValue]:
    if not form.outcomes:
        return {}
    if outcome not in {one.value for one in form.outcomes}:
        raise OutcomeMissing(names=", ".join(str(one.label) for one in form.outcomes))
    return {form.outcome_name: outcome}


def _worked_out(text: str, variables: Mapping[str, FeelValue]) -> FeelValue:
    try:
        expression = compile_expression(text, names=list(variables))
        return expression.evaluate(variables).value
    except OwjError:
        return None
