"""Controls for the settings of an agreement, and what they were filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext

from owj.client.calendars.words import calendar_name
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import JsonValue
from owj.server.agreements.queries import calendar_rows
from owj.server.agreements.setting_words import value_words
from owj.ui.dates import digits

CALENDAR_SETTINGS = frozenset({"ticket_calendar", "phone_calendar"})


class NumberRefused(InvalidInput):
    """Say that a setting wants a number."""

    code = "agreement.number_refused"
    message = "%(setting)s: expected a whole number, got “%(got)s”."


@dataclass(frozen=True, slots=True)
class Input:
    """One control: its name in the form, what stands beside it, its value and its choices."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    many: bool = False
    chosen: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SettingInputs:
    """One setting of the form: what it decides, its rule and source, its controls."""

    meaning: str
    rule: str
    inputs: tuple[Input, ...]
    source: str = ""
    before: str = ""


def inputs_of(
    field: AgreementField, agreement: Agreement, given: QueryDict | None = None
) -> SettingInputs:
    """Return the controls of a setting, with what was given before or what the agreement says."""
    value, meaning = field.json_of(agreement), gettext(field.meaning)
    if isinstance(value, Mapping):
        inputs = tuple(
            _input(f"{field.name}.{key}", value_words(key, ""), part, field, given)
            for key, part in value.items()
        )
    else:
        inputs = (_input(field.name, meaning, value, field, given),)
    return SettingInputs(meaning, field.rule, inputs, field.source)


def read_setting(field: AgreementField, agreement: Agreement, given: QueryDict) -> JsonValue:
    """Return what the controls of a setting were filled with. Raises: NumberRefused."""
    was = field.json_of(agreement)
    if isinstance(was, Mapping):
        return {key: _value(field, part, given, f"{field.name}.{key}") for key, part in was.items()}
    return _value(field, was, given, field.name)


def read_number(setting: str, text: str) -> int:
    """Return a whole number as people write it. Raises: NumberRefused."""
    plain = latin_digits(text).replace("٬", "").replace(",", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        raise NumberRefused(setting=gettext(setting), got=text[:40])
    return int(plain)


def _input(
    name: str, label: str, value: JsonValue, field: AgreementField, given: QueryDict | None
) -> Input:
    if isinstance(value, list) and field.choices:
        chosen = given.getlist(name) if given is not None else [str(one) for one in value]
        return Input(name, label, "", _choices(field.choices), many=True, chosen=tuple(chosen))
    if isinstance(value, bool):
        text = given.get(name, "") if given is not None else ("yes" if value else "no")
        return Input(name, label, text, (("yes", gettext("yes")), ("no", gettext("no"))))
    if field.name in CALENDAR_SETTINGS:
        calendars = tuple((one.key, calendar_name(one.key, one.name)) for one in calendar_rows())
        return Input(name, label, _given(given, name, str(value)), calendars)
    optional = field.default_json is None
    return Input(
        name,
        label,
        _given(given, name, _shown(value, named=bool(field.choices))),
        _choices(field.choices),
        optional=optional,
    )


def _given(given: QueryDict | None, name: str, otherwise: str) -> str:
    return given.get(name, "") if given is not None else otherwise


def _shown(value: JsonValue, *, named: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return gettext(", ").join(digits(one) for one in value)
    return str(value) if named else digits(value)


def _choices(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one, value_words(one, "")) for one in values)


def _value(field: AgreementField, was: JsonValue, given: QueryDict, name: str) -> JsonValue:
    text = given.get(name, "")
    if isinstance(was, list) and field.choices:
        return [one for one in field.choices if one in given.getlist(name)]
    if isinstance(was, list):
        parts = text.replace("،", ",").split(",")
        return [read_number(field.meaning, one) for one in parts if one.strip()]
    if isinstance(was, bool):
        return text == "yes"
    if field.default_json is None and not text.strip():
        return None
    if isinstance(was, int) or was is None:
        return read_number(field.meaning, text)
    return text
