"""What the studio says of fields, changes and steps, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from owj.client.studio.kinds import face_of
from owj.client.studio.relations import LINKING
from owj.server.records.defs import EntityDef, FieldDef, Label, OptionDef, SchemaDef
from owj.ui.dates import digits


def field_words(field: FieldDef, schema: SchemaDef) -> str:
    """Return what a field holds in a few words: «گزینه، ۶ حالت»."""
    name = gettext(face_of(field.kind).name)
    if field.kind in LINKING and field.target and field.target in schema.by_key:
        words = gettext("link to %(plural)s")
        return words % {"plural": schema.by_key[field.target].plural}
    if field.options:
        living = sum(not one.retired for one in field.options)
        words = ngettext("%(name)s, %(n)s option", "%(name)s, %(n)s options", living)
        return words % {"name": name, "n": digits(living)}
    if field.pattern:
        return gettext("%(name)s, %(pattern)s") % {"name": name, "pattern": field.pattern}
    return name


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is said otherwise than before."""

    what: str
    before: str
    after: str


# What of a field people are told about when it changes, in the order it is told.
TOLD: Mapping[str, str] = {
    "label": _("Name"),
    "help": _("Help"),
    "kind": _("Kind"),
    "required": _("Must be filled"),
    "unique": _("No two alike"),
    "search": _("Found by search"),
    "index": _("Quick to sort and filter"),
    "track": _("Changes are kept"),
    "default": _("Filled in at first"),
    "max_length": _("Most letters"),
    "minimum": _("Least"),
    "maximum": _("Most"),
    "decimals": _("Digits behind the point"),
    "pattern": _("Pattern"),
    "options": _("Options"),
    "target": _("Leads to"),
    "on_delete": _("When the other is deleted"),
    "formula": _("Formula"),
    "result": _("Gives"),
    "via": _("Through"),
    "source": _("Shows"),
    "aggregate": _("Sums up by"),
    "rule": _("Rule"),
    "message": _("Said when refused"),
    "plural": _("Plural"),
    "description": _("Description"),
    "icon": _("Icon"),
    "color": _("Colour"),
    "title": _("Names a record"),
}
ON_DELETE_WORDS: Mapping[str, str] = {
    "restrict": _("refuse, while somebody links there"),
    "set_null": _("empty the link"),
    "cascade": _("delete this one too"),
}
AGGREGATE_WORDS: Mapping[str, str] = {
    "count": _("how many"),
    "sum": _("sum"),
    "min": _("the least"),
    "max": _("the most"),
    "mean": _("average"),
}


def differences_between(
    before: FieldDef | EntityDef, after: FieldDef | EntityDef, schema: SchemaDef
) -> list[Difference]:
    """Return what differs between two states of a field or an entity, in words."""
    known = {one.name for one in fields(before)}
    found = []
    for name, what in TOLD.items():
        if name not in known or getattr(before, name) == getattr(after, name):
            continue
        was, now = (value_words(name, getattr(one, name), schema) for one in (before, after))
        if was != now:
            found.append(Difference(gettext(what), was, now))
    return found


def value_words(name: str, value: Any, schema: SchemaDef) -> str:
    """Return one setting's value in words."""
    if value is None or value == "":
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    words = _VALUES.get(name)
    if words is not None:
        return words(value, schema)
    return digits(value) if isinstance(value, int) else str(value)


def _label_words(value: Label, _schema: SchemaDef) -> str:
    return value.fa if value.fa == value.en else f"{value.fa} · {value.en}"


def _options_words(value: tuple[OptionDef, ...], _schema: SchemaDef) -> str:
    retired = gettext("%(option)s (retired)")
    return gettext(", ").join(
        retired % {"option": one.label} if one.retired else str(one.label) for one in value
    )


def _entity_words(value: str, schema: SchemaDef) -> str:
    return str(schema.by_key[value].plural) if value in schema.by_key else value


_VALUES: Mapping[str, Callable[[Any, SchemaDef], str]] = {
    "label": _label_words,
    "plural": _label_words,
    "help": _label_words,
    "message": _label_words,
    "description": _label_words,
    "options": _options_words,
    "target": _entity_words,
    "kind": lambda value, _schema: gettext(face_of(value).name),
    "result": lambda value, _schema: gettext(face_of(value).name),
    "on_delete": lambda value, _schema: gettext(ON_DELETE_WORDS[value]),
    "aggregate": lambda value, _schema: gettext(AGGREGATE_WORDS.get(value, value)),
}
