"""One search over everything that a key may read."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.doors import Caller, resource
from owj.api.readable import readable_entities
from owj.api.reading import check_names, words_of
from owj.api.refusals import ParameterRefused
from owj.api.writing import JSON_TYPE
from owj.server.search.queries import WORDS_LIMIT, Find, find_records

USUAL_LIMIT, MOST_AT_ONCE = 5, 50
PARAMETERS = ("q", "entities", "limit")


def _search(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Return what is written so, else what comes close. Raises: ParameterRefused."""
    asked = request.GET
    check_names(asked, PARAMETERS)
    words = asked.get("q", "")
    if not words.strip() or len(words) > WORDS_LIMIT:
        expected = format_lazy(_("1 to {most} letters"), most=WORDS_LIMIT)
        raise ParameterRefused(parameter="q", expected=expected, got=words[:60])
    known = [one.key for one in readable_entities(caller)]
    wanted = words_of(asked, "entities")
    for key in wanted:
        if key not in known:
            expected = format_lazy(_("some of {names}"), names=", ".join(known))
            raise ParameterRefused(parameter="entities", expected=expected, got=key[:60])
    found = find_records(caller.ctx, words, only=wanted or known, limit=_limit(asked.get("limit")))
    items = [
        {"entity": group.entity.key, **_find(one)} for group in found.groups for one in group.finds
    ]
    more = [group.entity.key for group in found.groups if group.more]
    body = {"items": items, "nearly": found.nearly, "more": more}
    return HttpResponse(msgspec.json.encode(body), content_type=JSON_TYPE)


def _find(find: Find) -> dict[str, Any]:
    return {
        "id": find.record.id,
        "title": "".join(piece.text for piece in find.title),
        "said": "".join(piece.text for piece in find.said),
    }


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL_LIMIT
    if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_AT_ONCE:
        return int(text)
    expected = format_lazy(_("a number from 1 to {most}"), most=MOST_AT_ONCE)
    raise ParameterRefused(parameter="limit", expected=expected, got=text[:60])


search = resource(GET=_search)
