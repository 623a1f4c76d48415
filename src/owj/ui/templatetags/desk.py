"""Words of the desk that both doors show: `{% load desk %}`."""

from __future__ import annotations

from django import template

from owj.kernel.calendars.jalali import month_name
from owj.packages.customers.entity import CustomerKind
from owj.packages.desk.queries import LinkedTicket
from owj.packages.desk.words import Status
from owj.ui.dates import digits
from owj.ui.reading import language
from owj.ui.tickets.hours import hours_lines, show_spans
from owj.ui.tickets.words import CUSTOMER_KIND_WORDS, RELATION_WORDS, STATUS_WORDS

register = template.Library()

register.filter("hours_lines", hours_lines)
register.filter("spans", show_spans)


@register.filter
def jalali_month(month: str | None) -> str:
    """Give «آبان ۱۴۰۵» for "1405-08"."""
    if not month:
        return ""
    year, number = month.split("-")
    return f"{month_name(int(number), language())} {digits(year)}"


@register.filter
def status_word(status: str) -> str:
    """Give the word for where a ticket stands."""
    return str(STATUS_WORDS[Status(status)])


@register.filter
def customer_kind_word(kind: str | None) -> str:
    """Give what a kind of customer is called; most are legal persons."""
    return str(CUSTOMER_KIND_WORDS[CustomerKind(kind or CustomerKind.LEGAL)])


@register.filter
def relation_word(link: LinkedTicket) -> str:
    """Give how this ticket belongs to the linked one: «ناشی از», or «سببِ» from the other side."""
    kind = link.kind.value
    return str(RELATION_WORDS[kind if link.outward else f"{kind}_of_other"])


@register.filter
def month_only(month: str) -> str:
    """Give «آبان» for "1405-08"."""
    return month_name(int(month.split("-")[1]), language())
