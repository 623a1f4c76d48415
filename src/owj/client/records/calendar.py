"""A calendar of records, Jalali: a month, a week or a day, by any day or moment of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.records.addresses import addresses_for, record_address
from owj.client.records.asked import Asked, read_back, where_text
from owj.client.records.groups import span_name
from owj.client.records.rows import field_named, title_of
from owj.kernel.calendars.jalali import JalaliDate, month_length
from owj.kernel.calendars.spans import span_of
from owj.kernel.errors import Conflict
from owj.server.layouts.access import entity_of, may_make, shown_fields, written_keys
from owj.server.layouts.calendar import UNDATED_MOST, Day, days_of, moved_to, read_day, undated_of
from owj.server.layouts.conditions import Group, Operator, Test
from owj.server.layouts.deeds import change_records
from owj.server.layouts.working_days import working_days
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.ui.dates import show_date, show_day, show_time, show_weekday
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.reading import language
from owj.ui.records.faces import Face, face_of
from owj.ui.records.linked import read_titles
from owj.ui.toasts import add_toast

SCALES = ("month", "week", "day")
# How many cards a day shows before it says how many more there are.
SHOWN = {"month": 4, "week": 30, "day": 200}
# Of the name of a weekday so many letters fit a seventh of a phone.
SHORT_LETTERS = {"fa": 1, "en": 3}


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """One record on a day. time: for moments; hue: of its first choice with colours."""

    id: int
    title: str
    url: str
    time: str
    color: str
    faces: Sequence[Face]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day as it is drawn. out: beyond the month; off: no working day."""

    iso: str
    number: int
    words: str
    weekday: str
    weekday_short: str
    out: bool
    off: bool
    today: bool
    cards: Sequence[CalendarCard]
    count: int
    more: int
    url: str
    new: str


@dataclass(frozen=True, slots=True)
class CalendarFace:
    """A stretch of days ready to be drawn."""

    by: FieldDef
    scale: str
    title: str
    days: Sequence[CalendarDay]
    movable: bool
    before: str
    after: str
    now: str
    scales: Sequence[tuple[str, str]]
    fields: Sequence[tuple[FieldDef, str]]
    undated: int
    undated_many: bool
    undated_url: str
    count: int


def calendar_of_page(ctx: Context, asked: Asked) -> CalendarFace | None:
    """Return the calendar that the address asks for; None when nothing of it is a day."""
    by = _by(asked)
    if by is None:
        return None
    own = asked.own or {}
    scale = own.get("scale", "month") if own.get("scale", "month") in SCALES else "month"
    on = read_day(own.get("on", "")) or ctx.now.astimezone(ctx.zone).date()
    first, last = _stretch(scale, on)
    drawing = _Drawing(ctx, asked, by, scale, on)
    found = days_of(ctx, asked.listing, by, first, last)
    days = [drawing.day(one) for one in found.values()]
    undated = undated_of(ctx, asked.listing, by)
    return CalendarFace(
        by=by,
        scale=scale,
        title=_title(scale, on, first),
        days=days,
        movable=by.key in written_keys(ctx, asked.entity),
        before=asked.address(on=_step(scale, on, -1).isoformat(), place=None),
        after=asked.address(on=_step(scale, on, 1).isoformat(), place=None),
        now=asked.address(on=None, place=None),
        scales=[(one, asked.address(scale=one, on=on.isoformat(), place=None)) for one in SCALES],
        fields=[(one, asked.address(day=one.key, place=None)) for one in day_fields(ctx, asked)],
        undated=undated,
        undated_many=undated >= UNDATED_MOST,
        undated_url=_undated_address(asked, by),
        count=sum(one.count for one in days if not one.out),
    )


def day_fields(ctx: Context, asked: Asked) -> list[FieldDef]:
    """Return the fields by which a calendar can place the records of an entity."""
    kinds = (Kind.DATE, Kind.DATE_TIME)
    return [one for one in shown_fields(ctx, asked.entity) if one.stored_kind in kinds]


def _by(asked: Asked) -> FieldDef | None:
    field = field_named(asked.entity, asked.definition.day or "")
    return field if field and field.stored_kind in (Kind.DATE, Kind.DATE_TIME) else None


def _stretch(scale: str, on: date) -> tuple[date, date]:
    """Return the first and the last day that are drawn: of a month whole weeks."""
    if scale == "day":
        return on, on
    first, last = span_of(f"this_{scale}", on) or (on, on)
    if scale == "month":
        first = (span_of("this_week", first) or (first, first))[0]
        last = (span_of("this_week", last) or (last, last))[1]
    return first, last


def _step(scale: str, on: date, by: int) -> date:
    if scale == "month":
        here = JalaliDate.from_gregorian(on)
        there = JalaliDate(here.year, here.month, 1).add_months(by)
        day = min(here.day, month_length(there.year, there.month))
        return JalaliDate(there.year, there.month, day).to_gregorian()
    return on + timedelta(days=by * (7 if scale == "week" else 1))


def _title(scale: str, on: date, first: date) -> str:
    if scale == "month":
        return span_name("month", (span_of("this_month", on) or (on, on))[0])
    if scale == "week":
        return f"{show_date(first)} – {show_date(first + timedelta(days=6))}"
    return show_day(on)


def _undated_address(asked: Asked, by: FieldDef) -> str:
    where = asked.definition.where
    test = Test((by.key,), Operator.EMPTY)
    parts = (test, *where.parts) if not where.any_of and not where.negated else (test, where)
    changes = {"as": "list", "view": None, "on": None, "scale": None, "day": None}
    return asked.address(**changes, where=where_text(Group(parts)))


class _Drawing:
    """Draws days; what they have in common is asked for once."""

    def __init__(self, ctx: Context, asked: Asked, by: FieldDef, scale: str, on: date) -> None:
        self.ctx, self.asked, self.by, self.scale = ctx, asked, by, scale
        self.today = ctx.now.astimezone(ctx.zone).date()
        self.month = JalaliDate.from_gregorian(on).month
        self.works = working_days(ctx)
        self.address = addresses_for(ctx)
        fields = shown_fields(ctx, asked.entity)
        choices = (one for one in fields if one.kind is Kind.CHOICE)
        self.hued = next((one for one in choices if any(o.color for o in one.options)), None)
        self.query = asked.query(place=None)
        self.faced = [
            field
            for key in asked.definition.columns[:5]
            if (field := field_named(asked.entity, key)) and key not in (asked.entity.title, by.key)
        ]
        self.new = ""
        if may_make(ctx, asked.entity):
            self.new = reverse("client:new_record", args=[asked.entity.key])

    def day(self, one: Day) -> CalendarDay:
        """Return a day as it is drawn."""
        jalali = JalaliDate.from_gregorian(one.day)
        shown = one.rows[: SHOWN[self.scale]]
        if self.scale == "day":
            read_titles(self.ctx, self.faced, shown)
        cards = [self._card(record) for record in shown]
        return CalendarDay(
            iso=one.day.isoformat(),
            number=jalali.day,
            words=show_day(one.day),
            weekday=show_weekday(one.day),
            weekday_short=show_weekday(one.day)[: SHORT_LETTERS[language()]],
            out=self.scale == "month" and jalali.month != self.month,
            off=not self.works(one.day),
            today=one.day == self.today,
            cards=cards,
            count=one.count,
            more=max(0, one.count - len(cards)),
            url=self.asked.address(scale="day", on=one.day.isoformat(), place=None),
            new=f"{self.new}?{self.by.key}={jalali.iso}" if self.new else "",
        )

    def _card(self, record: Any) -> CalendarCard:
        value = getattr(record, self.by.attname)
        option = None
        if self.hued is not None:
            option = self.hued.option(str(getattr(record, self.hued.key) or ""))
        faces: list[Face] = []
        if self.scale == "day":
            faces = [face_of(self.ctx, one, record, self.address) for one in self.faced]
        return CalendarCard(
            id=record.id,
            title=title_of(record),
            url=record_address(self.asked.entity.key, record.id) + self.query,
            time=show_time(value) if isinstance(value, datetime) else "",
            color=option.color if option else "",
            faces=[one for one in faces if one.look != "empty"],
        )


@staff_page
@require_POST
def move_day_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Move a record to another day; the toast has the way back."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_back(ctx, definition, request.POST)
    by = _by(asked)
    if by is None:
        raise Http404(entity)
    record = ctx.get(ctx.snapshot.model(entity), record_id)
    day = read_day(request.POST.get("to", ""))
    if day is None:
        raise Http404("to")
    value = moved_to(ctx, by, getattr(record, by.attname), day)
    done = change_records(ctx, entity, [record_id], {by.key: value})
    if done.refused:
        add_toast(request, words_of(done.refused[0]), tone="danger")
        status = 409 if isinstance(done.refused[0], Conflict) else 422
        return HttpResponse("", status=status, headers={"HX-Reswap": "none"})
    add_toast(
        request,
        gettext("%(name)s: %(day)s") % {"name": title_of(record), "day": show_day(day)},
        undo_url=done.undo_address("client:record_undo"),
    )
    return HttpResponse("", headers={"HX-Reswap": "none", "X-Owj-Day": day.isoformat()})
