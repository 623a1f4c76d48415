"""The list behind a figure: exactly the rows that it counts."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.dashboard.address import Asked, list_query, query_of, read_list, read_page
from owj.client.dashboard.page import asked_of, frame_context
from owj.client.dashboard.words import CAUSE_RULES, CAUSE_WORDS, FIGURE_WORDS, PROMISE_WORDS
from owj.client.templatetags.dashboard import week_day
from owj.packages.desk.queries.reports import Figure, ListFilter, listed
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.tickets.words import PRIORITY_WORDS

PAGE_ROWS = 50


def wanted_list(request: DoorRequest) -> ListFilter:
    """Return which figure is asked for. Raises: Http404."""
    narrow = read_list(request.GET)
    if narrow is None:
        raise Http404
    return narrow


@staff_page
@require_GET
def figure_list_view(request: DoorRequest) -> HttpResponse:
    """Show the rows that a figure counts, fifty a page."""
    asked, narrow, page = asked_of(request), wanted_list(request), read_page(request.GET)
    found = listed(request.ctx, asked.filter, narrow, skip=(page - 1) * PAGE_ROWS, limit=PAGE_ROWS)
    last_page = max(1, -(-found.total // PAGE_ROWS))
    context = frame_context(request, asked) | {
        "found": found,
        "figure": narrow.figure,
        "rated": narrow.figure is Figure.RATED,
        "title": FIGURE_WORDS[narrow.figure],
        "narrowed": narrowing_words(narrow),
        "rule": CAUSE_RULES[narrow.cause] if narrow.cause else "",
        "back": query_of(asked),
        "export": list_query(asked, narrow),
        "page": page,
        "last_page": last_page,
        "first_row": (page - 1) * PAGE_ROWS + 1,
        "newer": _page_query(asked, narrow, page - 1) if page > 1 else "",
        "older": _page_query(asked, narrow, page + 1) if page < last_page else "",
    }
    return render(request, "client/dashboard/list.html", context)


def narrowing_words(narrow: ListFilter) -> list[str]:
    """Return what narrows the list, a word for each condition."""
    words: list[str] = []
    if narrow.promise is not None:
        words.append(str(PROMISE_WORDS[narrow.promise]))
    if narrow.priority is not None:
        words.append(str(PRIORITY_WORDS[narrow.priority]))
    if narrow.cause is not None or narrow.unjudged:
        words.append(str(CAUSE_WORDS[narrow.cause]))
    if narrow.weekday is not None:
        words.append(week_day(narrow.weekday))
    if narrow.hour is not None:
        words.append(gettext("from %(hour)s o'clock") % {"hour": digits(narrow.hour)})
    if narrow.rating is not None:
        words.append(gettext("%(n)s of 5") % {"n": digits(narrow.rating)})
    return words


def _page_query(asked: Asked, narrow: ListFilter, page: int) -> str:
    return list_query(asked, narrow, page=page)
