"""What packages say of merges: the links that only they move, and what has to come together.

A link whose field general pages may not write keeps a merge from happening, because its package
keeps logs, rights or figures beside it. A package that knows how such a link moves says so:

    moves_in_merges(Membership, "customer", move=unite_memberships, after=tell_of_rights)
    joins_in_merges(Contact, join=take_account)

Everything they write is told back as writes, so that parting the records undoes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity

# A record and the values by field key that it is to have.
Write = tuple[Any, Mapping[str, Any]]
# Of a unit of work with full reach, a row that leads to a record that goes, and the id of the one
# that stays. No write: the row goes with its record.
Move = Callable[["Context", Any, int], Iterable[Write]]
# Of the record that stays and those that go, before any of them changes.
# chosen: by field key, the record whose value the person wants, as far as they said.
Join = Callable[["Context", Any, Sequence[Any], Mapping[str, int]], Iterable[Write]]
# Of the records that would be merged: keys of fields that no page writes, and of which only one
# value can stay, so that the person chooses.
Choices = Callable[["Context", Sequence[Any]], Iterable[str]]
# Of a row that leads elsewhere now; also when it is parted again.
After = Callable[["Context", Any], None]


@dataclass(frozen=True, slots=True)
class PackageMove:
    """How a package moves one of its links. move: None: the link alone is written."""

    move: Move | None
    after: After | None


_moves: dict[tuple[str, str], PackageMove] = {}
_joins: dict[str, Join] = {}
_choices: dict[str, Choices] = {}


def moves_in_merges(
    entity: type[Entity], key: str, *, move: Move | None = None, after: After | None = None
) -> None:
    """Let merges move a link of a package, as it says."""
    _moves[entity.key, key] = PackageMove(move, after)


def joins_in_merges(entity: type[Entity], join: Join, *, choices: Choices | None = None) -> None:
    """Let records of a package be merged by whoever may change them; `join` goes first.

    The records that go are deleted by the package's leave, whoever may delete them otherwise.
    """
    _joins[entity.key] = join
    if choices is not None:
        _choices[entity.key] = choices


def package_choices(ctx: Context, entity_key: str, records: Sequence[Any]) -> list[str]:
    """Return the fields of which a package lets the person choose whose value stays."""
    ask = _choices.get(entity_key)
    return list(ask(ctx, records)) if ask is not None else []


def package_move(entity_key: str, key: str) -> PackageMove | None:
    """Return how a package moves a link; None: it says nothing of it."""
    return _moves.get((entity_key, key))


def package_join(entity_key: str) -> Join | None:
    """Return what a package does before its records are merged."""
    return _joins.get(entity_key)
