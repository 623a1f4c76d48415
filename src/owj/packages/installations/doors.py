"""What pages that serve any entity may do with installations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.customers.services.who_may import check_staff
from owj.packages.installations.entity import Installation
from owj.server.activity.package_moves import moves_in_merges
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import EVERY_VERB, Verb, open_to_pages


def _make(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_staff(ctx)
    return ctx.create(Installation, **values)


def _change(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    check_staff(ctx)
    fresh = ctx.lock(Installation, record.id)
    return ctx.update(fresh, expected_version=expected_version or record.version, **values)


write_by(Installation, make=_make, change=_change, once=("customer",), together=check_staff)
# Its account hangs on it, so none is deleted.
open_to_pages(Installation, EVERY_VERB - {Verb.DELETE, Verb.IMPORT})
moves_in_merges(Installation, "customer")
