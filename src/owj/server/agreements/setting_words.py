"""What the settings of an agreement are in words, for pages and for the text itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import get_language, gettext, ngettext, override
from django.utils.translation import gettext_noop as _

from owj.kernel.calendars.business import CalendarData, Span
from owj.kernel.calendars.jalali import weekday_name
from owj.kernel.persian.digits import persian_digits
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.clauses import Clause, language_of, value_at
from owj.kernel.sla.shapes import JsonValue
from owj.server.agreements.queries import calendar_at
from owj.server.workspace.queries import current_workspace

_SATURDAY = 5
# Any Monday: only the names of the days that follow it are taken.
_MONDAY = date(2024, 1, 1)
_UNITS = {one.name: one.unit for one in AGREEMENT_FIELDS}
_CALENDARS = frozenset({"ticket_calendar", "phone_calendar"})

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
    return _digits(value)


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
    return words.get(unit, "%(n)s") % {"n": _digits(number)}


def place_words(agreement: Agreement, clauses: Sequence[Clause], *, at: datetime) -> dict[str, str]:
    """Return what stands in each place of a text that is published, in the text's language.

    at: the instant whose calendars are told as hours. Raises: UnknownCalendar.
    """
    places = dict.fromkeys(place for clause in clauses for place in clause.places)
    with override(language_of(clauses)):
        return {place: _words_at(agreement, place, at) for place in places}


def _words_at(agreement: Agreement, place: str, at: datetime) -> str:
    name, value = place.partition(".")[0], value_at(agreement, place)
    if name in _CALENDARS:
        return _week_words(calendar_at(str(value), at).data, at)
    return value_words(value, _UNITS[name])


def _week_words(data: CalendarData, at: datetime) -> str:
    """Return «شنبه تا چهارشنبه: ۸:۳۰ تا ۱۷:۰۰؛ پنجشنبه: …» of the week in force."""
    today = at.astimezone(current_workspace().tz).date()
    begun = [hours for hours in data.hours if hours.valid_from <= today]
    days = (begun or list(data.hours))[-1].days
    return gettext("; ").join(_week_lines(days))


def _week_lines(days: Sequence[tuple[Span, ...]]) -> Iterator[str]:
    ordered = sorted(enumerate(days), key=lambda day: (day[0] - _SATURDAY) % 7)
    lang = get_language() or "en"
    for spans, group in groupby(ordered, key=lambda day: day[1]):
        names = [weekday_name(_MONDAY + timedelta(days=weekday), lang) for weekday, _spans in group]
        ends = {"start": names[0], "end": names[-1]}
        told = names[0] if len(names) == 1 else gettext("%(start)s to %(end)s") % ends
        hours = gettext(" and ").join(_span_words(span) for span in spans) or gettext("closed")
        yield gettext("%(days)s: %(hours)s") % {"days": told, "hours": hours}


def _span_words(span: Span) -> str:
    ends = {"start": _clock_words(span.opens_s), "end": _clock_words(span.closes_s)}
    return gettext("%(start)s to %(end)s") % ends


def _clock_words(seconds: int) -> str:
    return _digits(f"{seconds // 3600}:{seconds % 3600 // 60:02d}")


def _digits(value: object) -> str:
    text = str(value)
    return persian_digits(text) if (get_language() or "")[:2] == "fa" else text
