"""Says in a review what is wrong with drawn formulas, lookups, rollups and rules."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from owj.kernel.errors import DefinitionError
from owj.kernel.feel import FeelSyntaxError
from owj.server.records.computed import faults_of
from owj.server.records.defs import SchemaDef
from owj.server.schema.checks import Problem


def computed_problems(schema: SchemaDef) -> Iterator[Problem]:
    """Yield what keeps computed fields and rules from being worked out."""
    for (entity_key, field_key), fault in faults_of(schema).items():
        if isinstance(fault, FeelSyntaxError):
            # The general checks say that.
            continue
        entity = schema.by_key[entity_key]
        field = entity.by_key.get(field_key)
        where = f"{entity.label} · {field.label}" if field else str(entity.label)
        yield Problem(entity_key, field_key if field else "", where, _said(fault))


def _said(fault: DefinitionError) -> str:
    reason = fault.data.get("reason")
    return gettext(fault.message) % fault.data if reason is None else str(reason)
