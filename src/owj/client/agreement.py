"""The agreement to read: every setting with its value, its rule and the words behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
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
from owj.server.agreements.setting_words import value_words
from owj.ui.dates import day_of
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
        shown = tuple(compared_setting(field, agreement, against) for field in fields)
        groups.append(ShownGroup(gettext(title), shown))
    return groups


def _first_rule(field: AgreementField) -> int:
    """Return the number of the first rule behind a setting: 10 of "R10, R11"."""
    return int(field.rule.split(",")[0].removeprefix("R"))


def compared_setting(
    field: AgreementField, agreement: Agreement, against: Agreement | None
) -> ShownSetting:
    """Return a setting; one that differs from `against` knows how it was there."""
    shown = show_setting(field, agreement)
    if against is None or field.json_of(against) == field.json_of(agreement):
        return shown
    return replace(shown, before=show_setting(field, against))


def shown_versions(request: DoorRequest) -> list[ShownVersion]:
    """Return every version, the last first, with how it stands now."""
    now = request.ctx.now
    in_force = agreement_at(AGREEMENT, now)
    open_tickets = agreement_reach(request.ctx, AGREEMENT).open_tickets
    return [
        ShownVersion(
            one.row.number,
            place_of(one.row, in_force, now),
            one,
            open_tickets.get(one.row.id, 0),
        )
        for one in reversed(published_versions(AGREEMENT))
    ]


@staff_page
@require_GET
def agreement_view(request: DoorRequest) -> HttpResponse:
    """Show a version of the agreement, that in force unless another is asked for."""
    now = request.ctx.now
    in_force = agreement_at(AGREEMENT, now)
    versions = published_versions(AGREEMENT)
    by_number = {one.row.number: one.row for one in versions}
    shown = by_number.get(version_asked(request, "version"), in_force)
    against = by_number.get(version_asked(request, "against"))
    reach = agreement_reach(request.ctx, AGREEMENT)
    groups = groups_of(shown.agreement, against.agreement if against else None)
    context = {
        "nav": "agreement",
        "agreement": shown.agreement,
        "shown": shown,
        "place": place_of(shown, in_force, now),
        "against": against,
        "before": by_number.get(shown.number - 1),
        "versions": shown_versions(request),
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


def version_asked(request: DoorRequest, name: str) -> int:
    """Return the number of a version that the address asks for; 0 for none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
