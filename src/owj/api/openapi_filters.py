"""What the description tells of conditions: as much of FEEL as a pattern can say.

FEEL is no regular language. The pattern holds comparisons of own fields, and of titles behind
links, with constants, `in`, `contains`, `not(…)` and one pair of parentheses, joined by and/or;
everything that it holds is taken. Other linked fields, deeper parentheses and calculations are told
in words: a pattern of all that is behind ten links is longer than any program reads with ease.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from owj.server.records import Verb
from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind

_MOST_JOINED, _MOST_LISTED = 3, 9
_LETTERS = '"[A-Za-z0-9 \u0627-\u06cc]{0,40}"'
_ORDER = "(<|<=|=|!=|>=|>)"
_DAY = r'date\("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"\)'
_INSTANT = (
    r'date and time\("20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])'
    r'T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"\)'
)
_AGO = r'now\(\) - duration\("P[0-9]{1,3}D"\)'
_WORDS = (
    'A condition in FEEL, such as `city = "Yazd" and created_at > now() - duration("P30D")`. The'
    " pattern holds comparisons of own fields and of titles behind links, `in`,"
    " `contains`, `not(…)` and one pair of parentheses; other linked fields, deeper parentheses and"
    " calculations are taken too, see the guide. A condition that cannot be asked is answered 422"
    " with its place."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What may be asked of fields of one shape, as a pattern and an example; {} is the field."""

    pattern: str
    sample: str

    def over(self, names: Sequence[str]) -> tuple[str, list[str]]:
        """Return it as a pattern over several fields, and by an example of each."""
        told = "|".join(re.escape(name) for name in names)
        samples = [self.sample.replace("{}", name, 1) for name in names]
        return self.pattern.replace("{}", f"({told})", 1), samples


def filter_of(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    """Return the parameter `filter` of an entity's list."""
    one = "|".join(pattern for pattern, _samples in comparisons(ctx, entity))
    part = rf"(({one})|(not)?\(({one})(( and | or )({one}))?\))"
    joined = f"^(true|false|null|{part}(( and | or ){part}){{0,{_MOST_JOINED}}})$"
    schema = {"type": "string", "pattern": joined, "examples": ["id > 7"]}
    return {"name": "filter", "in": "query", "description": _WORDS, "schema": schema}


def comparisons(ctx: Context, entity: EntityDef) -> Iterator[tuple[str, list[str]]]:
    """Yield what may be asked of fields of each shape: a pattern, and an example of each field."""
    yield f"id {_ORDER} [0-9]{{1,15}}", ["id > 7"]
    alike: dict[Comparison, list[str]] = {}
    for name, field in _names(ctx, entity):
        for comparison in _ASKED.get(field.stored_kind, _nothing)(field):
            alike.setdefault(comparison, []).append(name)
    yield from (comparison.over(names) for comparison, names in alike.items())


def _names(ctx: Context, entity: EntityDef) -> Iterator[tuple[str, FieldDef]]:
    """Yield an entity's fields, and one step behind its links what names a record."""
    visible = visible_fields(ctx, entity.key)
    yield from ((one.key, one) for one in visible)
    for link in visible:
        target = link.target if link.stored_kind is Kind.LINK and not link.computed else None
        if target is not None and ctx.may(target, Verb.READ):
            title = ctx.snapshot.entity(target).title
            behind = visible_fields(ctx, target)
            yield from ((f"{link.key}.{one.key}", one) for one in behind if one.key == title)


def _nothing(_field: FieldDef) -> tuple[Comparison, ...]:
    return ()


def _alike(*comparisons: Comparison) -> Callable[[FieldDef], Iterable[Comparison]]:
    return lambda _field: comparisons


def _one_of(value: str) -> str:
    return rf"{{}} in \({value}(, {value}){{0,{_MOST_LISTED}}}\)"


def _choice(field: FieldDef) -> Iterable[Comparison]:
    values = [one.value for one in field.options]
    if not values:
        return ()
    told = f'"({"|".join(re.escape(one) for one in values)})"'
    return (
        Comparison(f"{{}} (=|!=) {told}", f'{{}} = "{values[0]}"'),
        Comparison(_one_of(told), f'{{}} in ("{values[0]}", "{values[-1]}")'),
    )


_TEXT = _alike(
    Comparison(f"{{}} (=|!=) {_LETTERS}", '{} = "a"'),
    Comparison(_one_of(_LETTERS), '{} in ("a", "b")'),
    Comparison(rf"(contains|starts with|ends with)\({{}}, {_LETTERS}\)", 'contains({}, "a")'),
)
_NUMBER = _alike(
    Comparison(f"{{}} {_ORDER} -?[0-9]{{1,9}}", "{} >= -7"),
    Comparison(_one_of("-?[0-9]{1,9}"), "{} in (1, -2)"),
)
_ASKED: Mapping[Kind, Callable[[FieldDef], Iterable[Comparison]]] = {
    **dict.fromkeys(TEXT_KINDS, _TEXT),
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY), _NUMBER),
    Kind.CHOICE: _choice,
    Kind.YES_NO: _alike(Comparison("{} (=|!=) (true|false)", "{} = true")),
    Kind.DATE: _alike(Comparison(f"{{}} {_ORDER} {_DAY}", '{} <= date("2026-01-28")')),
    Kind.DATE_TIME: _alike(
        Comparison(f"{{}} {_ORDER} {_INSTANT}", '{} > date and time("2026-01-28T23:59:59Z")'),
        Comparison(f"{{}} (<|<=|>=|>) {_AGO}", '{} > now() - duration("P30D")'),
    ),
    Kind.LINK: _alike(Comparison("{} (=|!=) null", "{} != null")),
}
