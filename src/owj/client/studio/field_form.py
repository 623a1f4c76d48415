"""The form of one field: from a definition to what is shown, and from what came to a definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from owj.client.studio.formulas import refusal_of
from owj.client.studio.kinds import KindFace, face_of
from owj.client.studio.reading import EXPRESSION_LIMIT, HELP_LIMIT, Refusals, english_of
from owj.client.studio.relations import relations_of
from owj.kernel.errors import DefinitionError
from owj.kernel.persian.digits import latin_digits
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, OptionDef, SchemaDef
from owj.server.records.numbers import parse_pattern
from owj.server.schema.changes import FIELD_SETTINGS
from owj.ui.hues import HUES
from owj.ui.reading import language

OPTIONS_MOST = 200
BLANK_OPTIONS = 3
BIG = 2**63 - 1
KEY_LIMIT = 24
PREFIX = "x_"
# What may be changed of a package's own field, beside its words.
OPEN_OF_PACKAGES = frozenset({"rule", "index", "options"})
_KEY = re.compile(r"x_[a-z](?:_?[a-z0-9])*")
SWITCHES = ("required", "unique", "index", "search", "track")
ON_DELETE = ("restrict", "set_null", "cascade")
RESULTS = (Kind.DECIMAL, Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.TEXT, Kind.YES_NO,
           Kind.DATE, Kind.DATE_TIME)  # fmt: skip
AGGREGATES = ("count", "sum", "min", "max", "avg")
COUNT = "count"


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One line of the editor of options; one without a value is not made yet."""

    value: str = ""
    fa: str = ""
    en: str = ""
    color: str = ""
    retired: bool = False


@dataclass
class FieldForm:
    """What the drawer of a field shows. v: the value of each input; errors: by input."""

    face: KindFace
    v: dict[str, Any]
    options: list[OptionRow] = field(default_factory=list)
    errors: Refusals = field(default_factory=Refusals)
    made: FieldDef | None = None
    locked: bool = False

    @property
    def names_options_twice(self) -> bool:
        """Whether the English names of options are shown beside the Persian ones at once."""
        return language() == "en" or any(row.en for row in self.options)

    @property
    def settings(self) -> frozenset[str]:
        """Return which parts of the form this kind has; of a package's field a few."""
        return self.face.settings & OPEN_OF_PACKAGES if self.locked else self.face.settings


def form_of(known: FieldDef, *, locked: bool = False) -> FieldForm:
    """Return the form of a field that is there. locked: a package's own."""
    values: dict[str, Any] = {name: getattr(known, name) for name in SWITCHES}
    for name, label in (("name", known.label), ("help", known.help), ("message", known.message)):
        values[f"{name}_fa"] = label.fa if label else ""
        values[f"{name}_en"] = english_of(label) if label else ""
    for name in ("max_length", "minimum", "maximum", "decimals"):
        given = getattr(known, name)
        values[name] = "" if given is None else str(given)
    for name in ("pattern", "target", "on_delete", "formula", "rule", "aggregate", "where"):
        values[name] = getattr(known, name) or ""
    values["key"] = known.key
    values["result"] = known.result or Kind.DECIMAL
    values["behind"] = f"{known.via or ''}.{known.source or ''}" if known.via else ""
    values["default"] = _shown_default(known)
    options = [
        OptionRow(one.value, one.label.fa, english_of(one.label), one.color, one.retired)
        for one in known.options
    ]
    further = [] if locked else [OptionRow()]
    return FieldForm(face_of(known.kind), values, options + further, locked=locked)


def blank_form(kind: Kind) -> FieldForm:
    """Return the form of a field to come."""
    values: dict[str, Any] = {"track": True, "on_delete": "set_null", "result": Kind.DECIMAL}
    values["aggregate"] = COUNT
    if kind is Kind.AUTO_NUMBER:
        values["pattern"] = "{jy}-{seq:4}"
    if kind is Kind.DECIMAL:
        values["decimals"] = "2"
    return FieldForm(face_of(kind), values, [OptionRow() for _ in range(BLANK_OPTIONS)])


def read_field(
    given: QueryDict, draft: FieldDef, entity: EntityDef, schema: SchemaDef, *, locked: bool = False
) -> FieldForm:
    """Read what came; `made` of the answer is the definition when nothing is wrong.

    draft: the field as it is, or one of the wanted kind without a key for a field to come.
    """
    values: dict[str, Any] = {name: given.get(name, "") for name in given}
    values |= {name: name in given for name in SWITCHES}
    form = FieldForm(face_of(draft.kind), values, _option_rows(given), locked=locked)
    made = _with_settings(form, _with_words(form, draft), entity, schema)
    if not draft.key:
        made = replace(made, key=_key_of(form, entity))
    if not form.errors:
        form.made = made
    elif not locked and not any(row.value == row.fa == row.en == "" for row in form.options):
        form.options.append(OptionRow())
    return form


def field_to_come(kind: Kind) -> FieldDef:
    """Return what a new field of a kind is before anything is said of it."""
    return FieldDef(id="", key="", kind=kind, label=Label("", ""), column="")


def settings_between(before: FieldDef, after: FieldDef) -> dict[str, Any]:
    """Return the settings that differ, as a change of the draft names them."""
    return {
        name: getattr(after, name)
        for name in sorted(FIELD_SETTINGS)
        if getattr(before, name) != getattr(after, name)
    }


def _with_words(form: FieldForm, draft: FieldDef) -> FieldDef:
    v, errors = form.v, form.errors
    label = errors.label(v.get("name_fa", ""), v.get("name_en", ""), "name")
    rule = errors.text(v.get("rule", ""), "rule", EXPRESSION_LIMIT)
    switches = {name: v[name] for name in SWITCHES if name in form.settings or name == "track"}
    return replace(
        draft,
        label=label,
        help=_optional_label(form, "help"),
        message=_optional_label(form, "message"),
        rule=(rule or None) if "rule" in form.settings else draft.rule,
        **switches,
    )


def _optional_label(form: FieldForm, name: str) -> Label | None:
    fa = form.errors.line(form.v.get(f"{name}_fa", ""), f"{name}_fa", HELP_LIMIT)
    en = form.errors.line(form.v.get(f"{name}_en", ""), f"{name}_en", HELP_LIMIT)
    return Label(fa or en, en or fa) if fa or en else None


def _with_settings(
    form: FieldForm, draft: FieldDef, entity: EntityDef, schema: SchemaDef
) -> FieldDef:
    settings, v, errors = form.settings, form.v, form.errors
    changes: dict[str, Any] = {}
    if "length" in settings:
        changes["max_length"] = errors.whole(v.get("max_length", ""), "max_length", 1, 1_000_000)
    if "range" in settings:
        changes |= _read_range(form)
    if "decimals" in settings:
        changes["decimals"] = errors.whole(v.get("decimals", ""), "decimals", 0, 12)
    if "pattern" in settings:
        changes["pattern"] = _read_pattern(form)
    if "options" in settings:
        changes["options"] = _of_package(draft, form) if form.locked else _read_options(form)
    if "target" in settings:
        changes |= _read_target(form, draft, schema)
    if {"formula", "lookup", "rollup"} & settings:
        changes |= _with_result(draft, _read_computed(form, entity, schema))
    made = replace(draft, **changes)
    if "default" in settings:
        made = replace(made, default=_read_default(form, made))
    if made.rule and "rule" not in errors and (words := refusal_of(made.rule, entity, schema)):
        errors["rule"] = words
    return made


def _read_range(form: FieldForm) -> dict[str, int | None]:
    least = form.errors.whole(form.v.get("minimum", ""), "minimum", -BIG, BIG)
    most = form.errors.whole(form.v.get("maximum", ""), "maximum", -BIG, BIG)
    if least is not None and most is not None and least > most:
        form.errors["maximum"] = gettext("The most is less than the least.")
    return {"minimum": least, "maximum": most}


def _read_pattern(form: FieldForm) -> str:
    pattern = latin_digits(form.errors.line(form.v.get("pattern", ""), "pattern"))
    try:
        parse_pattern(pattern)
    except DefinitionError:
        form.errors["pattern"] = gettext(
            "Write {seq:6} where the number stands, last; {jy} before it counts each year anew."
        )
    return pattern


def _option_rows(given: QueryDict) -> list[OptionRow]:
    lists = [given.getlist(f"option_{name}") for name in ("value", "fa", "en", "color")]
    retired = set(given.getlist("option_retired"))
    return [
        OptionRow(value, fa, en, color if color in HUES else "", bool(value) and value in retired)
        for value, fa, en, color in zip(*lists, strict=False)
    ]


def _read_options(form: FieldForm) -> tuple[OptionDef, ...]:
    """Return the options in their order; those that are new get a value made of their name."""
    errors, found = form.errors, []
    rows = [row for row in form.options if row.value or row.fa.strip() or row.en.strip()]
    if len(rows) > OPTIONS_MOST:
        errors["options"] = gettext("That is too many options for one list.")
    for row in rows[:OPTIONS_MOST]:
        fa = errors.line(row.fa, "options")
        en = errors.line(row.en, "options")
        if not fa and not en:
            errors["options"] = gettext("An option needs a name.")
        # The draft gives a new one the value that is stored.
        found.append(OptionDef(row.value, Label(fa or en, en or fa), row.retired, row.color))
    names = [one.label.fa for one in found if not one.retired]
    if not names:
        errors["options"] = gettext("Write at least one option.")
    elif len(set(names)) < len(names):
        errors["options"] = gettext("Two options have the same name.")
    return tuple(found)


def _of_package(draft: FieldDef, form: FieldForm) -> tuple[OptionDef, ...]:
    """Return a package's answers under the names that came; none is new, none goes."""
    known = {one.value: one for one in draft.options}
    form.options = [replace(row, retired=False) for row in form.options if row.value in known]
    if not form.options:
        return draft.options
    read = {
        one.value: replace(one, retired=known[one.value].retired) for one in _read_options(form)
    }
    return tuple({**read, **{one: known[one] for one in known if one not in read}}.values())


def _read_target(form: FieldForm, draft: FieldDef, schema: SchemaDef) -> dict[str, Any]:
    if draft.target:  # A link keeps where it leads.
        target: str | None = draft.target
    else:
        target = form.v.get("target", "")
        if target not in schema.by_key:
            form.errors["target"] = gettext("Choose where the link leads.")
            target = None
    on_delete = form.v.get("on_delete", "")
    if on_delete not in ON_DELETE:
        on_delete = draft.on_delete
    if draft.required and on_delete == "set_null":
        form.errors["on_delete"] = gettext("A link that must be filled cannot be emptied.")
    return {"target": target, "on_delete": on_delete}


def _read_computed(form: FieldForm, entity: EntityDef, schema: SchemaDef) -> dict[str, Any]:
    v, errors = form.v, form.errors
    if "formula" in form.settings:
        formula = errors.text(v.get("formula", ""), "formula", EXPRESSION_LIMIT)
        words = gettext("Write the formula.")
        if formula:
            words = refusal_of(formula, entity, schema, kept=True)
        if words and "formula" not in errors:
            errors["formula"] = words
        result = v.get("result", "")
        return {"formula": formula, "result": Kind(result) if result in RESULTS else Kind.DECIMAL}
    via, _dot, source = v.get("behind", "").partition(".")
    aggregate = v.get("aggregate", COUNT)
    if aggregate not in AGGREGATES:
        aggregate = COUNT
    if not via:
        errors["behind"] = gettext("Choose what it shows.")
    if "rollup" in form.settings:
        if aggregate != COUNT and not source:
            errors["behind"] = gettext("Choose the field that is summed up.")
        made = {"via": via, "source": source or None, "aggregate": aggregate}
        return {**made, "where": _read_where(form, entity, schema, via)}
    return {"via": via, "source": source}


def _read_where(form: FieldForm, entity: EntityDef, schema: SchemaDef, via: str) -> str | None:
    """Return the condition of the records that are summed up, which are of another entity."""
    text = form.errors.text(form.v.get("where", ""), "where", EXPRESSION_LIMIT)
    child = child_behind(schema, entity, via)
    if text and child is not None and (words := refusal_of(text, child, schema, kept=True)):
        form.errors["where"] = words
    return text or None


def child_behind(schema: SchemaDef, entity: EntityDef, via: str) -> EntityDef | None:
    """Return the entity whose link leads here by a way back of this name."""
    ways = (way for way in relations_of(schema) if way.target.key == entity.key)
    return next((way.source for way in ways if via and way.field.reverse == via), None)


def _with_result(draft: FieldDef, changes: dict[str, Any]) -> dict[str, Any]:
    """Let the kind of what comes out follow from its source, where that is another one."""
    made_of = [key for key in ("via", "source", "aggregate") if key in changes]
    if "result" in changes or all(getattr(draft, key) == changes[key] for key in made_of):
        return changes
    return {**changes, "result": None}


def _read_default(form: FieldForm, made: FieldDef) -> Any:
    """Return the constant that new records get; none for nothing written."""
    text = form.errors.line(form.v.get("default", ""), "default", 1000)
    if made.kind is Kind.YES_NO:
        return True if text == "yes" else None
    if not text:
        return None
    if made.kind is Kind.CHOICE:
        option = made.option(text)
        if option is None or option.retired:
            form.errors["default"] = gettext("Choose one of the options.")
        return text
    if made.kind in {Kind.NUMBER, Kind.MONEY}:
        return form.errors.whole(text, "default", -BIG, BIG)
    if made.kind in {Kind.DECIMAL, Kind.PERCENT}:
        plain = latin_digits(text).replace("٫", ".").replace("٬", "")
        if not plain.replace(".", "", 1).lstrip("-").isascii() or not _is_decimal(plain):
            form.errors["default"] = gettext("Write a number.")
        return plain
    return text


def _is_decimal(text: str) -> bool:
    whole, _point, rest = text.lstrip("-").partition(".")
    return whole.isdigit() and (not rest or rest.isdigit())


def _key_of(form: FieldForm, entity: EntityDef) -> str:
    """Return the technical name that was asked for; empty: the draft gives one."""
    wanted = latin_digits(form.v.get("key", "")).strip().lower()
    if not wanted:
        return ""
    key = wanted if wanted.startswith(PREFIX) else PREFIX + wanted
    if not _KEY.fullmatch(key) or len(key) > KEY_LIMIT:
        form.errors["key"] = gettext("Small Latin letters, digits and _ only, a letter first.")
    elif key in {one.key for one in entity.fields}:
        form.errors["key"] = gettext("Another field has this name, perhaps one in the trash.")
    return key


def _shown_default(known: FieldDef) -> str:
    if known.default is None:
        return ""
    return "yes" if known.default is True else str(known.default)


def kinds_of(schema: SchemaDef) -> Sequence[EntityDef]:
    """Return the entities that a link may lead to."""
    return [entity for entity in schema.by_key.values() if not entity.archived]
