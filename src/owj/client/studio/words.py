"""What the studio says of fields, changes and steps, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from owj.client.studio.kinds import face_of
from owj.client.studio.relations import LINKING
from owj.server.records.defs import FieldDef, Kind, SchemaDef
from owj.ui.dates import digits
from owj.ui.hues import HUES


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
        # Braces and hyphens would turn within a Persian line.
        pattern = f"\u2066{field.pattern}\u2069"
        return gettext("%(name)s, %(pattern)s") % {"name": name, "pattern": pattern}
    return name


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
    "where": _("Only those of which holds"),
    "rule": _("Rule"),
    "message": _("Said when refused"),
    "plural": _("Plural"),
    "description": _("Description"),
    "icon": _("Icon"),
    "color": _("Colour"),
    "title": _("Names a record"),
    "reverse": _("Name of the way back"),
    "audit": _("Changes are kept"),
    "archived": _("Archived"),
    "rules": _("Rules of the record"),
    "order": _("Order of the fields"),
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
    "avg": _("average"),
}


def setting_words(name: str, value: Any, schema: SchemaDef) -> str:
    """Return one setting's value in words; value: as plain data, as drafts and versions keep it."""
    if value is None or value in ("", [], ()):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    words = _VALUES.get(name)
    if words is not None:
        return words(value, schema)
    return digits(value) if isinstance(value, int) else str(value)


def _label_words(value: Mapping[str, str], _schema: SchemaDef) -> str:
    return value["fa"] if value["fa"] == value["en"] else f"{value['fa']} · {value['en']}"


def _options_words(value: Sequence[Mapping[str, Any]], schema: SchemaDef) -> str:
    retired = gettext("%(option)s (retired)")
    named = [(_answer_words(one, schema), one.get("retired")) for one in value]
    return gettext(", ").join(
        retired % {"option": name} if is_retired else name for name, is_retired in named
    )


def _answer_words(one: Mapping[str, Any], schema: SchemaDef) -> str:
    name, color = _label_words(one["label"], schema), one.get("color", "")
    return f"{name} ({HUES[color][1]})" if color and color in HUES else name


def _entity_words(value: str, schema: SchemaDef) -> str:
    return str(schema.by_key[value].plural) if value in schema.by_key else value


def _kind_words(value: str, _schema: SchemaDef) -> str:
    return gettext(face_of(Kind(value)).name)


_VALUES: Mapping[str, Callable[[Any, SchemaDef], str]] = {
    "label": _label_words,
    "plural": _label_words,
    "help": _label_words,
    "message": _label_words,
    "description": _label_words,
    "options": _options_words,
    "target": _entity_words,
    "kind": _kind_words,
    "result": _kind_words,
    "rules": lambda value, _schema: digits(len(value)),
    "order": lambda value, _schema: gettext(", ").join(value),
    "color": lambda value, _schema: str(HUES[value][1]) if value in HUES else value,
    "on_delete": lambda value, _schema: gettext(ON_DELETE_WORDS[value]),
    "aggregate": lambda value, _schema: gettext(AGGREGATE_WORDS.get(value, value)),
}
