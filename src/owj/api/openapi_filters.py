"""What the description tells of conditions: the comparisons that a pattern can say.

FEEL is no regular language. The pattern holds comparisons of each field with constants, joined by
and/or; everything that it holds is taken. Parentheses, functions and what lies behind links are
told in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind

_MOST_JOINED = 3
_LETTERS = "[A-Za-z0-9 \u0627-\u06cc]{0,40}"
_ORDER = "(<|<=|=|!=|>=|>)"
_DAY = r'date\("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"\)'
_INSTANT = (
    r'date and time\("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])'
    r'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"\)'
)
_WORDS = (
    'A condition in FEEL, such as `city = "Yazd" and created_at > now() - duration("P30D")`. The'
    " pattern holds comparisons with constants; `not(…)`, `in`, parentheses, functions and paths"
    " over links are taken too, see the guide. A condition that cannot be asked is answered 422"
    " with its place."
)


def filter_of(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    """Return the parameter `filter` of an entity's list."""
    one = "|".join(pattern for pattern, _sample in comparisons(ctx, entity))
    joined = f"^(true|false|null|({one})(( and | or )({one})){{0,{_MOST_JOINED}}})$"
    schema = {"type": "string", "pattern": joined}
    return {"name": "filter", "in": "query", "description": _WORDS, "schema": schema}


def comparisons(ctx: Context, entity: EntityDef) -> Iterator[tuple[str, str]]:
    """Yield what may be asked of each field, as a pattern and by an example."""
    yield f"id {_ORDER} [0-9]{{1,15}}", "id > 7"
    for field in visible_fields(ctx, entity.key):
        told = _ASKED.get(field.stored_kind, _nothing)(field)
        if told is not None:
            pattern, sample = told
            yield f"{field.key} {pattern}", f"{field.key} {sample}"


def _nothing(_field: FieldDef) -> tuple[str, str] | None:
    return None


def _same(pattern: str, sample: str) -> Callable[[FieldDef], tuple[str, str]]:
    return lambda _field: (pattern, sample)


def _choice(field: FieldDef) -> tuple[str, str] | None:
    values = [one.value for one in field.options]
    if not values:
        return None
    return f'(=|!=) "({"|".join(re.escape(one) for one in values)})"', f'= "{values[0]}"'


_TEXT = _same(f'(=|!=) "{_LETTERS}"', '= "a"')
_NUMBER = _same(f"{_ORDER} -?[0-9]{{1,9}}", ">= -7")
_ASKED: Mapping[Kind, Callable[[FieldDef], tuple[str, str] | None]] = {
    **dict.fromkeys(TEXT_KINDS, _TEXT),
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY), _NUMBER),
    Kind.CHOICE: _choice,
    Kind.YES_NO: _same("(=|!=) (true|false)", "= true"),
    Kind.DATE: _same(f"{_ORDER} {_DAY}", '<= date("2026-01-28")'),
    Kind.DATE_TIME: _same(f"{_ORDER} {_INSTANT}", '> date and time("2026-01-28T23:59:59Z")'),
    Kind.LINK: _same("(=|!=) null", "!= null"),
}
