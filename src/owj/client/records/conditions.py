"""The editor of a list's conditions: rows of field, operator and value, in groups of and and or."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.records.asked import Asked, read_asked, where_text
from owj.client.records.choices import choices_address
from owj.client.records.rows import RECORD_FIELDS, field_named
from owj.client.records.words import OPERATOR_WORDS, SPAN_WORDS
from owj.server.layouts.access import entity_of, is_hidden, shown_fields
from owj.server.layouts.asking import operators_of
from owj.server.layouts.conditions import BARE, Group, Operator, Test, fields_on
from owj.server.layouts.definitions import path_is_seen
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.records.faces import face_of_value
from owj.ui.records.inputs import Input, input_of

ROWS = 30
GROUPS = 6
_ROW = re.compile(r"r([0-9]{1,4})\.field")


@dataclass(frozen=True, slots=True)
class Askable:
    """One field that conditions may ask about. section: the link that it lies behind."""

    path: str
    label: str
    section: str


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One row of the editor. inputs: for the values; spans: the days it may lie within."""

    number: int
    path: str
    operator: str
    operators: Sequence[tuple[str, object]]
    inputs: Sequence[Input]
    spans: Sequence[tuple[str, object, bool]]


@dataclass(frozen=True, slots=True)
class ConditionGroup:
    """Rows that belong together. number 0: the outermost group."""

    number: int
    any_of: bool
    negated: bool
    rows: Sequence[ConditionRow]


@staff_page
@require_GET
def conditions_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the editor for what is asked so far, or lead to the list that it asks for."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_asked(ctx, definition, request.GET)
    drawn = "join" in request.GET
    groups = _read_groups(request.GET) if drawn else _groups_of(asked.definition.where)
    if "apply" in request.GET:
        text = where_text(_joined(ctx, definition, groups))
        # An empty word keeps the conditions of a stored view away.
        return redirect(asked.address(where=text or ("" if asked.view else None), place=None))
    groups = _turned(request.GET, groups)
    context = {
        "asked": asked,
        "definition": definition,
        "groups": [_drawn(ctx, definition, number, one) for number, one in enumerate(groups)],
        "askable": askable_of(ctx, definition),
        "kept": [pair for pair in asked.kept_with_words if pair[0] != "where"],
        "more_groups": len(groups) < GROUPS,
    }
    return render(request, "client/records/conditions.html", context)


def askable_of(ctx: Context, entity: EntityDef) -> list[Askable]:
    """Return the fields of an entity, and those behind its links, that conditions may ask about."""
    found = _of_entity(entity, shown_fields(ctx, entity), "", "")
    for link in shown_fields(ctx, entity):
        target = ctx.snapshot.schema.by_key.get(link.target or "")
        if link.kind is Kind.LINK and target is not None and ctx.may(target.key, "read"):
            fields = [one for one in shown_fields(ctx, target) if one.kind is not Kind.LINK]
            found += _of_entity(target, fields, f"{link.key}.", str(link.label))
    return found


def _of_entity(
    entity: EntityDef, fields: Sequence[FieldDef], before: str, section: str
) -> list[Askable]:
    every = [*fields, RECORD_FIELDS["created_at"], RECORD_FIELDS["updated_at"]]
    return [
        Askable(f"{before}{field.key}", str(field.label), section)
        for field in every
        if operators_of(entity, field.key, field.stored_kind)
    ]


_Draft = Group  # Its tests may still be without a value.


def _groups_of(where: Group) -> list[_Draft]:
    """Return the outermost group without its groups, then these; deeper ones are one level up."""
    tests = tuple(part for part in where.parts if isinstance(part, Test))
    inner = [part for part in where.parts if isinstance(part, Group)]
    flat = [replace(part, parts=tuple(part.tests())) for part in inner]
    return [replace(where, parts=tests), *flat]


def _read_groups(given: QueryDict) -> list[_Draft]:
    groups: list[list[Test]] = [[] for _ in range(_count(given.get("groups"), GROUPS))] or [[]]
    for number in _row_numbers(given):
        path, operator = given.get(f"r{number}.field", ""), given.get(f"r{number}.op", "")
        group = _count(given.get(f"r{number}.group"), GROUPS)
        if not path or str(number) == given.get("drop"):
            continue
        known = Operator(operator) if operator in set(Operator) else Operator.WITHIN
        same = given.get(f"r{number}.was", path) == path
        values = tuple(given.getlist(f"r{number}.value")) if same else ()
        groups[min(group, len(groups) - 1)].append(Test(tuple(path.split(".")), known, values))
    return [
        Group(
            tuple(tests),
            any_of=given.get("join" if not number else f"g{number}.join") == "any",
            negated=bool(given.get(f"g{number}.not")),
        )
        for number, tests in enumerate(groups)
    ]


def _row_numbers(given: QueryDict) -> list[int]:
    found = (_ROW.fullmatch(name) for name in given)
    return sorted(int(one[1]) for one in found if one)[:ROWS]


def _count(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isascii() and text.isdigit() else 0


def _turned(given: QueryDict, groups: list[_Draft]) -> list[_Draft]:
    """Return the groups with the row or group that was asked for."""
    add = given.get("add", "")
    if add == "group" and len(groups) < GROUPS:
        return [*groups, Group((_BLANK,), any_of=True)]
    at = _count(add, GROUPS) if add else -1
    if not any(group.parts for group in groups):
        at = 0
    return [
        replace(group, parts=(*group.parts, _BLANK)) if number == at else group
        for number, group in enumerate(groups)
    ]


# What no other kind offers: each begins with the first operator of its own.
_BLANK = Test(("",), Operator.WITHIN)


def _joined(ctx: Context, entity: EntityDef, groups: Sequence[_Draft]) -> Group:
    """Return the tree that the editor's rows come to; rows without a value ask nothing."""

    def whole(group: Group) -> Group:
        tests = (
            test
            for test in group.tests()
            if (test.operator in BARE or any(test.values)) and _is_open(ctx, entity, test.path)
        )
        return replace(group, parts=tuple(tests))

    outer = whole(groups[0])
    inner = [made for group in groups[1:] if (made := whole(group)).parts]
    return replace(outer, parts=(*outer.parts, *inner))


def _is_open(ctx: Context, entity: EntityDef, path: Sequence[str]) -> bool:
    return path_is_seen(ctx.snapshot.schema, entity, path, lambda e, f: is_hidden(ctx, e, f))


def _drawn(ctx: Context, entity: EntityDef, number: int, group: _Draft) -> ConditionGroup:
    rows = [
        _row(ctx, entity, number * 100 + place, test) for place, test in enumerate(group.tests())
    ]
    return ConditionGroup(number, group.any_of, group.negated, rows)


def _row(ctx: Context, entity: EntityDef, number: int, test: Test) -> ConditionRow:
    field, owner = _end_of(ctx, entity, test.path)
    if field is None:
        return ConditionRow(number, "", "", (), (), ())
    offered = operators_of(owner, field.key, field.stored_kind)
    operator = test.operator if test.operator in offered else offered[0]
    spans: list[tuple[str, object, bool]] = []
    inputs: list[Input] = []
    if operator is Operator.WITHIN:
        spans = [(name, words, name in test.values) for name, words in SPAN_WORDS.items()]
    elif operator not in BARE:
        many = 2 if operator is Operator.BETWEEN else 1
        inputs = [_input(ctx, owner, field, (number, place), test.values) for place in range(many)]
    words = [(one.value, OPERATOR_WORDS[one]) for one in offered]
    return ConditionRow(number, ".".join(test.path), operator.value, words, inputs, spans)


def _end_of(
    ctx: Context, entity: EntityDef, path: Sequence[str]
) -> tuple[FieldDef | None, EntityDef]:
    """Return the field at the end of a path, and the entity it belongs to."""
    if not _is_open(ctx, entity, path):
        return None, entity
    found = fields_on(ctx.snapshot.schema, entity, path) or []
    owner = entity
    for one in found[: len(path) - 1]:
        owner = ctx.snapshot.schema.by_key[one.target or ""]
    return field_named(owner, path[-1]), owner


def _input(
    ctx: Context, owner: EntityDef, field: FieldDef, place: tuple[int, int], values: Sequence[str]
) -> Input:
    row, at = place
    kind = Kind.MULTI_CHOICE if field.kind is Kind.CHOICE else field.kind
    if field.kind is Kind.DATE_TIME:
        kind = Kind.DATE
    if field.kind in (Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL):
        kind = Kind.TEXT
    asked = replace(field, kind=kind, required=False, help=None)
    several = kind in (Kind.MULTI_CHOICE, Kind.YES_NO)
    texts = list(values) if several else list(values[at : at + 1])
    made = input_of(ctx, owner, asked, texts=texts, ask=choices_address(ctx, field))
    made = replace(made, id=f"c{row}-{at}", name=f"r{row}.value")
    if made.value == "me":
        made = replace(made, shown=gettext("me"))
    return made


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the list without it."""

    label: str
    words: str
    without: str


def chips_of(ctx: Context, asked: Asked) -> list[Chip]:
    """Return the conditions of a list in words; a group of several is one chip."""
    where = asked.definition.where
    chips: list[Chip] = []
    for place, part in enumerate(where.parts):
        rest = replace(where, parts=where.parts[:place] + where.parts[place + 1 :])
        without = asked.address(where=where_text(rest), place=None)
        if isinstance(part, Group):
            word = gettext(" or ") if part.any_of else gettext(" and ")
            said = word.join(_words(ctx, asked.entity, test) for test in part.tests())
            chips.append(Chip(gettext("not") if part.negated else "", said, without))
        else:
            chips.append(Chip("", _words(ctx, asked.entity, part), without))
    return chips


def _words(ctx: Context, entity: EntityDef, test: Test) -> str:
    field, _owner = _end_of(ctx, entity, test.path)
    if field is None:
        return ""
    values = [_value_words(ctx, field, test.operator, value) for value in test.values]
    value = gettext(", ").join(value for value in values if value)
    operator = str(OPERATOR_WORDS[test.operator])
    if test.operator in (Operator.IS, Operator.ANY_OF, Operator.WITHIN):
        return f"{field.label}: {value}"
    return f"{field.label} {operator} {value}".strip()


def _value_words(ctx: Context, field: FieldDef, operator: Operator, value: str) -> str:
    if operator is Operator.WITHIN:
        return str(SPAN_WORDS.get(value, value))
    if value == "me":
        return gettext("me")
    if field.kind is Kind.YES_NO:
        return gettext("yes") if value == "yes" else gettext("no")
    if field.kind is Kind.CHOICE:
        return face_of_value(ctx, field, value, lambda *_: None).text
    if field.kind in (Kind.LINK, Kind.USER):
        return input_of(ctx, ctx.snapshot.schema.entities[0], field, texts=[value]).shown or value
    return value
