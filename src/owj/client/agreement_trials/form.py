"""The form of a trial: some settings of the agreement, the hours, the months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.client.agreement import value_words
from owj.kernel.calendars.definition import Span
from owj.kernel.calendars.span_text import parse_spans
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.kernel.promises.what_if import SupposedHours
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import JsonValue
from owj.packages.agreement_trials.scenario import Scenario
from owj.ui.dates import digits
from owj.ui.forms.moments import parse_day

# What a trial may suppose, as settings of the agreement; the rest would change no count.
TRIED = (
    "first_response_minutes",
    "same_day_anchor",
    "pause_followup",
    "reannouncement",
    "counted_breaches",
    "misses_for_remedy",
    "remedy_per_multiple",
    "remedy_renewal_percent",
    "tier_mode",
)
_FIELDS = {field.name: field for field in AGREEMENT_FIELDS}
_MOST_DAYS = 400


class NumberRefused(InvalidInput):
    """Say that a setting wants a number."""

    code = "agreement_trial.number_refused"
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


@dataclass(frozen=True, slots=True)
class SettingInputs:
    """One setting of the form: what it decides, its rule, its controls."""

    meaning: str
    rule: str
    inputs: tuple[Input, ...]


def setting_inputs(agreement: Agreement, given: QueryDict | None) -> list[SettingInputs]:
    """Return the controls, with what was given before or what is in force."""
    return [_setting(_FIELDS[name], agreement, given) for name in TRIED]


def read_scenario(given: QueryDict, agreement: Agreement, today: date) -> Scenario:
    """Return what the form supposes; only what differs from the agreement is kept.

    Raises: NumberRefused, HoursUnreadable, DayUnreadable.
    """
    changes = {}
    for name in TRIED:
        was = _FIELDS[name].json_of(agreement)
        value = _read(_FIELDS[name], was, given)
        if value != was:
            changes[name] = value
    return Scenario(
        title=given.get("title", ""),
        first_month=_month(given.get("first_month", "")),
        last_month=_month(given.get("last_month", "")),
        changes=changes,
        hours=SupposedHours(
            workdays=_spans(given.get("workdays", "")),
            thursday=() if "no_thursday" in given else _spans(given.get("thursday", "")),
            closed=_days(given.get("closed", ""), today),
            opened=_days(given.get("opened", ""), today),
        ),
        renewal=_number(_("Supposed renewal fee"), given.get("renewal", "") or "0"),
    )


def _setting(field: AgreementField, agreement: Agreement, given: QueryDict | None) -> SettingInputs:
    value = field.json_of(agreement)
    if isinstance(value, Mapping):
        inputs = tuple(
            _input(f"{field.name}.{key}", value_words(key, ""), part, field, given)
            for key, part in value.items()
        )
    else:
        inputs = (_input(field.name, gettext(field.meaning), value, field, given),)
    return SettingInputs(gettext(field.meaning), field.rule, inputs)


def _input(
    name: str, label: str, value: JsonValue, field: AgreementField, given: QueryDict | None
) -> Input:
    if isinstance(value, list):
        chosen = given.getlist(name) if given is not None else [str(one) for one in value]
        return Input(name, label, "", _choices(field.choices), many=True, chosen=tuple(chosen))
    if isinstance(value, bool):
        text = given.get(name, "") if given is not None else ("yes" if value else "no")
        return Input(name, label, text, (("yes", gettext("yes")), ("no", gettext("no"))))
    text = given.get(name, "") if given is not None else digits(value)
    return Input(name, label, text, _choices(field.choices))


def _choices(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one, value_words(one, "")) for one in values)


def _read(field: AgreementField, was: JsonValue, given: QueryDict) -> JsonValue:
    if isinstance(was, Mapping):
        return {key: _value(field, part, given, f"{field.name}.{key}") for key, part in was.items()}
    return _value(field, was, given, field.name)


def _value(field: AgreementField, was: JsonValue, given: QueryDict, name: str) -> JsonValue:
    if isinstance(was, list):
        return [one for one in field.choices if one in given.getlist(name)]
    if isinstance(was, bool):
        return given.get(name) == "yes"
    if isinstance(was, int):
        return _number(field.meaning, given.get(name, ""))
    return given.get(name, "")


def _number(setting: str, text: str) -> int:
    plain = latin_digits(text).replace("٬", "").replace(",", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 16):
        raise NumberRefused(setting=gettext(setting), got=text[:40])
    return int(plain)


def _month(text: str) -> str:
    year, _sep, month = latin_digits(text).strip().replace("-", "/").partition("/")
    return f"{year}-{month.zfill(2)}"[:7]


def _spans(text: str) -> tuple[Span, ...] | None:
    return parse_spans(text) if text.strip() else None


def _days(text: str, today: date) -> tuple[date, ...]:
    lines = [one for one in text.replace("،", "\n").replace(",", "\n").splitlines() if one.strip()]
    return tuple(parse_day(one, today=today) for one in lines[:_MOST_DAYS])
