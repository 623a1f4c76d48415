"""Addresses and words of the dashboard: `{% load dashboard %}`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from owj.client.dashboard.address import Asked, list_query, query_of
from owj.client.dashboard.words import CAUSE_WORDS, PROMISE_WORDS
from owj.client.desk.filters import address_of
from owj.kernel.calendars.jalali import (
    JalaliDate,
    format_day_month,
    format_month,
    format_numeric_date,
    jalali_month,
    month_name,
    weekday_name,
)
from owj.kernel.persian.digits import group_digits
from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.queries import InboxFilter
from owj.packages.desk.queries.reports import Figure, ListFilter, Span, Step
from owj.packages.desk.words import Queue
from owj.ui.dates import digits
from owj.ui.reading import language

register = template.Library()

A_SATURDAY = date(2024, 1, 6)


@register.simple_tag
def figure_url(asked: Asked, figure: str, span: Span | None = None, **narrow: Any) -> str:
    """Give the address of the list behind a figure; span: a part of the asked one."""
    wanted = ListFilter(Figure(figure), **narrow)
    return reverse("client:figure_list") + list_query(asked, wanted, span=span)


@register.simple_tag
def dashboard_url(asked: Asked, **changes: Any) -> str:
    """Give the address of the dashboard with another filter."""
    return reverse("client:dashboard") + query_of(asked, **changes)


@register.simple_tag
def agent_url(asked: Asked, agent: int, figure: str) -> str:
    """Give the address of the list behind one agent's figure; 0: nobody's."""
    return figure_url(replace(asked, agent=agent), figure)


@register.simple_tag
def customer_url(asked: Asked, customer: int, figure: str) -> str:
    """Give the address of the list behind one customer's figure."""
    return figure_url(replace(asked, customer=customer), figure)


@register.simple_tag
def inbox_url(
    asked: Asked,
    queue: str = "open",
    *,
    priority: Priority | None = None,
    customer: int | None = None,
    agent: int | None = None,
    nobody: bool = False,
) -> str:
    """Give the address of the inbox for what is open now, narrowed as the dashboard is.

    customer, agent, nobody: take the place of the dashboard's own.
    """
    wanted = InboxFilter(
        queue=Queue(queue),
        customer=asked.customer if customer is None else customer,
        assignee=0 if nobody else asked.agent if agent is None else agent,
        priority=(priority,) if priority else (),
    )
    return reverse("client:inbox") + address_of(wanted)


@register.filter
def span_words(span: Span) -> str:
    """Give «۱ آذر», «۱ تا ۷ آذر ۱۴۰۵», «۲۹ آبان تا ۵ آذر ۱۴۰۵»."""
    lang = language()
    last = (
        f"{format_day_month(span.last, lang)} {digits(JalaliDate.from_gregorian(span.last).year)}"
    )
    if span.first == span.last:
        return last
    first, end = JalaliDate.from_gregorian(span.first), JalaliDate.from_gregorian(span.last)
    if (first.year, first.month) == (end.year, end.month):
        begin = digits(first.day)
    elif first.year == end.year:
        begin = format_day_month(span.first, lang)
    else:
        begin = f"{format_day_month(span.first, lang)} {digits(first.year)}"
    return gettext("%(first)s to %(last)s") % {"first": begin, "last": last}


@register.simple_tag
def bar_label(span: Span, step: Step, years: bool = False) -> str:
    """Give what stands under a bar: the month's name, or the first day of a week.

    years: several stand side by side, so a month is given as «۱۴۰۵/۰۹».
    """
    if step is Step.MONTH and years:
        return digits(jalali_month(span.first).replace("-", "/"))
    if step is Step.MONTH:
        return month_name(JalaliDate.from_gregorian(span.first).month, language())
    return format_day_month(span.first, language())


@register.simple_tag
def step_words(span: Span, step: Step) -> str:
    """Give a step in full: «آبان ۱۴۰۵», or its days."""
    if step is Step.MONTH and JalaliDate.from_gregorian(span.first).day == 1:
        return format_month(jalali_month(span.first), language())
    return span_words(span)


@register.filter
def numeric_day(day: date) -> str:
    """Give «۱۴۰۵/۰۹/۰۱», as a field takes it."""
    return format_numeric_date(day, language())


@register.filter
def week_day(weekday: int) -> str:
    """Give «شنبه» for 0."""
    return weekday_name(A_SATURDAY + timedelta(days=weekday), language())


@register.filter
def grouped(number: int) -> str:
    """Give «۱۲٬۳۴۵»."""
    return group_digits(number, language())


@register.filter
def hundredths(share: float | None) -> str:
    """Give «۹۷٫۲٪» for 0.972."""
    if share is None:
        return gettext("none")
    text = f"{100 * share:.1f}".removesuffix(".0")
    if language() == "fa":
        return f"{digits(text).replace('.', '٫')}٪"
    return f"{text}%"


@register.filter
def points(difference: float) -> str:
    """Give «۱٫۱» for -1.1: the words around say which way."""
    text = f"{abs(difference):.1f}".removesuffix(".0")
    return digits(text).replace(".", "٫") if language() == "fa" else text


@register.filter
def cause_words(cause: Cause | None) -> str:
    """Give why a promise was broken."""
    return str(CAUSE_WORDS[cause])


@register.filter
def promise_words(promise: Promise) -> str:
    """Give what was promised."""
    return str(PROMISE_WORDS[promise])
