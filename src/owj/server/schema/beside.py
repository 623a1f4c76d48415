"""What a draft carries besides entities and fields: forms, views, roles, decisions, processes.

Those rooms know this one, so the room that keeps them (`server/configuration`) registers itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from owj.kernel.errors import OwjError
    from owj.server.records.context import Context
    from owj.server.schema.drawing import Drawing


class BesideChange(NamedTuple):
    """One thing that publishing makes, changes or takes away.

    id: of the row by which it is dropped, 0 for none. words: what kind of thing; name: which one.
    problem: why it cannot be; kept: whether it stays as it is, because it was changed since.
    """

    id: int
    what: str
    words: str | Promise
    name: str
    problem: OwjError | None = None
    kept: bool = False


class Beside(Protocol):
    """The room that keeps the rest of a configuration."""

    def count(self, draft_id: int) -> int:
        """Return how many things a draft carries besides."""

    def review(
        self, ctx: Context, draft_id: int, drawing: Drawing, *, trial: bool
    ) -> tuple[BesideChange, ...]:
        """Return what publishing a draft does besides. trial: whether to try each."""

    def carried(self, draft_id: int) -> Any:
        """Return what a draft carries, as plain data that is kept with the version."""

    def publish(self, ctx: Context, draft_id: int, carried: Any, number: int) -> None:
        """Do it and take it out of the draft, in the transaction that makes a version current."""

    def review_back(self, ctx: Context, number: int) -> tuple[BesideChange, ...]:
        """Return what going back to a version does besides."""

    def go_back(self, ctx: Context, number: int, new: int) -> None:
        """Do it, in the transaction that makes the new version current."""


_rooms: list[Beside] = []


def register_beside(room: Beside) -> None:
    """Let a room take part in reviewing, publishing and going back."""
    if room not in _rooms:
        _rooms.append(room)


def rooms() -> tuple[Beside, ...]:
    """Return the rooms that take part."""
    return tuple(_rooms)
