"""Definitions: what an entity is, as frozen data that can be stored, compared and fingerprinted.

Packages' typed declarations compile to these (declare.py), and so will the studio's drawings.
Identity is `id`, which never changes; `key` is the name in code and may be renamed; `table` and
`column` are frozen when they are created, so that a renaming never touches data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from django.utils.translation import get_language

OnDelete = Literal["restrict", "set_null", "cascade"]


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DATE = "date"
    DATE_TIME = "date_time"
    LINK = "link"
    USER = "user"
    AUTO_NUMBER = "auto_number"
    FILE = "file"
    JSON = "json"


TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.AUTO_NUMBER})
LINK_KINDS = frozenset({Kind.LINK, Kind.USER})
# Kinds whose column always holds a value: no text is "", no answer is False.
_NEVER_NULL = TEXT_KINDS | {Kind.YES_NO}


@dataclass(frozen=True, slots=True)
class Label:
    """A name shown to people, in every language of the product."""

    fa: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the wording for a language code such as "fa" or "en-gb"."""
        return self.en if language.startswith("en") else self.fa

    def __str__(self) -> str:
        return self.in_language(get_language() or "fa")


@dataclass(frozen=True, slots=True)
class OptionDef:
    """One answer of a choice. A retired one stays readable and cannot be chosen again."""

    value: str
    label: Label
    retired: bool = False


@dataclass(frozen=True)
class FieldDef:
    """One field: a column, and what may stand in it."""

    id: str
    key: str
    kind: Kind
    label: Label
    column: str
    required: bool = False
    unique: bool = False
    default: Any = None
    search: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    options: tuple[OptionDef, ...] = ()
    target: str | None = None
    on_delete: OnDelete = "restrict"
    reverse: str | None = None
    pattern: str | None = None
    retired: bool = False
    # The column that keeps the folded copy of a searched text; see ddl.py.
    folded: str | None = None

    @cached_property
    def nullable(self) -> bool:
        """Whether the column may hold NULL; of a retired field nobody asks a value."""
        if self.kind in _NEVER_NULL or self.default is not None:
            return False
        return self.retired or not self.required

    @cached_property
    def column_default(self) -> Any:
        """Return the constant that the column itself fills in; None: NULL.

        Writers of an older snapshot, which do not know the column yet, rely on it.
        """
        if self.kind is Kind.JSON and self.default is not None:
            return json.dumps(self.default, ensure_ascii=False, sort_keys=True)
        if self.default is not None:
            return self.default
        if self.kind in TEXT_KINDS:
            return ""
        return False if self.kind is Kind.YES_NO else None

    @cached_property
    def attname(self) -> str:
        """Return the attribute that holds the raw value: `customer_id` of a link `customer`."""
        return f"{self.key}_id" if self.kind in LINK_KINDS else self.key

    def option(self, value: str) -> OptionDef | None:
        """Return the option with this value, retired or not."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class IndexDef:
    """One index.

    Its terms are field keys, "-key" for descending, "persian_key(key)" or "folded(key)".
    """

    name: str
    terms: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class EntityDef:
    """One entity: a table, its fields in order, and how it is shown and watched."""

    id: str
    key: str
    label: Label
    plural: Label
    package: str
    table: str
    fields: tuple[FieldDef, ...]
    indexes: tuple[IndexDef, ...] = ()
    title: str | None = None
    audit: bool = False
    retired: bool = False

    @cached_property
    def by_key(self) -> Mapping[str, FieldDef]:
        """Return the living fields by key."""
        return {one.key: one for one in self.fields if not one.retired}

    @cached_property
    def by_id(self) -> Mapping[str, FieldDef]:
        """Return every field, retired ones too, by its stable id."""
        return {one.id: one for one in self.fields}


@dataclass(frozen=True)
class SchemaDef:
    """Every entity of a workspace at one version."""

    entities: tuple[EntityDef, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, EntityDef]:
        """Return the living entities by key."""
        return {one.key: one for one in self.entities if not one.retired}

    @cached_property
    def by_id(self) -> Mapping[str, EntityDef]:
        """Return every entity, retired ones too, by its stable id."""
        return {one.id: one for one in self.entities}

    @cached_property
    def fingerprint(self) -> str:
        """Return a digest that is equal for equal definitions, on every machine."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        """Return plain data for storing."""
        return {"entities": [entity_to_json(entity) for entity in self.entities]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SchemaDef:
        """Read what `to_json` wrote."""
        return cls(tuple(entity_from_json(entity) for entity in data["entities"]))


@dataclass(frozen=True)
class Overlay:
    """What an organisation laid over a package's entity: for now, fields of its own (`x_…`)."""

    fields: tuple[FieldDef, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return {"fields": [asdict(one) for one in self.fields]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Overlay:
        return cls(tuple(_field_from_json(one) for one in data.get("fields", ())))


def compose_entity(declared: EntityDef, overlay: Overlay) -> EntityDef:
    """Return the entity as this organisation sees it: the package's fields, then its own."""
    return replace(declared, fields=declared.fields + overlay.fields)


def entity_to_json(entity: EntityDef) -> dict[str, Any]:
    """Return plain data for storing one entity."""
    return asdict(entity)


def entity_from_json(data: Mapping[str, Any]) -> EntityDef:
    """Read what `entity_to_json` wrote; keys of a newer version are ignored."""
    known = _known(EntityDef, data)
    known["label"] = Label(**data["label"])
    known["plural"] = Label(**data["plural"])
    known["fields"] = tuple(_field_from_json(one) for one in data["fields"])
    known["indexes"] = tuple(
        IndexDef(one["name"], tuple(one["terms"]), one["unique"]) for one in data["indexes"]
    )
    return EntityDef(**known)


def _field_from_json(data: Mapping[str, Any]) -> FieldDef:
    known = _known(FieldDef, data)
    known["kind"] = Kind(data["kind"])
    known["label"] = Label(**data["label"])
    known["options"] = tuple(
        OptionDef(one["value"], Label(**one["label"]), one["retired"]) for one in data["options"]
    )
    return FieldDef(**known)


def _known(kind: type[EntityDef] | type[FieldDef], data: Mapping[str, Any]) -> dict[str, Any]:
    names: Iterable[str] = (one.name for one in fields(kind))
    return {name: data[name] for name in names if name in data}
