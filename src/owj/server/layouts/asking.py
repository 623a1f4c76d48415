"""Which operators a kind of field takes, and the FEEL that a tree of conditions comes to.

The FEEL goes through server/records/conditions like any condition a person writes, so that access
rules narrow it; dates that move with the day are put in as days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.calendars.spans import span_of
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.server.layouts.conditions import BARE, Group, Operator, Test, kind_at
from owj.server.layouts.refusals import ConditionUnreadable
from owj.server.layouts.working_days import working_days
from owj.server.records.conditions import Condition, compile_condition
from owj.server.records.conditions.fields import names_of, names_of_lists
from owj.server.records.defs import TEXT_KINDS, EntityDef, Kind

if TYPE_CHECKING:
    from owj.server.records.context import Context

_TEXT = (
    Operator.CONTAINS,
    Operator.LACKS,
    Operator.IS,
    Operator.IS_NOT,
    Operator.STARTS,
    Operator.EMPTY,
    Operator.FILLED,
)
_NUMBER = (
    Operator.IS,
    Operator.IS_NOT,
    Operator.LESS,
    Operator.AT_MOST,
    Operator.MORE,
    Operator.AT_LEAST,
    Operator.BETWEEN,
    Operator.EMPTY,
    Operator.FILLED,
)
_DAY = (
    Operator.WITHIN,
    Operator.IS,
    Operator.BEFORE,
    Operator.AFTER,
    Operator.BETWEEN,
    Operator.EMPTY,
    Operator.FILLED,
)
_ONE = Operator.ANY_OF
_CHOICE = (Operator.ANY_OF, Operator.NONE_OF, Operator.EMPTY, Operator.FILLED)
_BY_FEEL_KIND: Mapping[str, tuple[Operator, ...]] = {
    "string": _TEXT,
    "number": _NUMBER,
    "date": _DAY,
    "date and time": _DAY,
    "boolean": (Operator.IS,),
    "a link": _CHOICE,
    "a list of links": _CHOICE,
    "a file": (Operator.EMPTY, Operator.FILLED),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the wording of one test needs."""

    ctx: Context
    name: str
    kind: Kind
    test: Test

    def refuse(self, value: str) -> ConditionUnreadable:
        return ConditionUnreadable(field=self.name, value=value)


def feel_kind_of(entity: EntityDef, key: str) -> str | None:
    """Return as what conditions know a field; None: they know it not."""
    known = names_of(entity).get(key) or names_of_lists(entity).get(key)
    return known[0].kind if known and known[0].key == key else None


def operators_of(entity: EntityDef, key: str, kind: Kind) -> tuple[Operator, ...]:
    """Return what may be asked of a field."""
    if kind is Kind.CHOICE:
        return _CHOICE
    return _BY_FEEL_KIND.get(feel_kind_of(entity, key) or "", ())


def condition_of(ctx: Context, entity: EntityDef, group: Group) -> Condition | None:
    """Return the tree as a condition of the database; None when it asks nothing.

    Raises: ConditionUnreadable, ConditionRefused.
    """
    text = feel_of(ctx, entity, group)
    if not text:
        return None
    return compile_condition(text, entity.key, ctx.snapshot)


def feel_of(ctx: Context, entity: EntityDef, group: Group) -> str:
    """Return the tree as FEEL; empty when it asks nothing."""
    parts = [
        feel_of(ctx, entity, part) if isinstance(part, Group) else _feel_of_test(ctx, entity, part)
        for part in group.parts
    ]
    said = [part for part in parts if part]
    if not said:
        return ""
    text = (" or " if group.any_of else " and ").join(f"({part})" for part in said)
    return f"not({text})" if group.negated else text


def _feel_of_test(ctx: Context, entity: EntityDef, test: Test) -> str:
    kind = kind_at(ctx.snapshot.schema, entity, test.path)
    if kind is None:
        return ""
    asked = _Asked(ctx, ".".join(test.path), kind, test)
    if test.operator in BARE:
        return _feel_of_void(asked)
    if kind not in _WORDINGS and _is_number(ctx, entity, test.path):
        return _feel_of_number(asked)
    return _WORDINGS.get(kind, _feel_of_text)(asked)


def _is_number(ctx: Context, entity: EntityDef, path: tuple[str, ...]) -> bool:
    at = entity
    for key in path[:-1]:
        at = ctx.snapshot.schema.by_key[at.by_key[key].target or ""]
    return feel_kind_of(at, path[-1]) == "number"


def _feel_of_void(asked: _Asked) -> str:
    if asked.kind is Kind.LINKS:
        filled = f"some linked in {asked.name} satisfies linked.id > 0"
        return f"not({filled})" if asked.test.operator is Operator.EMPTY else filled
    text = 'VALUE = ""' if asked.kind in TEXT_KINDS else "VALUE = null"
    empty = text.replace("VALUE", asked.name)
    return empty if asked.test.operator is Operator.EMPTY else f"not({empty})"


def _feel_of_ids(asked: _Asked) -> str:
    me = str(asked.ctx.actor.user_id or 0)
    values = [me if value == "me" else latin_digits(value) for value in asked.test.values]
    for value in values:
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            raise asked.refuse(value)
    one_of = f"{asked.name}.id in ({', '.join(values)})"
    if asked.test.operator is Operator.NONE_OF:
        return f"{asked.name} = null or not({one_of})"
    return one_of


def _feel_of_lists(asked: _Asked) -> str:
    """Ask for what a list leads to, as far as the actor sees it."""
    ids = _feel_of_ids(replace(asked, name="linked", test=replace(asked.test, operator=_ONE)))
    some = f"some linked in {asked.name} satisfies {ids}"
    return f"not({some})" if asked.test.operator is Operator.NONE_OF else some


def _feel_of_choice(asked: _Asked) -> str:
    one_of = f"{asked.name} in ({', '.join(quoted(value) for value in asked.test.values)})"
    if asked.test.operator in (Operator.NONE_OF, Operator.IS_NOT):
        return f"{asked.name} = null or not({one_of})"
    return one_of


def _feel_of_text(asked: _Asked) -> str:
    name, value = asked.name, quoted(asked.test.values[0])
    words: Mapping[Operator, str] = {
        Operator.CONTAINS: f"contains({name}, {value})",
        Operator.LACKS: f"not(contains({name}, {value}))",
        Operator.STARTS: f"starts with({name}, {value})",
        Operator.IS_NOT: f"{name} != {value}",
    }
    return words.get(asked.test.operator, f"{name} = {value}")


def _feel_of_number(asked: _Asked) -> str:
    numbers = [_number(asked, value) for value in asked.test.values if value]
    if asked.test.operator is Operator.BETWEEN and len(numbers) == 2:
        low, high = sorted(numbers)
        return f"{asked.name} between {low} and {high}"
    signs = {
        Operator.IS_NOT: "!=",
        Operator.LESS: "<",
        Operator.AT_MOST: "<=",
        Operator.MORE: ">",
        Operator.AT_LEAST: ">=",
    }
    sign = signs.get(asked.test.operator, ">=" if asked.test.operator is Operator.BETWEEN else "=")
    return f"{asked.name} {sign} {numbers[0]}"


def _number(asked: _Asked, value: str) -> Decimal:
    text = latin_digits(value).replace("٬", "").replace(",", "").replace("٫", ".").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise asked.refuse(value) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise asked.refuse(value)
    return number


def _feel_of_days(asked: _Asked) -> str:
    first, last = _ends(asked)
    bounds: list[str] = []
    literal = _day_literal if asked.kind is Kind.DATE else _instant_literal(asked.ctx)
    if first is not None:
        bounds.append(f"{asked.name} >= {literal(first)}")
    if last is not None:
        bounds.append(f"{asked.name} < {literal(last + timedelta(days=1))}")
    return " and ".join(bounds)


def _ends(asked: _Asked) -> tuple[date | None, date | None]:
    operator, values = asked.test.operator, asked.test.values
    if operator is Operator.WITHIN:
        today = asked.ctx.now.astimezone(asked.ctx.zone).date()
        span = span_of(values[0], today, working_days(asked.ctx))
        if span is None:
            raise asked.refuse(values[0])
        return span
    days = [_day(asked, value) for value in values if value]
    if operator is Operator.BEFORE:
        return None, days[0] - timedelta(days=1)
    if operator is Operator.AFTER:
        return days[0] + timedelta(days=1), None
    return min(days), max(days)


def _day(asked: _Asked, value: str) -> date:
    """Return the day a value names: 2026-11-22, or in Jalali 1405-09-01."""
    text = latin_digits(value).strip().replace("/", "-")
    try:
        year = int(text.split("-", 1)[0])
        day = JalaliDate.parse(text).to_gregorian() if year < 1700 else date.fromisoformat(text)
    except (ValueError, InvalidInput):
        raise asked.refuse(value) from None
    return day


def _day_literal(day: date) -> str:
    return f'date("{day.isoformat()}")'


def _instant_literal(ctx: Context) -> Callable[[date], str]:
    def literal(day: date) -> str:
        at = datetime.combine(day, time(), ctx.zone).astimezone(UTC)
        return f'date and time("{at:%Y-%m-%dT%H:%M:%S}Z")'

    return literal


def quoted(text: str) -> str:
    """Return a text as FEEL writes it."""
    plain = "".join(letter for letter in text if letter >= " ")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _feel_of_yes_no(asked: _Asked) -> str:
    return asked.name if asked.test.values[0] == "yes" else f"{asked.name} = false"


_WORDINGS: Mapping[Kind, Callable[[_Asked], str]] = {
    Kind.LINK: _feel_of_ids,
    Kind.LINKS: _feel_of_lists,
    Kind.USER: _feel_of_ids,
    Kind.DATE: _feel_of_days,
    Kind.DATE_TIME: _feel_of_days,
    Kind.CHOICE: _feel_of_choice,
    Kind.YES_NO: _feel_of_yes_no,
}
