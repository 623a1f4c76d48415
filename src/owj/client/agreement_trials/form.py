"""The form of a trial: some settings of the agreement, the hours, the months."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext_noop as _

from owj.client.setting_inputs import SettingInputs, inputs_of, read_number, read_setting
from owj.kernel.calendars.definition import Span
from owj.kernel.calendars.span_text import parse_spans
from owj.kernel.persian.digits import latin_digits
from owj.kernel.promises.what_if import SupposedHours
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.packages.agreement_trials.scenario import Scenario
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


def setting_inputs(agreement: Agreement, given: QueryDict | None) -> list[SettingInputs]:
    """Return the controls, with what was given before or what is in force."""
    return [inputs_of(_FIELDS[name], agreement, given) for name in TRIED]


def read_scenario(given: QueryDict, agreement: Agreement, today: date) -> Scenario:
    """Return what the form supposes; only what differs from the agreement is kept.

    Raises: NumberRefused, HoursUnreadable, DayUnreadable.
    """
    changes = {}
    for name in TRIED:
        was = _FIELDS[name].json_of(agreement)
        value = read_setting(_FIELDS[name], agreement, given)
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
        renewal=read_number(_("Supposed renewal fee"), given.get("renewal", "") or "0"),
    )


def _month(text: str) -> str:
    year, _sep, month = latin_digits(text).strip().replace("-", "/").partition("/")
    return f"{year}-{month.zfill(2)}"[:7]


def _spans(text: str) -> tuple[Span, ...] | None:
    return parse_spans(text) if text.strip() else None


def _days(text: str, today: date) -> tuple[date, ...]:
    lines = [one for one in text.replace("،", "\n").replace(",", "\n").splitlines() if one.strip()]
    return tuple(parse_day(one, today=today) for one in lines[:_MOST_DAYS])
