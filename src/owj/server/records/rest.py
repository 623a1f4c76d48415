"""What a version has to do besides its tables: kept with it, and done by whoever finishes it.

A room registers its doing under a name. The applier writes the name and plain data into the version
when it begins, and calls the doing in the transaction that makes the version current: the process
that began and one that takes up its work after a crash go the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from owj.kernel.errors import DefinitionError
from owj.server.context import Actor
from owj.server.records.context import Context, open_context


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be done. name: of a registered doing; by, at: who publishes, and when."""

    name: str
    by: Actor
    at: datetime
    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        by = {**asdict(self.by), "roles": sorted(self.by.roles)}
        return {"name": self.name, "by": by, "at": self.at.isoformat(), "data": self.data}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rest:
        """Read what `to_json` wrote."""
        by = Actor(**{**data["by"], "roles": frozenset(data["by"]["roles"])})
        return cls(data["name"], by, datetime.fromisoformat(data["at"]), data["data"])

    def context(self) -> Context:
        """Begin the unit of work of whoever publishes, upon the version in force."""
        return open_context(self.by, self.at)


Do = Callable[[int], None]
# Called while the version before is in force; what it returns is called with the new number.
Prepare = Callable[[Rest], Do]
_known: dict[str, Prepare] = {}


def register_rest(name: str, prepare: Prepare) -> None:
    """Let versions that say this name have something done."""
    _known[name] = prepare


def prepare_rest(kept: Mapping[str, Any]) -> Do:
    """Return what does the rest that a version keeps. Raises: DefinitionError: none such."""
    if not kept:
        return lambda _number: None
    prepare = _known.get(kept["name"])
    if prepare is None:
        raise DefinitionError(where="rest", expected="a known name", got=str(kept["name"]))
    return prepare(Rest.from_json(kept))
