"""The agreement to read: every setting with its value, its rule and the words behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET

from owj.client.calendars.words import calendar_name
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.setting import AgreementField
from owj.kernel.sla.shapes import JsonValue
from owj.packages.desk.queries import desk_status
from owj.packages.desk.queries.agreement_reach import agreement_reach
from owj.packages.warranty.services import may_keep
from owj.server.agreements.queries import (
    PublishedVersion,
    VersionRow,
    agreement_at,
    calendar_rows,
    published_versions,
)
from owj.ui.dates import day_of, digits
from owj.ui.doors import DoorRequest, staff_page

AGREEMENT = "owj"
CALENDAR_SETTINGS = frozenset({"ticket_calendar", "phone_calendar"})
# The parts of the agreement by the numbers of their rules.
PARTS: Sequence[tuple[str, range]] = (
    (_("Clock of a ticket"), range(1, 16)),
    (_("Phone"), range(16, 21)),
    (_("Counting and compensation"), range(21, 47)),
    (_("Claims"), range(47, 50)),
    (_("Versions"), range(50, 58)),
)

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
    "critical": _("Critical"),
    "high": _("High"),
    "medium": _("Medium"),
    "low": _("Low"),
    "list_of_issue": _("the list of the year of issue"),
    "list_of_purchase": _("the list of the year of purchase"),
    "from_payment": _("the day of payment"),
    "back_dated": _("the end of the former period"),
    "docs": _("documents and guides"),
    "remote": _("remote access"),
    "ticket": _("tickets"),
    "phone": _("phone"),
    "quarterly_release": _("quarterly releases"),
    "remote_install": _("remote installation"),
    "free_training": _("free training"),
    "academy": _("academy"),
    "consulting_discount": _("a discount on consulting"),
    "claim": _("claims"),
    "by_minute": _("by the minute"),
    "quarter_up": _("a begun quarter of an hour counts whole"),
    "half_up": _("a begun half hour counts whole"),
    "hour_up": _("a begun hour counts whole"),
    "install": _("installation"),
    "training": _("training"),
    "customisation": _("customisation"),
    "integration": _("integration"),
    "calendar": _("calendar days"),
    "working": _("working days"),
    "highest": _("only the highest"),
    "cumulative": _("all of them"),
    "webinar_session": _("a webinar session"),
    "renewal_discount": _("a discount on the renewal"),
    "assessment_discount": _("a discount on the assessment service"),
    "additive": _("they add up"),
    "compound": _("each on what the former left"),
    "end": _("the last day of the delay"),
    "start": _("the first day of the delay"),
    "E1": _("equipment not provided"),
    "E2": _("no meeting for the installation"),
    "E3": _("installation meeting incomplete"),
    "E4": _("repeat installation"),
    "E5": _("training session incomplete"),
    "E6": _("minutes not signed"),
    "E7": _("no platform for integration"),
    "E9": _("outside the proposal"),
}
CALENDAR_WORDS: Mapping[JsonValue, str] = {"ticket": _("desk hours"), "phone": _("phone hours")}


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """One setting ready to be drawn; parts: its value for each priority, where it differs.

    calendar: key of the calendar it names. before: how it was in the version compared with.
    """

    name: str
    meaning: str
    rule: str
    source: str
    value: str
    parts: tuple[tuple[str, str], ...]
    calendar: str = ""
    before: ShownSetting | None = None


def show_setting(setting: AgreementField, agreement: Agreement) -> ShownSetting:
    """Return the setting with its value in the reader's language."""
    value = setting.json_of(agreement)
    parts: tuple[tuple[str, str], ...] = ()
    if isinstance(value, Mapping):
        parts = tuple(
            (value_words(name, ""), value_words(part, setting.unit)) for name, part in value.items()
        )
    is_calendar = setting.name in CALENDAR_SETTINGS
    words = _calendar_words(value) if is_calendar else value_words(value, setting.unit)
    return ShownSetting(
        name=setting.name,
        meaning=gettext(setting.meaning),
        rule=setting.rule,
        source=setting.source,
        value="" if parts else words,
        parts=parts,
        calendar=str(value) if is_calendar else "",
    )


def _calendar_words(key: JsonValue) -> str:
    return gettext(CALENDAR_WORDS[key]) if key in CALENDAR_WORDS else str(key)


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
        "hours": ngettext("%(n)s hour", "%(n)s hours", number),
        "years": ngettext("%(n)s year", "%(n)s years", number),
        "times": ngettext("%(n)s time", "%(n)s times", number),
        "people": ngettext("%(n)s person", "%(n)s people", number),
        "percent": gettext("%(n)s percent"),
    }
    return words.get(unit, "%(n)s") % {"n": digits(number)}


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version in the list beside; place: in force, coming or former."""

    number: int
    place: str
    published: PublishedVersion
    open_tickets: int


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The settings of one part of the agreement."""

    title: str
    settings: tuple[ShownSetting, ...]


def place_of(version: VersionRow, in_force: VersionRow, now: datetime) -> str:
    """Return how a version stands: now, coming or former."""
    if version.id == in_force.id:
        return "now"
    return "coming" if version.effective_from > now else "former"


def groups_of(agreement: Agreement, against: Agreement | None) -> list[ShownGroup]:
    """Return the settings by the parts of the agreement; those that differ know how they were."""
    groups = []
    for title, rules in PARTS:
        fields = [field for field in AGREEMENT_FIELDS if _first_rule(field) in rules]
        shown = tuple(_compared(field, agreement, against) for field in fields)
        groups.append(ShownGroup(gettext(title), shown))
    return groups


def _first_rule(field: AgreementField) -> int:
    """Return the number of the first rule behind a setting: 10 of "R10, R11"."""
    return int(field.rule.split(",")[0].removeprefix("R"))


def _compared(
    field: AgreementField, agreement: Agreement, against: Agreement | None
) -> ShownSetting:
    shown = show_setting(field, agreement)
    if against is None or field.json_of(against) == field.json_of(agreement):
        return shown
    return replace(shown, before=show_setting(field, against))


@staff_page
@require_GET
def agreement_view(request: DoorRequest) -> HttpResponse:
    """Show a version of the agreement, that in force unless another is asked for."""
    now = request.ctx.now
    in_force = agreement_at(AGREEMENT, now)
    versions = published_versions(AGREEMENT)
    by_number = {one.row.number: one.row for one in versions}
    shown = by_number.get(_number(request, "version"), in_force)
    against = by_number.get(_number(request, "against"))
    reach = agreement_reach(request.ctx, AGREEMENT)
    groups = groups_of(shown.agreement, against.agreement if against else None)
    context = {
        "nav": "agreement",
        "agreement": shown.agreement,
        "shown": shown,
        "place": place_of(shown, in_force, now),
        "against": against,
        "before": by_number.get(shown.number - 1),
        "versions": [
            ShownVersion(
                one.row.number,
                place_of(one.row, in_force, now),
                one,
                reach.open_tickets.get(one.row.id, 0),
            )
            for one in reversed(versions)
        ],
        "groups": groups,
        "differing": sum(bool(one.before) for group in groups for one in group.settings),
        "reach": reach,
        "desk": desk_status(request.ctx),
        "keeps": may_keep(request.ctx),
    }
    if request.actor.has_role("admin"):
        context["calendars"] = [
            (one.key, calendar_name(one.key, one.name)) for one in calendar_rows()
        ]
        context["last"] = versions[-1].row.agreement
        context["tomorrow"] = day_of(now) + timedelta(days=1)
    return render(request, "client/agreement/page.html", context)


def _number(request: DoorRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
