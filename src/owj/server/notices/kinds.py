"""The registry of what a person can be told, and by which ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from owj.server.identity.doors import Door

Tone = Literal["", "danger"]


class Way(StrEnum):
    """How a notice reaches a person."""

    APP = "app"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of news, registered by the package that tells it.

    label: msgid of the line on which a person chooses. words: msgid shown in the bell, with
    %(ticket)s, %(promise)s and %(by)s of the notice's data. by_default: the ways of who never
    chose. door: whose news it is.
    """

    key: str
    label: str
    words: str
    icon: str = "bell"
    tone: Tone = ""
    door: Door = "staff"
    ways: frozenset[Way] = frozenset(Way)
    by_default: frozenset[Way] = frozenset({Way.APP})


_kinds: dict[str, NoticeKind] = {}


def register_notice_kinds(kinds: Iterable[NoticeKind]) -> None:
    """Make kinds of news known in this process, in the order in which they are shown."""
    for kind in kinds:
        _kinds[kind.key] = kind


def notice_kind(key: str) -> NoticeKind | None:
    """Return a kind; None for one that no installed package tells (any more)."""
    return _kinds.get(key)


def kinds_at(door: Door) -> tuple[NoticeKind, ...]:
    """Return what can be chosen at a door."""
    return tuple(kind for kind in _kinds.values() if kind.door == door)


def ways_by_default(key: str) -> frozenset[Way]:
    """Return how a kind reaches who never chose; an unknown kind stays inside the program."""
    kind = _kinds.get(key)
    return kind.by_default if kind else frozenset({Way.APP})
