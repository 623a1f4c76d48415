"""The words of operators and spans, as the editor of conditions offers them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.server.layouts.conditions import Operator

OPERATOR_WORDS: Mapping[Operator, Promise] = {
    Operator.IS: _("equals"),
    Operator.IS_NOT: _("differs from"),
    Operator.ANY_OF: _("is one of"),
    Operator.NONE_OF: _("is none of"),
    Operator.CONTAINS: _("contains"),
    Operator.LACKS: _("does not contain"),
    Operator.STARTS: _("begins with"),
    Operator.LESS: _("is less than"),
    Operator.AT_MOST: _("is at most"),
    Operator.MORE: _("is more than"),
    Operator.AT_LEAST: _("is at least"),
    Operator.BETWEEN: _("is between"),
    Operator.WITHIN: _("lies within"),
    Operator.BEFORE: _("is before"),
    Operator.AFTER: _("is after"),
    Operator.EMPTY: _("is empty"),
    Operator.FILLED: _("is filled"),
}
SPAN_WORDS: Mapping[str, Promise] = {
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
    "this_week": _("this week"),
    "last_week": _("last week"),
    "next_week": _("next week"),
    "this_month": _("this month"),
    "last_month": _("last month"),
    "next_month": _("next month"),
    "this_quarter": _("this quarter"),
    "last_quarter": _("last quarter"),
    "next_quarter": _("next quarter"),
    "this_year": _("this year"),
    "last_year": _("last year"),
    "last_7_days": _("the last 7 days"),
    "last_30_days": _("the last 30 days"),
    "last_90_days": _("the last 90 days"),
    "next_7_days": _("the next 7 days"),
    "next_30_days": _("the next 30 days"),
    "last_5_working_days": _("the last 5 working days"),
    "last_10_working_days": _("the last 10 working days"),
    "last_30_working_days": _("the last 30 working days"),
    "next_5_working_days": _("the next 5 working days"),
    "next_10_working_days": _("the next 10 working days"),
}
GROUP_SPAN_WORDS: Mapping[str, Promise] = {
    "day": _("by day"),
    "week": _("by week"),
    "month": _("by month"),
    "quarter": _("by season"),
    "year": _("by year"),
}
FIGURE_WORDS: Mapping[str, Promise] = {
    "sum": _("Sum"),
    "average": _("Average"),
    "least": _("Least"),
    "most": _("Most"),
    "filled": _("How many are filled"),
}
# Short, for standing beside a figure.
FIGURE_SIGNS: Mapping[str, Promise] = {
    "sum": _("sum"),
    "average": _("average"),
    "least": _("least"),
    "most": _("most"),
    "filled": _("filled"),
}
