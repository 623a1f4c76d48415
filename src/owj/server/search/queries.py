"""Finding records of every entity by words: folded, one letter wrong, the latest first.

Only fields that the actor may see are looked at, in rows that the actor may see. The folded copies
and their trigram indexes are those of searched fields (records.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Value

from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold
from owj.kernel.persian.marks import Piece, marked_pieces, snippet
from owj.server.records.access import visible_fields
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context

WORDS_LIMIT = 200
PER_ENTITY = 5
# The trigram index knows nothing shorter; without it every row ever would be read.
SHORTEST = 3
# Among how many of the newest records under the words the latest changed ones are looked for.
NEWEST = 200


@dataclass(frozen=True, slots=True)
class Find:
    """One record. said: the stretch of another field than the title in which the words stand."""

    record: Any
    title: tuple[Piece, ...]
    said: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FindsOfEntity:
    """What was found of one entity; more: there is more than is here."""

    entity: EntityDef
    finds: tuple[Find, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Everything found; nearly: nothing is written as asked, these come close."""

    groups: tuple[FindsOfEntity, ...]
    nearly: bool = False


def find_records(
    ctx: Context,
    words: str,
    *,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
    limit: int = PER_ENTITY,
    forgiving: bool = True,
) -> Found:
    """Return the latest records of each entity in which all the words stand.

    only, without: keys of entities. forgiving: when nothing is written so, what comes close.
    Nothing is looked for with less than three letters, except numbers that are given whole.
    """
    words = words.replace("\x00", "").strip()[:WORDS_LIMIT]
    if not words:
        return Found(())
    entities = [
        entity
        for key, entity in ctx.snapshot.schema.by_key.items()
        if (only is None or key in only) and key not in without and not entity.archived
        if ctx.may(key, Verb.READ)
    ]
    for lookup in ("folded", "nearly") if forgiving else ("folded",):
        found = (_finds(ctx, entity, words, lookup, limit) for entity in entities)
        groups = tuple(one for one in found if one.finds)
        if groups:
            return Found(groups, nearly=lookup == "nearly")
    return Found(())


def _finds(ctx: Context, entity: EntityDef, words: str, lookup: str, limit: int) -> FindsOfEntity:
    fields = [one for one in visible_fields(ctx, entity.key) if one.kind in TEXT_KINDS]
    asked = list(_questions(entity, fields, words, lookup))
    if not asked:
        return FindsOfEntity(entity, (), more=False)
    condition = Q()
    for one in asked:
        condition |= one
    records = _latest(ctx, entity, condition, limit + 1, rare=lookup == "nearly")
    finds = tuple(_find(record, fields, words) for record in records[:limit])
    return FindsOfEntity(entity, finds, more=len(records) > limit)


def _latest(
    ctx: Context, entity: EntityDef, condition: Q, many: int, *, rare: bool = False
) -> list[Any]:
    """Return the latest changed of the newest records under a condition.

    A word that stands in every sixth of a million records would have the database read and sort
    all of them; ordered by id it takes the newest and stops. What is rare it must not seek so, row
    by row from the newest on: ordered by a sum, which no index knows, it goes by the words.
    """
    newest_first = F("id") + Value(0) if rare else F("id")
    found = ctx.records(entity.key).filter(condition).order_by(newest_first.desc())
    newest = list(found.values_list("updated_at", "pk")[: max(NEWEST, many)])
    if not newest:
        return []
    ids = [pk for _changed, pk in sorted(newest, reverse=True)[:many]]
    return list(ctx.records(entity.key).filter(pk__in=ids).order_by("-updated_at", "-id"))


def _questions(entity: EntityDef, fields: list[FieldDef], words: str, lookup: str) -> Iterator[Q]:
    """Yield what of an entity is asked: each an index of its own."""
    if max((len(word) for word in fold(words).split()), default=0) >= SHORTEST:
        yield from (Q(**{f"{one.key}__{lookup}": words}) for one in fields if one.search)
    number = latin_digits(words).upper()
    if lookup == "folded":
        yield from (Q(**{one.key: number}) for one in fields if one.kind is Kind.AUTO_NUMBER)


def _find(record: Any, fields: list[FieldDef], words: str) -> Find:
    title = str(record)
    shown = marked_pieces(title, words)
    if any(piece.marked for piece in shown):
        return Find(record, shown, ())
    texts = (str(getattr(record, one.key)) for one in fields if one.search)
    stretches = (snippet(text, words) for text in texts)
    said = next((one for one in stretches if any(piece.marked for piece in one)), ())
    return Find(record, shown, said)
