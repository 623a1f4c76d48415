"""What a designer may ask for, as data: kept in a draft in order, applied purely (drawing.py).

Entities and fields are named by key. `settings` name attributes of `EntityDef` and `FieldDef`;
their values may be the definitions' own (Label, OptionDef, Kind) or the same as plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

from owj.server.records.defs import Kind, Label
from owj.server.schema.errors import SchemaChangeRefused

ENTITY_SETTINGS = frozenset(
    {"label", "plural", "description", "icon", "color", "title", "audit", "rules"}
)
FIELD_SETTINGS = frozenset(
    {"label", "kind", "required", "unique", "default", "search", "max_length", "minimum"}
    | {"maximum", "options", "target", "on_delete", "reverse", "pattern", "help", "message"}
    | {"rule", "formula", "via", "source", "aggregate", "result", "index", "track", "decimals"}
    | {"names", "where"}
)
_NAME = Label("نام", "Name")


@dataclass(frozen=True, slots=True)
class CreateEntity:
    """Make an entity. title: the name of its first field, which names its records; None: none.

    key: given by the draft when it is empty.
    """

    label: Label
    plural: Label
    key: str = ""
    description: Label | None = None
    icon: str = ""
    color: str = ""
    audit: bool = True
    title: Label | None = _NAME


@dataclass(frozen=True, slots=True)
class ChangeEntity:
    """Change what is said of an entity; settings: of ENTITY_SETTINGS, only those that change."""

    entity: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArchiveEntity:
    """Take an entity off the menus; its records stay readable, and no new ones are made."""

    entity: str


@dataclass(frozen=True, slots=True)
class RestoreEntity:
    """Bring an archived entity back."""

    entity: str


@dataclass(frozen=True, slots=True)
class AddField:
    """Give an entity a field. key: given by the draft when it is empty."""

    entity: str
    kind: Kind
    label: Label
    key: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeField:
    """Change a field; settings: of FIELD_SETTINGS, only those that change."""

    entity: str
    field: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RemoveField:
    """Put a field of one's own into the trash; its values are kept."""

    entity: str
    field: str


@dataclass(frozen=True, slots=True)
class RestoreField:
    """Bring a field back from the trash, with its values."""

    entity: str
    field: str


@dataclass(frozen=True, slots=True)
class OrderFields:
    """Put the fields of an entity in order; those that are not named come after."""

    entity: str
    fields: tuple[str, ...]


Change = (
    CreateEntity
    | ChangeEntity
    | ArchiveEntity
    | RestoreEntity
    | AddField
    | ChangeField
    | RemoveField
    | RestoreField
    | OrderFields
)
CHANGES: Mapping[str, type[Change]] = {
    "create_entity": CreateEntity,
    "change_entity": ChangeEntity,
    "archive_entity": ArchiveEntity,
    "restore_entity": RestoreEntity,
    "add_field": AddField,
    "change_field": ChangeField,
    "remove_field": RemoveField,
    "restore_field": RestoreField,
    "order_fields": OrderFields,
}
_VERBS = {kind: verb for verb, kind in CHANGES.items()}


def change_to_json(change: Change) -> dict[str, Any]:
    """Return plain data for storing."""
    plain = {one.name: as_data(getattr(change, one.name)) for one in fields(change)}
    return {"change": _VERBS[type(change)], **plain}


def change_from_json(data: Mapping[str, Any]) -> Change:
    """Read what `change_to_json` wrote. Raises: SchemaChangeRefused."""
    kind = CHANGES.get(str(data.get("change")))
    if kind is None:
        raise SchemaChangeRefused(
            where="change", expected=", ".join(CHANGES), got=data.get("change")
        )
    given = {one.name: data[one.name] for one in fields(kind) if one.name in data}
    for name in ("label", "plural", "description", "title"):
        if isinstance(given.get(name), Mapping):
            given[name] = Label(**given[name])
    if "kind" in given:
        given["kind"] = Kind(given["kind"])
    if "fields" in given:
        given["fields"] = tuple(given["fields"])
    return kind(**given)


def as_data(value: Any) -> Any:
    """Return a value of a change as plain data."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): as_data(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(one) for one in value]
    return value
