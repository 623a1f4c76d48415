"""From a typed declaration to a definition, refusing what could not become a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from owj.kernel.errors import DefinitionError
from owj.server.records.declare import AutoNumber, Choice, Entity, Field, Link
from owj.server.records.declare_kinds import MultiChoice
from owj.server.records.defs import (
    LINK_KINDS,
    EntityDef,
    FieldDef,
    IndexDef,
    Kind,
    Label,
    OptionDef,
    SchemaDef,
)
from owj.server.records.indexes import indexes_for, term_field
from owj.server.records.numbers import parse_pattern

# Names made by an organisation begin so; a package may not use them.
ORGANISATION_PREFIX = "x_"
# What the database keeps beside a searched text, under the name of its column.
FOLDED_SUFFIX = "_folded"
OWN_COLUMNS = ("id", "version", "created_at", "updated_at")
_NAME = re.compile(r"[a-z](?:_?[a-z0-9])*")
_NAME_LENGTH = 40
_SHADOW = re.compile(r"__[0-9]+\Z")
_TERM = re.compile(r"-?[a-z][a-z0-9_]*|(?:persian_key|persian_fold|folded)\([a-z][a-z0-9_]*\)")
_RESERVED = frozenset(
    {*dir(models.Model), *dir(Entity), *OWN_COLUMNS, "key", "label", "objects", "all", "in"}
    | {"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}
)
_META = frozenset(
    {"plural", "title", "audit", "indexes", "unique", "description", "icon", "color", "rules"}
)


def compile_packages(packages: Iterable[tuple[str, Sequence[type[Entity]]]]) -> SchemaDef:
    """Return the definitions of every declared entity. Raises: DefinitionError."""
    entities = tuple(
        compile_entity(entity, package) for package, theirs in packages for entity in theirs
    )
    check_links(entities)
    return SchemaDef(entities)


def compile_entity(entity: type[Entity], package: str) -> EntityDef:
    """Return the definition of one declared entity. Raises: DefinitionError."""
    key = _checked_name(getattr(entity, "key", ""), entity.__name__)
    if not isinstance(getattr(entity, "label", None), Label):
        raise _refusal(key, "a label in both languages", getattr(entity, "label", "none"))
    meta = _meta_of(entity, key)
    fields = tuple(
        _compile_field(field, name, f"{package}.{key}") for name, field in _declared(entity)
    )
    _check_annotations(entity, key, fields)
    table = f"e_{key}"
    return EntityDef(
        id=f"{package}.{key}",
        key=key,
        label=entity.label,
        plural=meta.get("plural", entity.label),
        package=package,
        table=table,
        fields=fields,
        indexes=_indexes(table, fields, meta),
        title=_checked_title(key, fields, meta.get("title")),
        audit=bool(meta.get("audit", False)),
        description=meta.get("description"),
        icon=meta.get("icon", ""),
        color=meta.get("color", ""),
        rules=tuple(meta.get("rules", ())),
    )


def check_links(entities: Iterable[EntityDef]) -> None:
    """Refuse links to nothing and two ways back of one name. Raises: DefinitionError."""
    by_key = {entity.key: entity for entity in entities if not entity.retired}
    ways_back: set[tuple[str, str]] = set()
    for entity in by_key.values():
        for field in entity.by_key.values():
            if field.kind not in (Kind.LINK, Kind.LINKS):
                continue
            where = f"{entity.key}.{field.key}"
            target = by_key.get(field.target or "")
            if target is None:
                raise _refusal(where, "a link to a declared entity", field.target)
            if field.reverse is None:
                continue
            way_back = (target.key, _checked_name(field.reverse, where))
            if way_back in ways_back or field.reverse in target.by_key:
                raise _refusal(where, f"a way back that is free on {target.key}", field.reverse)
            ways_back.add(way_back)


def check_own_entity(entity: EntityDef) -> None:
    """Refuse an organisation's entity that is not named as its own. Raises: DefinitionError."""
    for name in (entity.key, entity.table.removeprefix("e_")):
        if not name.startswith(ORGANISATION_PREFIX):
            raise _refusal(entity.id, f"a name that begins with {ORGANISATION_PREFIX}", name)
        _checked_name(name, entity.id)
    check_own_fields(entity.fields, entity.id)


def check_own_fields(fields: Iterable[FieldDef], where: str) -> None:
    """Refuse an organisation's fields that are not named as its own. Raises: DefinitionError."""
    for field in fields:
        # A field that was of other kinds stands in a column with their number behind its name.
        for name in (field.key, _SHADOW.sub("", field.column)):
            if not name.startswith(ORGANISATION_PREFIX):
                raise _refusal(where, f"a name that begins with {ORGANISATION_PREFIX}", name)
            _checked_name(name, where)


def _declared(entity: type[Entity]) -> list[tuple[str, Field[Any]]]:
    """Return the fields in order of declaration, those of parent classes first."""
    found: dict[str, Field[Any]] = {}
    for owner in reversed(entity.__mro__):
        found.update(
            (name, value) for name, value in vars(owner).items() if isinstance(value, Field)
        )
    return list(found.items())


def _compile_field(field: Field[Any], name: str, entity_id: str) -> FieldDef:
    where = f"{entity_id}.{name}"
    _checked_name(name, where)
    if name.startswith(ORGANISATION_PREFIX):
        raise _refusal(
            where, f"a name without {ORGANISATION_PREFIX}, which organisations use", name
        )
    if not isinstance(field.label, Label):
        raise _refusal(where, "a label in both languages", field.label)
    settings = dict(field.settings)
    if isinstance(field, Choice | MultiChoice):
        unnamed = [str(member) for member, label in field.options.items() if not label.fa]
        if unnamed or not field.options:
            raise _refusal(where, "options with names in both languages", unnamed or "none")
        settings["options"] = tuple(
            OptionDef(str(member), label) for member, label in field.options.items()
        )
    if isinstance(field, Link):
        settings["target"] = field.target
    if isinstance(field, AutoNumber):
        parse_pattern(settings["pattern"], where)
    if field.required and settings.get("on_delete") == "set_null":
        raise _refusal(where, "restrict or cascade, because the link is required", "set_null")
    default = field.default if field.default != "" else None
    column = f"{name}_id" if field.kind in LINK_KINDS else name
    compiled = FieldDef(
        id=field.stable_id or where,
        key=name,
        kind=field.kind,
        label=field.label,
        column=column,
        required=field.required,
        unique=field.unique,
        default=str(default) if isinstance(field, Choice) and default is not None else default,
        folded=f"{column}{FOLDED_SUFFIX}" if settings.get("search") else None,
        **settings,
    )
    _check_default(compiled, where)
    return compiled


def _check_default(field: FieldDef, where: str) -> None:
    """Refuse a default that is not a constant of the field's own kind."""
    value = field.default
    if value is None:
        return
    chosen = {Kind.CHOICE: [value], Kind.MULTI_CHOICE: value}.get(field.kind, ())
    if any(field.option(one) is None for one in chosen):
        raise _refusal(where, "a default among the options", value)
    if isinstance(value, date | datetime | UUID) or callable(value):
        raise _refusal(where, "a constant default", value)


def _meta_of(entity: type[Entity], key: str) -> dict[str, Any]:
    meta = vars(entity).get("Meta")
    given = {name: value for name, value in vars(meta or object).items() if name[0] != "_"}
    unknown = sorted(set(given) - _META)
    if unknown:
        raise _refusal(f"{key}.Meta", ", ".join(sorted(_META)), ", ".join(unknown))
    return given


def _checked_title(key: str, fields: Sequence[FieldDef], title: str | None) -> str | None:
    if title is not None and title not in {field.key for field in fields}:
        raise _refusal(f"{key}.Meta.title", "a field of the entity", title)
    return title


def _indexes(table: str, fields: Sequence[FieldDef], meta: dict[str, Any]) -> tuple[IndexDef, ...]:
    """Return the declared indexes and those that the fields themselves need."""
    known = {field.key for field in fields} | set(OWN_COLUMNS)
    declared = {_checked_terms(table, terms, known): True for terms in meta.get("unique", ())}
    declared |= {(field.key,): True for field in fields if field.unique}
    for terms in meta.get("indexes", ()):
        declared.setdefault(_checked_terms(table, terms, known), False)
    return indexes_for(table, fields, declared)


def _checked_terms(table: str, terms: Sequence[str], known: set[str]) -> tuple[str, ...]:
    where = f"{table}.Meta"
    if isinstance(terms, str) or not terms:
        raise _refusal(where, "tuples of field names", terms)
    for term in terms:
        if not _TERM.fullmatch(term):
            raise _refusal(where, '"field", "-field" or "persian_key(field)"', term)
        if term_field(term) not in known:
            raise _refusal(where, "a field of the entity", term)
    return tuple(terms)


def _check_annotations(entity: type[Entity], key: str, fields: Sequence[FieldDef]) -> None:
    """Refuse a `<link>_id: int` that says something else than the link beside it."""
    for field in fields:
        written = vars(entity).get("__annotations__", {}).get(field.attname)
        if field.kind not in LINK_KINDS or written is None:
            continue
        expected = "int | None" if field.nullable else "int"
        if str(written).replace("<class 'int'>", "int") != expected:
            raise _refusal(f"{key}.{field.attname}", expected, written)


def _checked_name(name: str, where: str) -> str:
    if not _NAME.fullmatch(name) or len(name) > _NAME_LENGTH:
        raise _refusal(where, f"a name of at most {_NAME_LENGTH} of a-z, 0-9 and _", name)
    if name in _RESERVED:
        raise _refusal(where, "a name that records do not use themselves", name)
    return name


def _refusal(where: str, expected: str, got: object) -> DefinitionError:
    return DefinitionError(where=where, expected=expected, got=got)
