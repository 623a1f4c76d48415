"""All built-in functions, with and without our additions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Importing a family registers its functions.
from owj.kernel.feel.builtins import (  # noqa: F401
    additions,
    contexts,
    conversion,
    jalali_spans,
    lists,
    numeric,
    ordering,
    range_text,
    ranges,
    statistics,
    temporal,
    text,
    truth,
)
from owj.kernel.feel.builtins.registry import ADDITIONS, STANDARD, Builtin

_STRICT: Mapping[str, Builtin] = MappingProxyType(STANDARD)
_ALL: Mapping[str, Builtin] = MappingProxyType({**ADDITIONS, **STANDARD})


def builtins_for(*, strict: bool) -> Mapping[str, Builtin]:
    """Return the functions by name; strict ones are those of the standard alone."""
    return _STRICT if strict else _ALL
