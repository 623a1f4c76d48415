"""The editor of a list's conditions: rows of field, operator and value, in groups of and and or."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.records.asked import Asked, read_asked, where_text
from owj.client.records.choices import choices_address
from owj.client.records.condition_tree import (
    BLANK,
    DEPTH,
    Branch,
    branch_of,
    read_branch,
    tree_of,
)
from owj.client.records.rows import RECORD_FIELDS, field_named
from owj.client.records.words import OPERATOR_WORDS, SPAN_WORDS
from owj.server.layouts.access import entity_of, is_hidden, shown_fields
from owj.server.layouts.asking import operators_of
from owj.server.layouts.conditions import BARE, Group, Operator, Test, fields_on
from owj.server.layouts.definitions import path_is_seen
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, OptionDef
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.records.faces import face_of_value
from owj.ui.records.inputs import Input, input_of


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
    """Rows that belong together. number 0: the outermost group; parent: in which it lies."""

    number: int
    parent: int
    depth: int
    any_of: bool
    negated: bool
    rows: Sequence[ConditionRow]
    may_nest: bool


@staff_page
@require_GET
def conditions_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the editor for what is asked so far, or lead to the list that it asks for."""
    ctx = request.ctx
    definition = entity_of(ctx, entity)
    asked = read_asked(ctx, definition, request.GET)
    given = request.GET
    branch = read_branch(given) if "join" in given else branch_of(asked.definition.where)
    if "apply" in given:
        text = where_text(tree_of(branch, lambda path: is_open(ctx, definition, path)))
        # An empty word keeps the conditions of a stored view away.
        return redirect(asked.address(where=text or ("" if asked.view else None), place=None))
    if "join" not in given and not branch.tests and not branch.inner:
        branch.tests.append(BLANK)
    context = conditions_context(ctx, definition, branch) | {
        "asked": asked,
        "kept": [pair for pair in asked.kept_with_words if pair[0] != "where"],
    }
    part = "conditions_part" if "part" in given else "conditions"
    return render(request, f"client/records/{part}.html", context)


def conditions_context(ctx: Context, entity: EntityDef, branch: Branch) -> dict[str, Any]:
    """Return what the template of the editor needs."""
    return {
        "definition": entity,
        "groups": drawn_groups(ctx, entity, branch),
        "askable": askable_of(ctx, entity),
    }


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


def is_open(ctx: Context, entity: EntityDef, path: Sequence[str]) -> bool:
    """Return whether every field that a path passes may be asked about."""
    return path_is_seen(ctx.snapshot.schema, entity, path, lambda e, f: is_hidden(ctx, e, f))


def drawn_groups(ctx: Context, entity: EntityDef, branch: Branch) -> list[ConditionGroup]:
    """Return the groups of the editor as they are drawn, inner ones behind their outer one."""
    number = itertools.count()
    return [
        ConditionGroup(
            one.number,
            parent,
            depth,
            one.any_of,
            one.negated,
            [_row(ctx, entity, next(number), test) for test in one.tests],
            may_nest=depth + 1 < DEPTH,
        )
        for one, depth, parent in _with_parents(branch)
    ]


def _with_parents(
    branch: Branch, depth: int = 0, parent: int = 0
) -> Iterator[tuple[Branch, int, int]]:
    yield branch, depth, parent
    for one in branch.inner:
        yield from _with_parents(one, depth + 1, branch.number)


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
    if not is_open(ctx, entity, path):
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
    asked = replace(field, kind=kind, required=False, help=None, options=_answers_of(field))
    several = kind in (Kind.MULTI_CHOICE, Kind.YES_NO)
    texts = list(values) if several else list(values[at : at + 1])
    made = input_of(ctx, owner, asked, texts=texts, ask=choices_address(ctx, field))
    made = replace(made, id=f"c{row}-{at}", name=f"r{row}.value")
    if made.value == "me":
        made = replace(made, shown=gettext("me"))
    return made


def _answers_of(field: FieldDef) -> tuple[OptionDef, ...]:
    """Return the answers that may be asked for: old records still have the retired ones."""
    words = gettext("%(option)s (retired)")
    return tuple(
        replace(one, retired=False, label=Label(name, name)) if one.retired else one
        for one in field.options
        for name in (words % {"option": one.label},)
    )


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the list without it."""

    label: str
    words: str
    without: str


def chips_of(ctx: Context, asked: Asked) -> list[Chip]:
    """Return the conditions of a list in words: one chip each where all of them must hold.

    Where one of several is enough, or none may hold, they are one chip together.
    """
    where = asked.definition.where
    if where.parts and (where.negated or (where.any_of and len(where.parts) > 1)):
        without = asked.address(where=where_text(Group()), place=None)
        return [_chip(ctx, asked.entity, where, without)]
    chips: list[Chip] = []
    for place, part in enumerate(where.parts):
        rest = replace(where, parts=where.parts[:place] + where.parts[place + 1 :])
        without = asked.address(where=where_text(rest), place=None)
        chips.append(_chip(ctx, asked.entity, part, without))
    return chips


def _chip(ctx: Context, entity: EntityDef, part: Group | Test, without: str) -> Chip:
    if isinstance(part, Test):
        return Chip("", _words(ctx, entity, part), without)
    return Chip(gettext("not") if part.negated else "", _said_of(ctx, entity, part), without)


def _said_of(ctx: Context, entity: EntityDef, group: Group) -> str:
    """Return the parts of a group in words, groups within it in brackets."""
    said = []
    for part in group.parts:
        if isinstance(part, Test):
            said.append(_words(ctx, entity, part))
            continue
        inner = f"({_said_of(ctx, entity, part)})"
        said.append(f"{gettext('not')} {inner}" if part.negated else inner)
    return (gettext(" or ") if group.any_of else gettext(" and ")).join(said)


def _words(ctx: Context, entity: EntityDef, test: Test) -> str:
    field, _owner = _end_of(ctx, entity, test.path)
    if field is None:
        return ""
    links = fields_on(ctx.snapshot.schema, entity, test.path[:-1]) or []
    label = " · ".join(str(one.label) for one in (*links, field))
    values = [_value_words(ctx, field, test.operator, value) for value in test.values]
    value = gettext(", ").join(value for value in values if value)
    operator = str(OPERATOR_WORDS[test.operator])
    if test.operator in (Operator.IS, Operator.ANY_OF, Operator.WITHIN):
        return f"{label}: {value}"
    return f"{label} {operator} {value}".strip()


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
