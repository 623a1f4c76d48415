"""What pages that serve any entity may do with modules and their prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.warranty.entity import ContractModule, Module, ModulePrice
from owj.packages.warranty.services.work import check_keeper
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import EVERY_VERB, Verb, open_to_pages


def _make_module(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_keeper(ctx)
    return ctx.create(Module, **values)


def _make_price(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_keeper(ctx)
    return ctx.create(ModulePrice, **values)


def _cover(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_keeper(ctx)
    return ctx.create(ContractModule, **values)


def _change(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    check_keeper(ctx)
    fresh = ctx.lock(type(record), record.id)
    return ctx.update(fresh, expected_version=expected_version or record.version, **values)


write_by(Module, make=_make_module, change=_change, together=check_keeper)
write_by(ModulePrice, make=_make_price, change=_change, once=("module",), together=check_keeper)
write_by(
    ContractModule,
    make=_cover,
    change=_change,
    once=("contract", "module"),
    together=check_keeper,
)
# What a paid renewal was made of stands in its entry; rows here go by an administrator's hand only.
for entity in (Module, ModulePrice, ContractModule):
    open_to_pages(entity, EVERY_VERB - {Verb.DELETE, Verb.IMPORT})
