"""Builds the model classes of one schema version in a registry of their own.

Classes are never changed after this, and never enter Django's global registry: the migration
autodetector does not see them, and old generations can be collected as garbage.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

from django.apps import AppConfig
from django.apps.registry import Apps
from django.contrib.auth import get_user_model
from django.db import models

from owj.server.records.columns import make_column
from owj.server.records.declare import Choice, Entity
from owj.server.records.declare_kinds import MultiChoice
from owj.server.records.defs import EntityDef, Kind, SchemaDef
from owj.server.records.generated import Generated
from owj.server.records.queryset import RecordSource
from owj.server.records.refusals import WrittenAside

APP_LABEL = "records"
# What records show of a person. A filter cannot reach further, so passwords cannot be guessed.
OPEN_USER_COLUMNS = ("id", "username", "full_name", "email", "phone", "kind", "is_active")


class _RegistryStub(AppConfig):
    """An application that exists only inside one private registry.

    Without it `get_models()` of the registry is empty, and filters against links fail.
    """

    def __init__(self) -> None:
        """Give the few attributes that a registry reads; there is no module behind."""
        self.name = self.label = APP_LABEL
        self.models = {}
        self.apps = None

    def import_models(self) -> None:
        self.models = cast("Apps", self.apps).all_models[APP_LABEL]


def build_models(
    schema: SchemaDef, declared: Mapping[str, type[Entity]]
) -> Mapping[str, type[models.Model]]:
    """Return a model class for every living entity, by key.

    declared: classes whose methods and properties the records of that key carry.
    """
    registry = Apps([_RegistryStub()])
    # Every class that enters would clear all caches of all before; once at the end is enough.
    registry.ready = False
    user_model = _mirror_user(registry)
    built = {
        key: _build_model(entity, declared.get(key, Entity), registry, user_model)
        for key, entity in schema.by_key.items()
    }
    registry.ready = True
    registry.clear_cache()
    return MappingProxyType(built)


def _build_model(
    entity: EntityDef,
    behaviour: type[Entity],
    registry: Apps,
    user_model: type[models.Model],
) -> type[models.Model]:
    attrs: dict[str, Any] = {
        "__module__": __name__,
        "__qualname__": behaviour.__qualname__,
        "Meta": _meta(registry, entity.table, base_manager_name="objects"),
        "objects": RecordSource(),
        "key": entity.key,
        "label": entity.label,
        "definition": entity,
        "id": models.BigAutoField(primary_key=True),
        "version": models.IntegerField(),
        "created_at": models.DateTimeField(),
        "updated_at": models.DateTimeField(),
    }
    for field in entity.by_key.values():
        chosen = field.kind in (Kind.CHOICE, Kind.MULTI_CHOICE)
        members = _members(behaviour, field.key) if chosen else {}
        attrs[field.key] = make_column(field, members, user_model)
    return _make_class(entity.key, (behaviour, Generated, models.Model), attrs)


def _members(behaviour: type[Entity], key: str) -> Mapping[str, StrEnum]:
    declared = getattr(behaviour, key, None)
    return declared.members if isinstance(declared, Choice | MultiChoice) else {}


def _mirror_user(registry: Apps) -> type[models.Model]:
    """Return an unmanaged view of the user model that links inside the registry can point to."""
    real: Any = get_user_model()
    attrs: dict[str, Any] = {
        "__module__": __name__,
        "Meta": _meta(registry, real._meta.db_table),
        "save": _refuse,
        "delete": _refuse,
        "__str__": lambda person: str(person.full_name),
    }
    for name in OPEN_USER_COLUMNS:
        attrs[name] = real._meta.get_field(name).clone()
    return _make_class("user_mirror", (models.Model,), attrs)


def _refuse(*_: Any, **__: Any) -> None:
    raise WrittenAside


def _make_class(name: str, parents: tuple[type, ...], attrs: dict[str, Any]) -> type[models.Model]:
    metaclass: Any = type(models.Model)
    made: type[models.Model] = metaclass(name, parents, attrs)
    return made


def _meta(registry: Apps, table: str, **settings: str) -> type:
    given = {"app_label": APP_LABEL, "apps": registry, "db_table": table, "managed": False}
    return type("Meta", (), {**given, **settings})
