"""What is laid down in a calendar, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from owj.kernel.calendars.business import (
    CalendarChanges,
    ClosureKind,
    DayPlan,
    Span,
    WeeklyHours,
)
from owj.packages.desk.queries import DayHours
from owj.ui.dates import show_date, show_day
from owj.ui.tickets.hours import hours_lines, show_spans

KIND_WORDS: Mapping[ClosureKind, Promise] = {
    ClosureKind.SOLAR: _("solar"),
    ClosureKind.LUNAR: _("lunar"),
    ClosureKind.ESTIMATED: _("lunar, estimated"),
    ClosureKind.ONEOFF: _("one-off"),
    ClosureKind.COMPANY: _("of the company"),
}
KIND_ICONS: Mapping[ClosureKind, str] = {
    ClosureKind.SOLAR: "sun",
    ClosureKind.LUNAR: "moon",
    ClosureKind.ESTIMATED: "moon",
    ClosureKind.ONEOFF: "zap",
    ClosureKind.COMPANY: "building-2",
}
KIND_TONES: Mapping[ClosureKind, str] = {
    ClosureKind.ONEOFF: "warn",
    ClosureKind.COMPANY: "accent",
}
# The two that come with Owj have names in both languages; others have the one they were given.
CALENDAR_NAMES: Mapping[str, Promise] = {
    "ticket": _("Service desk"),
    "phone": _("Phone line"),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One difference of two states, ready to be drawn; day: where it leads, if it is one day."""

    what: str
    before: str
    after: str
    day: date | None = None


def calendar_name(key: str, name: str) -> str:
    """Return what a calendar is called."""
    return str(CALENDAR_NAMES.get(key, name))


def pairs(spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
    """Return spans as the hours' words take them."""
    return tuple((span.opens_s, span.closes_s) for span in spans)


def spans_words(spans: tuple[Span, ...]) -> str:
    """Return «۸:۳۰ تا ۱۷:۰۰», or that it is closed."""
    return show_spans(pairs(spans))


def week_lines(hours: WeeklyHours) -> list[tuple[str, str]]:
    """Return (days, hours) of a week, Saturday first."""
    return hours_lines([DayHours(day, pairs(spans)) for day, spans in enumerate(hours.days)])


def plan_words(plan: DayPlan) -> str:
    """Return what is laid down for a day: «تعطیل: آلودگی هوا (یک‌باره)»."""
    if plan.special is not None:
        words = {"name": plan.special.name, "hours": spans_words(plan.special.spans)}
        return gettext("%(hours)s: %(name)s") % words
    if not plan.closures:
        return gettext("as the week says")
    names = gettext(", ").join(
        gettext("%(name)s (%(kind)s)") % {"name": one.name, "kind": KIND_WORDS[one.kind]}
        for one in plan.closures
    )
    return gettext("closed: %(names)s") % {"names": names}


def change_words(changes: CalendarChanges) -> list[ShownChange]:
    """Return every difference as a line: what, how it was, how it is."""
    lines = [
        ShownChange(
            gettext("Weekly hours from %(day)s") % {"day": show_date(one.valid_from)},
            _week_words(one.before),
            _week_words(one.after),
        )
        for one in changes.hours
    ]
    lines += [
        ShownChange(
            gettext("%(day)s %(year)s")
            % {"day": show_day(one.day), "year": show_date(one.day).split()[-1]},
            plan_words(one.before),
            plan_words(one.after),
            one.day,
        )
        for one in changes.days
    ]
    return lines


def _week_words(hours: WeeklyHours | None) -> str:
    if hours is None:
        return gettext("none of their own")
    return gettext("; ").join(
        gettext("%(days)s: %(hours)s") % {"days": days, "hours": spans}
        for days, spans in week_lines(hours)
    )
