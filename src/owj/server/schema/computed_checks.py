"""Says in a review what is wrong with drawn formulas, lookups, rollups and rules."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from owj.kernel.errors import DefinitionError
from owj.kernel.feel import FeelSyntaxError
from owj.server.records.computed import faults_of
from owj.server.records.computed.refusals import ComputedCycle
from owj.server.records.defs import SchemaDef
from owj.server.schema.checks import Problem, said_fault


def computed_problems(schema: SchemaDef) -> Iterator[Problem]:
    """Yield what keeps computed fields and rules from being worked out."""
    for (entity_key, field_key), fault in faults_of(schema).items():
        if isinstance(fault, FeelSyntaxError):
            # The general checks say that.
            continue
        entity = schema.by_key[entity_key]
        field = entity.by_key.get(field_key)
        where = f"{entity.label} · {field.label}" if field else str(entity.label)
        said = _circle(schema, fault) if isinstance(fault, ComputedCycle) else _said(fault)
        yield Problem(entity_key, field_key if field else "", where, said)


def _circle(schema: SchemaDef, fault: ComputedCycle) -> str:
    names = [
        f"{entity.label} · {entity.by_key[key].label}"
        for entity, key in ((schema.by_key[one], key) for one, key in fault.circle)
    ]
    # An arrow between names of both directions would point either way.
    words = gettext("These computed fields read one another in a circle: {names}.")
    return words.format(names=gettext(", then ").join(f"\u2068{name}\u2069" for name in names))


def _said(fault: DefinitionError) -> str:
    reason = fault.data.get("reason")
    return said_fault(fault) if reason is None else gettext(str(reason))
