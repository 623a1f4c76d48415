"""From a value of one kind to one of another, as people would write it over; or the reason not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from owj.server.records.defs import (
    CHECKED_KINDS,
    COMPUTED_KINDS,
    LINK_KINDS,
    EntityDef,
    FieldDef,
    Kind,
    Label,
    OptionDef,
)
from owj.server.records.kind_checks import Check
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.texts import from_text, to_input
from owj.server.records.values import compile_check
from owj.server.records.writer import to_column
from owj.server.schema.names import value_for

# Neither is a plain value that can be written over: they lead elsewhere, or nobody writes them.
_APART = LINK_KINDS | COMPUTED_KINDS | {Kind.LINKS, Kind.FILE, Kind.IMAGE, Kind.JSON}
_APART |= {Kind.AUTO_NUMBER}
CONVERTIBLE = frozenset(Kind) - _APART
CHOSEN = frozenset({Kind.CHOICE, Kind.MULTI_CHOICE})
MOST_OPTIONS = 50
_UNINDEXED = frozenset({Kind.LONG_TEXT, Kind.MULTI_CHOICE, Kind.TAGS})


@dataclass(frozen=True, slots=True)
class Converted:
    """A value as the new column takes it; reason: why there is none."""

    value: Any = None
    reason: str | Promise = ""


Converter = Callable[[Any], Converted]


def converter(entity: EntityDef, before: FieldDef, after: FieldDef, zone: ZoneInfo) -> Converter:
    """Return what turns values of one definition into those of another."""
    check = compile_check(entity, after, {})
    to_database = to_column(after)

    def convert(value: Any) -> Converted:
        try:
            read = _read(before, after, value, zone)
            return Converted(to_database(check(read)))
        except FieldValueRejected as refused:
            return Converted(reason=cast("str | Promise", refused.data["expected"]))

    return convert


def _read(before: FieldDef, after: FieldDef, value: Any, zone: ZoneInfo) -> Any:
    pair = (before.stored_kind, after.stored_kind)
    if pair == (Kind.DATE_TIME, Kind.DATE):
        return value.astimezone(zone).date()
    if pair == (Kind.MULTI_CHOICE, Kind.CHOICE) and len(value) == 1:
        return value[0]
    if after.kind in CHOSEN and before.kind in CHOSEN:
        return [value] if isinstance(value, str) else value
    if before.kind is Kind.CHOICE:
        # What people read, not what is stored.
        option = before.option(value)
        return from_text(after, option.label.fa if option else value, zone)
    text = value if before.kind in CHECKED_KINDS else to_input(before, value, zone)
    return from_text(after, text.strip(), zone)


def field_of_kind(before: FieldDef, kind: Kind, options: tuple[OptionDef, ...] = ()) -> FieldDef:
    """Return the definition of a field after a change of kind, in its shadow column.

    What the old kind alone understood (bounds, patterns, defaults) goes; so does what old values
    could break: that it is required, or unique.
    """
    former = (*before.former, before.column)
    return replace(
        before,
        kind=kind,
        column=f"{before.key}__{len(former) + 1}",
        former=former,
        folded=None,
        options=options,
        required=False,
        unique=False,
        search=False,
        index=before.index and kind not in _UNINDEXED,
        default=None,
        minimum=None,
        maximum=None,
        max_length=None,
        pattern=None,
        decimals=None,
        rule=None,
    )


def options_of(before: FieldDef, texts: list[str]) -> tuple[OptionDef, ...]:
    """Return answers made of the values that are there, as far as there are few of them."""
    if before.options:
        return tuple(one for one in before.options if not one.retired)
    found: list[OptionDef] = []
    taken: set[str] = set()
    for text in dict.fromkeys(one.strip() for one in texts if one.strip()):
        label = Label(text[:120], text[:120])
        value = value_for(label, taken)
        taken.add(value)
        found.append(OptionDef(value, label))
    return tuple(found[:MOST_OPTIONS])


__all__ = [
    "CHOSEN",
    "CONVERTIBLE",
    "Check",
    "Converted",
    "converter",
    "field_of_kind",
    "options_of",
]
