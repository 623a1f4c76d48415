"""Which roles an account may carry: those that come with Owj, and those that others add."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from owj.server.identity.models import STAFF_ROLES

_sources: list[Callable[[], Iterable[str]]] = []


def add_role_keys(source: Callable[[], Iterable[str]]) -> None:
    """Let `source` name further roles that staff may carry."""
    _sources.append(source)


def staff_role_keys() -> tuple[str, ...]:
    """Return every role that staff may carry, those that come with Owj first."""
    return (*STAFF_ROLES, *(key for source in _sources for key in source()))
