"""The heads of groups in a list: what each is called, how many rows it has, their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from owj.client.records.asked import Asked
from owj.client.records.words import FIGURE_SIGNS
from owj.kernel.calendars.jalali import JalaliDate, JalaliDateRejected, month_name
from owj.server.layouts.definitions import Total
from owj.server.layouts.grouping import (
    Grouping,
    group_figures,
    group_key,
    group_value,
    grouping_of,
)
from owj.server.layouts.listing import RecordPage
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.ui.dates import digits, show_date, show_day
from owj.ui.reading import language
from owj.ui.records.faces import EMPTY, Address, Face, face_of, face_of_value, number_words


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group. figures: for each column, what it comes to."""

    face: Face
    count: int
    figures: Mapping[str, Sequence[tuple[str, str]]]


class Heads:
    """The heads of the groups that begin on a page; asked for in one query."""

    def __init__(
        self, ctx: Context, asked: Asked, page: RecordPage, address: Address, last: str
    ) -> None:
        self.ctx, self.asked, self.address = ctx, asked, address
        self.grouping = grouping_of(asked.entity, asked.definition)
        self.last = last
        begins: dict[str, Any] = {}
        if self.grouping is not None:
            for record in page.rows:
                value = group_value(ctx, self.grouping, record)
                if group_key(value) != last or begins:
                    begins[group_key(value)] = value
        totals = asked.definition.totals
        self.found = (
            group_figures(ctx, asked.listing, self.grouping, list(begins.values()), totals)
            if self.grouping
            else {}
        )

    def head_of(self, record: Any) -> Head | None:
        """Return the head that stands above a record; None where its group goes on."""
        if self.grouping is None:
            return None
        value = group_value(self.ctx, self.grouping, record)
        key = group_key(value)
        if key == self.last:
            return None
        self.last = key
        found = self.found.get(key)
        figures = (
            figure_words(self.asked.entity, self.asked.definition.totals, found.figures)
            if (found)
            else {}
        )
        face = self._face(self.grouping, record, value)
        return Head(face, found.count if found else 0, figures)

    def _face(self, grouping: Grouping, record: Any, value: Any) -> Face:
        if grouping.span:
            return EMPTY if value is None else Face("text", span_name(grouping.span, value))
        field = self.asked.entity.by_key[grouping.key]
        if field.kind in (Kind.LINK, Kind.USER):
            return face_of(self.ctx, field, record, self.address)
        return face_of_value(self.ctx, field, value, self.address)


def last_group(ctx: Context, asked: Asked, page: RecordPage) -> str:
    """Return what the last row of a page belongs to, for the page behind it."""
    grouping = grouping_of(asked.entity, asked.definition)
    if grouping is None or not page.rows:
        return ""
    return group_key(group_value(ctx, grouping, page.rows[-1]))


def span_name(span: str, first: date) -> str:
    """Return the words of a span of days that begins on this day."""
    lang = language()
    try:
        jalali = JalaliDate.from_gregorian(first)
    except JalaliDateRejected:
        return show_date(first)
    if span == "month":
        return f"{month_name(jalali.month, lang)} {digits(jalali.year)}"
    if span == "quarter":
        seasons = (_("Spring"), _("Summer"), _("Autumn"), _("Winter"))
        return f"{seasons[(jalali.month - 1) // 3]} {digits(jalali.year)}"
    if span == "year":
        return _("Year %(year)s") % {"year": digits(jalali.year)}
    if span == "week":
        words = _("Week of %(first)s to %(last)s")
        return words % {"first": show_date(first), "last": show_date(first + timedelta(days=6))}
    return f"{show_day(first)} {digits(jalali.year)}"


def figure_words(
    entity: EntityDef, totals: Sequence[Total], found: Mapping[str, Any]
) -> dict[str, list[tuple[str, str]]]:
    """Return figures in words by column: (what it is, the figure)."""
    words: dict[str, list[tuple[str, str]]] = {}
    for one in totals:
        field, value = entity.by_key.get(one.key), found.get(f"{one.what}:{one.key}")
        if field is None or value is None:
            continue
        sign = "" if one.what == "sum" else str(FIGURE_SIGNS[one.what])
        words.setdefault(one.key, []).append((sign, _figure(field, one.what, value)))
    return words


def _figure(field: FieldDef, what: str, value: Any) -> str:
    if what == "filled":
        return number_words(replace(field, kind=Kind.NUMBER), value)
    if isinstance(value, date):
        return show_date(value)
    return number_words(field, value)
