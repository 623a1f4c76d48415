"""What a role allows with one verb: the rows that it reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.rights import Verb


class Scope(StrEnum):
    """Which rows a right reaches."""

    ALL = "all"
    OWN = "own"
    TEAM = "team"
    CONDITION = "condition"


_VERBS = frozenset(one.value for one in Verb)
_SCOPES = frozenset(one.value for one in Scope)
# Verbs that have no rows of their own.
WITHOUT_ROWS = frozenset({Verb.DESIGN, Verb.IMPORT})


@dataclass(frozen=True, slots=True)
class Grant:
    """One right. owner: the id of the field that names whose a row is; condition: FEEL."""

    scope: Scope = Scope.ALL
    owner: str = ""
    condition: str = ""

    def to_json(self) -> dict[str, str]:
        """Return plain data for storing."""
        found = {"scope": self.scope.value}
        if self.scope in (Scope.OWN, Scope.TEAM):
            found["owner"] = self.owner
        if self.scope is Scope.CONDITION:
            found["condition"] = self.condition
        return found


Grants = Mapping[Verb, Grant]


def grants_from_json(data: Mapping[str, Any]) -> dict[Verb, Grant]:
    """Read what `to_json` wrote; verbs that this version does not know allow nothing."""
    return {
        Verb(verb): Grant(
            Scope(one["scope"]), str(one.get("owner", "")), str(one.get("condition", ""))
        )
        for verb, one in data.items()
        if verb in _VERBS and one.get("scope") in _SCOPES
    }


def owner_fields(entity: EntityDef) -> tuple[FieldDef, ...]:
    """Return the fields that can say whose a row is: those that name one colleague."""
    return tuple(one for one in entity.by_key.values() if one.kind is Kind.USER)
