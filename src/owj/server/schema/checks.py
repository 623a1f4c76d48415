"""What is wrong with drawn definitions, before anything is done. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelSyntaxError, compile_expression
from owj.server.records.conditions.fields import names_of
from owj.server.records.defs import (
    COMPUTED_KINDS,
    DECIMAL_KINDS,
    LIST_KINDS,
    TEXT_KINDS,
    EntityDef,
    FieldDef,
    Kind,
    SchemaDef,
)
from owj.server.records.numbers import parse_pattern
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.values import compile_check
from owj.server.schema.drawing import is_own

MOST_ENTITIES = 500
MOST_FIELDS = 300
MOST_OPTIONS = 200
MOST_DECIMALS = 10
_CHOSEN = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE})
_UNINDEXED = LIST_KINDS | {Kind.LONG_TEXT, Kind.JSON}
# What a computed field may come to.
RESULTS = (
    frozenset(Kind)
    - COMPUTED_KINDS
    - LIST_KINDS
    - {
        Kind.LINK,
        Kind.LINKS,
        Kind.USER,
        Kind.AUTO_NUMBER,
        Kind.JSON,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that keeps a draft from being published. entity, field: keys, as far as known."""

    entity: str
    field: str
    where: str
    text: str | Promise


SchemaCheck = Callable[[SchemaDef], Iterable[Problem]]
_further: list[SchemaCheck] = []


def register_schema_check(check: SchemaCheck) -> SchemaCheck:
    """Let another room say what is wrong with drawn definitions (formulas, forms)."""
    if check not in _further:
        _further.append(check)
    return check


def problems_of(schema: SchemaDef) -> tuple[Problem, ...]:
    """Return everything that is wrong with what an organisation drew."""
    return tuple(_problems(schema))


def _problems(schema: SchemaDef) -> Iterator[Problem]:
    if len(schema.by_key) > MOST_ENTITIES:
        text = format_lazy(_("There can be at most {count} entities."), count=MOST_ENTITIES)
        yield Problem("", "", "", text)
    for entity in schema.by_key.values():
        if len(entity.fields) > MOST_FIELDS:
            text = format_lazy(_("An entity can have at most {count} fields."), count=MOST_FIELDS)
            yield Problem(entity.key, "", str(entity.label), text)
        for rule in entity.rules:
            for fault in _feel_faults(entity, rule.condition):
                yield Problem(entity.key, "", str(rule.message), fault)
        for field in entity.by_key.values():
            faults = (
                _own_faults(schema, entity, field)
                if is_own(entity, field)
                else _feel_faults(entity, field.rule)
            )
            for fault in faults:
                yield Problem(entity.key, field.key, f"{entity.label} · {field.label}", fault)
    yield from _circles(schema)
    for check in _further:
        yield from check(schema)


def _circles(schema: SchemaDef) -> Iterator[Problem]:
    """Yield circles of links that must be filled and delete with their target: none could go."""
    leads = {
        entity.key: [
            one
            for one in entity.by_key.values()
            if one.kind is Kind.LINK and one.on_delete == "cascade" and one.required
        ]
        for entity in schema.by_key.values()
    }
    for key in leads:
        way = _way_round(leads, key)
        if way is not None and key == min(way):
            names = " ← ".join(str(schema.by_key[one].label) for one in (*way, key))
            text = format_lazy(
                _("These links delete each other in a circle: {names}. Let one be left empty."),
                names=names,
            )
            yield Problem(key, leads[key][0].key, str(schema.by_key[key].label), text)


def _way_round(leads: Mapping[str, list[FieldDef]], start: str) -> tuple[str, ...] | None:
    """Return the entities on a way along links from one back to itself; None: there is none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while waiting:
        way = waiting.pop()
        for field in leads.get(way[-1], ()):
            if field.target == start:
                return way
            if field.target is not None and field.target not in seen:
                seen.add(field.target)
                waiting.append((*way, field.target))
    return None


def _own_faults(schema: SchemaDef, entity: EntityDef, field: FieldDef) -> Iterator[str | Promise]:
    yield from _setting_faults(field)
    yield from _feel_faults(entity, field.rule)
    if field.kind in _CHOSEN:
        yield from _option_faults(field)
    if field.kind in (Kind.LINK, Kind.LINKS):
        target = schema.by_key.get(field.target or "")
        # An archived entity takes no new records, so its own links may rest together with it.
        if target is None or (target.archived and not entity.archived):
            yield _("A link leads to an entity that is in use.")
        if field.kind is Kind.LINK and field.required and field.on_delete == "set_null":
            yield _("A required link cannot be emptied when its record is deleted.")
    if field.kind is Kind.AUTO_NUMBER:
        yield from _pattern_faults(field)
    if field.computed:
        yield from _computed_faults(entity, field)
    elif field.default is not None:
        yield from _default_faults(entity, field)


def _setting_faults(field: FieldDef) -> Iterator[str | Promise]:
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield _("The least value is larger than the greatest.")
    if field.max_length is not None and not 1 <= field.max_length <= 1_000_000:
        yield _("A text has room for 1 to 1,000,000 letters.")
    if field.decimals is not None and not 0 <= field.decimals <= MOST_DECIMALS:
        yield format_lazy(_("A number has at most {count} decimals."), count=MOST_DECIMALS)
    if (field.unique or field.index) and field.stored_kind in _UNINDEXED:
        yield _("Long texts, lists and plain data can neither be unique nor have an index.")
    if field.unique and (field.computed or field.kind is Kind.YES_NO):
        yield _("This kind of field cannot be unique.")
    if field.unique and field.default is not None:
        yield _("A unique field cannot have a default.")
    if field.search and field.stored_kind not in TEXT_KINDS:
        yield _("Only texts can be searched.")


def _option_faults(field: FieldDef) -> Iterator[str | Promise]:
    values = [one.value for one in field.options]
    if not [one for one in field.options if not one.retired]:
        yield _("A choice needs at least one answer.")
    if len(values) > MOST_OPTIONS:
        yield format_lazy(_("A choice has at most {count} answers."), count=MOST_OPTIONS)
    if len(set(values)) < len(values):
        yield _("Two answers are stored under the same value.")
    if any(not _is_value(value) for value in values):
        yield _("Answers are stored under short values without signs.")


def _is_value(value: Any) -> bool:
    plain = value.replace("_", "").replace("-", "") if isinstance(value, str) else ""
    return plain.isascii() and plain.isalnum() and len(value) <= 60


def _pattern_faults(field: FieldDef) -> Iterator[str | Promise]:
    try:
        pattern = parse_pattern(field.pattern or "")
    except OwjError:
        yield _("A number needs a pattern such as INV-{jy}-{seq:6}.")
        return
    if len(pattern.text) > 40 or not pattern.text.isprintable():
        yield _("What stands before the number is at most 40 letters.")


def _computed_faults(entity: EntityDef, field: FieldDef) -> Iterator[str | Promise]:
    if field.result not in RESULTS:
        yield _("Say which kind of value comes out.")
    if field.kind is Kind.FORMULA:
        if not field.formula:
            yield _("A formula needs an expression.")
        yield from _feel_faults(entity, field.formula)
    elif not field.via:
        yield _("Say through which link the values are read.")
    if field.kind is Kind.ROLLUP and not field.aggregate:
        yield _("Say what is made of the values: their count, sum, least, most or average.")
    if field.required:
        yield _("A computed field cannot be required.")


def _default_faults(entity: EntityDef, field: FieldDef) -> Iterator[str | Promise]:
    try:
        compile_check(entity, field, {})(_default_value(field))
    except FieldValueRejected as refused:
        yield format_lazy(
            _("The default is not allowed: expected {expected}."),
            expected=refused.data["expected"],
        )
    except (TypeError, ValueError, InvalidOperation, OverflowError):
        yield _("The default is no value of this kind.")


def _default_value(field: FieldDef) -> Any:
    if field.kind in DECIMAL_KINDS:
        return Decimal(str(field.default))
    if field.kind is Kind.DURATION:
        return timedelta(seconds=int(field.default))
    return field.default


def _feel_faults(entity: EntityDef, expression: str | None) -> Iterator[str | Promise]:
    if not expression:
        return
    try:
        compile_expression(expression, tuple(names_of(entity)))
    except FeelSyntaxError as refused:
        yield said_fault(refused)


def said_fault(refused: OwjError) -> str:
    """Return the sentence of a refusal in the reader's language, with the phrases inside it."""
    data = {
        name: gettext(said) if isinstance(said, str) and said else said
        for name, said in refused.data.items()
    }
    return gettext(refused.message) % data
