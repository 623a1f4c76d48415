"""What the drawing says of a person's task: the fields it asks for and the ways it can end.

All of it are attributes of our namespace on the user task:

    owj:form        the form of the record that is edited beside the answers: "edit", "create"
    owj:fields      JSON: [{"name", "kind", "fa", "en", "required", "options", …}, …]
    owj:outcomes    JSON: [{"value", "fa", "en", "tone"}, …], a button each
    owj:outcome     the variable that holds the chosen outcome; "outcome" where none is named
    owj:hint        JSON: {"fa", "en"}: what the person is to do, above the form

A field's `value` is what stands in it at first: plain text, or FEEL behind a sign =.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from owj.kernel.feel import FeelSyntaxError, compile_expression
from owj.server.layouts.definitions import FormDefinition, FormField, FormSection
from owj.server.processes.tasks.errors import TaskFormRefused
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, OptionDef

# The kinds of answers, as the drawing names them.
KINDS: Mapping[str, Kind] = {
    kind.value: kind
    for kind in (
        Kind.TEXT,
        Kind.LONG_TEXT,
        Kind.YES_NO,
        Kind.NUMBER,
        Kind.DECIMAL,
        Kind.MONEY,
        Kind.PERCENT,
        Kind.DATE,
        Kind.DATE_TIME,
        Kind.CHOICE,
        Kind.MULTI_CHOICE,
        Kind.USER,
        Kind.EMAIL,
        Kind.PHONE,
        Kind.URL,
        Kind.NATIONAL_ID,
        Kind.IBAN,
    )
} | {"boolean": Kind.YES_NO}
RECORD_FORMS = ("", "edit", "create", "hub")
TONES = ("", "primary", "danger")
MOST_FIELDS = 60
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """One way to end a task."""

    value: str
    label: Label
    tone: str = ""


@dataclass(frozen=True, slots=True)
class TaskForm:
    """What a task asks for. entity: its fields, as an entity's. first: texts of `value`."""

    entity: EntityDef
    form: FormDefinition
    first: Mapping[str, str]
    outcomes: tuple[TaskOutcome, ...]
    outcome_name: str
    record_form: str
    hint: Label | None

    @property
    def asks(self) -> bool:
        """Return whether something must be told before the task is done."""
        return bool(self.form.fields or self.outcomes or self.record_form)


def form_of_task(extensions: Mapping[str, str]) -> TaskForm:
    """Return what a user task's attributes say. Raises: TaskFormRefused."""
    return _form(
        extensions.get("form", "").strip(),
        extensions.get("fields", ""),
        extensions.get("outcomes", ""),
        extensions.get("outcome", "").strip() or OUTCOME,
        extensions.get("hint", ""),
    )


@lru_cache(maxsize=512)
def _form(record_form: str, fields: str, outcomes: str, outcome: str, hint: str) -> TaskForm:
    if record_form not in RECORD_FORMS:
        raise TaskFormRefused(part="owj:form", reason=f"there is no form {record_form[:40]}")
    if not outcome.isidentifier():
        raise TaskFormRefused(part="owj:outcome", reason=f"{outcome[:40]} is no name of a variable")
    read = [_field(one) for one in _list(fields, "owj:fields")]
    names = [one.key for one, _shown, _first in read]
    double = next((name for name in names if names.count(name) > 1), "")
    if double or len(read) > MOST_FIELDS:
        reason = f"{double} stands twice" if double else f"more than {MOST_FIELDS} fields"
        raise TaskFormRefused(part="owj:fields", reason=reason)
    label = Label("کار", "Task")
    entity = EntityDef("task", "task", label, label, "", "", tuple(one for one, _s, _f in read))
    return TaskForm(
        entity=entity,
        form=FormDefinition((FormSection(tuple(shown for _o, shown, _f in read)),) if read else ()),
        first={one.key: first for one, _shown, first in read if first},
        outcomes=tuple(_outcome(one) for one in _list(outcomes, "owj:outcomes")),
        outcome_name=outcome,
        record_form=record_form,
        hint=_hint(hint),
    )


def _list(text: str, part: str) -> list[Mapping[str, Any]]:
    if not text.strip():
        return []
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise TaskFormRefused(part=part, reason="it is not JSON") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TaskFormRefused(part=part, reason="it is not a list of objects")
    return found


def _hint(text: str) -> Label | None:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Label(text.strip(), text.strip())
    if not isinstance(found, dict):
        raise TaskFormRefused(part="owj:hint", reason="it is no object with fa and en")
    return _label(found, "owj:hint", "")


def _label(one: Mapping[str, Any], part: str, otherwise: str, tail: str = "") -> Label:
    fa, en = str(one.get(f"fa{tail}") or "").strip(), str(one.get(f"en{tail}") or "").strip()
    words = fa or en or otherwise
    if not words:
        raise TaskFormRefused(part=part, reason="a name in Persian or English is missing")
    return Label(fa or words, en or words)


def _field(one: Mapping[str, Any]) -> tuple[FieldDef, FormField, str]:
    part, name = "owj:fields", str(one.get("name") or "").strip()
    if not name.isidentifier():
        raise TaskFormRefused(
            part=part, reason=f"{name[:40] or 'nothing'} is no name of a variable"
        )
    kind = KINDS.get(str(one.get("kind") or "text"))
    if kind is None:
        reason = f"{name}: there is no kind {str(one.get('kind'))[:40]}"
        raise TaskFormRefused(part=part, reason=reason)
    options = tuple(_option(option, name) for option in one.get("options") or ())
    if kind in (Kind.CHOICE, Kind.MULTI_CHOICE) and not options:
        raise TaskFormRefused(part=part, reason=f"{name}: it has nothing to choose from")
    conditions = [str(one.get(when) or "").strip() for when in ("visible_if", "required_if")]
    first = str(one.get("value") or "").strip()
    for text in (*conditions, first.removeprefix("=") if first.startswith("=") else ""):
        _check_feel(text, name)
    has_help = bool(one.get("fa_help") or one.get("en_help"))
    field = FieldDef(
        id=name,
        key=name,
        kind=kind,
        label=_label(one, part, name),
        column=name,
        required=one.get("required") is True,
        options=options,
        minimum=_whole(one.get("least")),
        maximum=_whole(one.get("most")),
        help=_label(one, part, "", "_help") if has_help else None,
    )
    wide = one.get("wide") is True or kind is Kind.LONG_TEXT
    return field, FormField(name, wide, *conditions), first


def _whole(value: object) -> int | None:
    return value if type(value) is int else None


def _check_feel(text: str, name: str) -> None:
    if not text:
        return
    try:
        compile_expression(text)
    except FeelSyntaxError as error:
        raise TaskFormRefused(part="owj:fields", reason=f"{name}: {error}") from None


def _option(one: object, name: str) -> OptionDef:
    if isinstance(one, str) and one.strip():
        return OptionDef(one.strip(), Label(one.strip(), one.strip()))
    value = str(one.get("value") or "").strip() if isinstance(one, dict) else ""
    if not isinstance(one, dict) or not value:
        raise TaskFormRefused(part="owj:fields", reason=f"{name}: an option has no value")
    return OptionDef(value, _label(one, "owj:fields", value), color=str(one.get("color") or ""))


def _outcome(one: Mapping[str, Any]) -> TaskOutcome:
    value, tone = str(one.get("value") or "").strip(), str(one.get("tone") or "")
    if not value or tone not in TONES:
        reason = f"there is no tone {tone[:20]}" if value else "an outcome has no value"
        raise TaskFormRefused(part="owj:outcomes", reason=reason)
    return TaskOutcome(value, _label(one, "owj:outcomes", value), tone)
