"""The agreement to read: every setting with its value, its rule and the words behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import JsonValue
from owj.packages.desk.queries import desk_status
from owj.server.agreements.queries import agreement_at
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page

AGREEMENT = "owj"

# The words a setting's value may be; a number has its unit instead.
VALUE_WORDS: Mapping[str, str] = {
    "project_manager": _("project manager"),
    "agent": _("agent"),
    "admin": _("administrator"),
    "assignee": _("assignee"),
    "public_reply": _("a public reply"),
    "call_logged": _("a recorded call"),
    "auto_reply": _("an automatic reply"),
    "date_announced": _("an announced date"),
    "resolved": _("resolved"),
    "rejected": _("rejected"),
    "fix_accepted": _("an accepted fix"),
    "closed": _("closed"),
    "confirmed": _("confirmed by the customer"),
    "same_day": _("the same day"),
    "announce": _("announce a date"),
    "announce_or_reject": _("announce a date or reject"),
    "response_due": _("the day the first response falls due"),
    "effective_start": _("the day the clock starts"),
    "arrival": _("the day of arrival"),
    "latest": _("the latest"),
    "first": _("the first"),
    "original_start": _("the ticket's own start"),
    "change": _("the change"),
    "abandoned": _("recorded, no promise"),
    "callback": _("a call-back"),
    "ask_digits": _("ask for the number"),
    "refuse": _("decline politely"),
    "phone_calendar": _("the phone calendar"),
    "wall": _("the wall clock"),
    "first_response": _("first response"),
    "followup": _("full follow-up"),
    "announcement": _("announcing a date"),
    "jalali": _("Jalali"),
    "gregorian": _("Gregorian"),
    "running": _("those still running"),
    "none": _("none of them"),
    "ticket": _("desk hours"),
    "phone": _("phone hours"),
    "critical": _("Critical"),
    "high": _("High"),
    "medium": _("Medium"),
    "low": _("Low"),
}


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting ready to be drawn; parts: its value for each priority, where it differs."""

    name: str
    meaning: str
    rule: str
    source: str
    value: str
    parts: tuple[tuple[str, str], ...]


def show_setting(setting: AgreementField, agreement: Agreement) -> ShownSetting:
    """Return the setting with its value in the reader's language."""
    value = setting.json_of(agreement)
    parts: tuple[tuple[str, str], ...] = ()
    if isinstance(value, Mapping):
        parts = tuple(
            (value_words(name, ""), value_words(part, setting.unit)) for name, part in value.items()
        )
    return ShownSetting(
        name=setting.name,
        meaning=gettext(setting.meaning),
        rule=setting.rule,
        source=setting.source,
        value="" if parts else value_words(value, setting.unit),
        parts=parts,
    )


def value_words(value: JsonValue, unit: str) -> str:
    """Return a setting's value in words."""
    if value is None:
        return gettext("no limit")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int):
        return number_words(value, unit)
    if isinstance(value, str):
        return gettext(VALUE_WORDS[value]) if value in VALUE_WORDS else value
    if isinstance(value, Sequence):
        return gettext(", ").join(value_words(one, unit) for one in value)
    return digits(value)


def number_words(number: int, unit: str) -> str:
    """Return a number with its unit."""
    words = {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", number),
        "seconds": ngettext("%(n)s second", "%(n)s seconds", number),
        "days": ngettext("%(n)s day", "%(n)s days", number),
        "tickets": ngettext("%(n)s ticket", "%(n)s tickets", number),
    }
    return words.get(unit, "%(n)s") % {"n": digits(number)}


@staff_page
@require_GET
def agreement_view(request: DoorRequest) -> HttpResponse:
    """Show the agreement in force now."""
    agreement = agreement_at(AGREEMENT, request.ctx.now).agreement
    context = {
        "nav": "agreement",
        "agreement": agreement,
        "settings": [show_setting(setting, agreement) for setting in AGREEMENT_FIELDS],
        "desk": desk_status(request.ctx),
    }
    return render(request, "client/agreement/page.html", context)
