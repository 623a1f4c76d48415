"""The organisation's own fields of tickets as conditions of the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from owj.kernel.errors import OwjError
from owj.packages.desk.entity import Ticket
from owj.server.layouts.asking import condition_of, operators_of
from owj.server.layouts.conditions import Group, Operator
from owj.server.layouts.conditions import Test as Question
from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.rights import OWN_PREFIX

_UNLISTED = frozenset({Kind.JSON, Kind.LONG_TEXT, Kind.FILE, Kind.IMAGE, Kind.LINKS})


def listed_fields(ctx: Context) -> tuple[FieldDef, ...]:
    """Return the organisation's fields of tickets that the actor may see in a list."""
    return tuple(
        one
        for one in visible_fields(ctx, Ticket.key)
        if one.key.startswith(OWN_PREFIX) and one.kind not in _UNLISTED
    )


def asked_fields(ctx: Context) -> tuple[FieldDef, ...]:
    """Return those of them that a list can be narrowed by."""
    entity = ctx.snapshot.entity(Ticket.key)
    return tuple(
        one for one in listed_fields(ctx) if operators_of(entity, one.key, one.stored_kind)
    )


def own_condition(ctx: Context, asked: Sequence[tuple[str, str]]) -> Q:
    """Return the tickets whose own fields are as asked, by key and what was written.

    A field that the actor may not see, or that is gone, is passed over: an address outlives both.
    What is no value of its field is found nowhere.
    """
    known = {one.key: one for one in asked_fields(ctx)} if asked else {}
    tests = [_test(ctx, known[key], texts) for key, texts in _by_key(asked) if key in known]
    if not tests:
        return Q()
    try:
        found = condition_of(ctx, ctx.snapshot.entity(Ticket.key), Group(tuple(tests)))
    except OwjError:
        return Q(pk__in=())
    return found.q if found is not None else Q()


def _by_key(asked: Iterable[tuple[str, str]]) -> Iterable[tuple[str, tuple[str, ...]]]:
    keys: dict[str, list[str]] = {}
    for key, text in asked:
        keys.setdefault(key, []).append(text)
    return ((key, tuple(texts)) for key, texts in keys.items())


def _test(ctx: Context, field: FieldDef, texts: tuple[str, ...]) -> Question:
    open_ones = operators_of(ctx.snapshot.entity(Ticket.key), field.key, field.stored_kind)
    wanted = (Operator.CONTAINS, Operator.ANY_OF, Operator.IS)
    operator = next((one for one in wanted if one in open_ones), open_ones[0])
    return Question((field.key,), operator, texts)
