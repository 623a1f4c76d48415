"""What a key is for: to read or to write, everything or one entity.

"read", "write", "read:vehicle", "write:vehicle". Who may write may read. A scope only narrows: a
key never reaches more than the person to whom it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from owj.kernel.errors import InvalidInput

Deed = Literal["read", "write"]
_SCOPE = re.compile(r"(read|write)(:[a-z][a-z0-9_]{0,62})?")
MOST_SCOPES = 50


class ScopeUnknown(InvalidInput):
    """Say that a scope is none."""

    code = "api_key.scope_unknown"
    message = "Expected read, write, read:ENTITY or write:ENTITY, got %(got)s."


def clean_scopes(scopes: Iterable[str]) -> list[str]:
    """Return the scopes, each once and in order. Raises: ScopeUnknown."""
    found = sorted(set(scopes))
    wrong = next((one for one in found if not _SCOPE.fullmatch(one)), None)
    if wrong is not None or not 0 < len(found) <= MOST_SCOPES:
        raise ScopeUnknown(got=wrong or len(found))
    return found


def allows(scopes: Iterable[str], deed: Deed, entity_key: str) -> bool:
    """Return whether a key may do something with an entity."""
    enough = {"write"} if deed == "write" else {"read", "write"}
    return not {*enough, *(f"{one}:{entity_key}" for one in enough)}.isdisjoint(scopes)
