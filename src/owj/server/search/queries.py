"""Finding records of every entity by words: folded, one letter wrong, the latest first.

Only fields that the actor may see are looked at, in rows that the actor may see. The folded copies
and their trigram indexes are those of searched fields (records.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, Value

from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold
from owj.kernel.persian.marks import Piece, marked_pieces, snippet
from owj.kernel.phones import e164
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
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


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
    besides: Mapping[str, Collection[str]] = MappingProxyType({}),
    limit: int = PER_ENTITY,
    forgiving: bool = True,
) -> Found:
    """Return the latest records of each entity in which all the words stand.

    One whose title the words are comes first. only: keys of entities. besides: by entity the
    fields that somebody else looks at. forgiving: when nothing is written so, what comes close.
    Nothing is looked for with less than three letters, except numbers that are given whole.
    """
    words = words.replace("\x00", "").strip()[:WORDS_LIMIT]
    if not words:
        return Found(())
    entities = [
        entity
        for key, entity in ctx.snapshot.schema.by_key.items()
        if (only is None or key in only) and not entity.archived
        if ctx.may(key, Verb.READ)
    ]
    for lookup in ("folded", "nearly") if forgiving else ("folded",):
        found = (
            _finds(ctx, entity, (words, lookup, besides.get(entity.key, ())), limit)
            for entity in entities
        )
        groups = tuple(one for one in found if one.finds)
        if groups:
            return Found(groups, nearly=lookup == "nearly")
    return Found(())


def _finds(
    ctx: Context, entity: EntityDef, asked_for: tuple[str, str, Collection[str]], limit: int
) -> FindsOfEntity:
    words, lookup, besides = asked_for
    fields = [one for one in visible_fields(ctx, entity.key) if one.kind in TEXT_KINDS]
    looked_at = [one for one in fields if one.key not in besides]
    asked = list(_questions(looked_at, words, lookup))
    if not asked:
        return FindsOfEntity(entity, (), more=False)
    condition = Q()
    for one in asked:
        condition |= one
    title = next((one.key for one in fields if one.key == entity.title), "")
    wanted = Wanted(condition, words, title, rare=lookup == "nearly")
    records = _latest(ctx, entity, wanted, limit + 1)
    finds = tuple(_find(record, fields, words) for record in records[:limit])
    return FindsOfEntity(entity, finds, more=len(records) > limit)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. title: the field that names a record, if it may be seen."""

    condition: Q
    words: str
    title: str
    rare: bool

    def is_title(self, title: str) -> bool:
        """Return whether the words are a whole title."""
        return fold(self.words) == fold(title)


def _latest(ctx: Context, entity: EntityDef, wanted: Wanted, many: int) -> list[Any]:
    """Return the best of the newest records under a condition, the latest changed first.

    A word that stands in every sixth of a million records would have the database read and sort
    all of them; ordered by id it takes the newest and stops. What is rare it must not seek so, row
    by row from the newest on: ordered by a sum, which no index knows, it goes by the words.
    """
    newest_first = F("id") + Value(0) if wanted.rare else F("id")
    found = ctx.records(entity.key).filter(wanted.condition).order_by(newest_first.desc())
    names = ("updated_at", "pk", *([wanted.title] if wanted.title else []))
    newest = list(found.values_list(*names)[: max(NEWEST, many)])
    if not newest:
        return []
    places = {
        pk: (not (title and wanted.is_title(str(title[0]))), -changed.timestamp(), -pk)
        for changed, pk, *title in newest
    }
    ids = sorted(places, key=places.__getitem__)[:many]
    rows = {one.id: one for one in ctx.records(entity.key).filter(pk__in=ids)}
    return [rows[pk] for pk in ids if pk in rows]


def _questions(fields: list[FieldDef], words: str, lookup: str) -> Iterator[Q]:
    """Yield what of an entity is asked: each an index of its own."""
    if max((len(word) for word in fold(words).split()), default=0) >= SHORTEST:
        yield from (Q(**{f"{one.key}__{lookup}": words}) for one in fields if one.search)
    if lookup != "folded":
        return
    number = latin_digits(words).upper()
    yield from (Q(**{one.key: number}) for one in fields if one.kind is Kind.AUTO_NUMBER)
    # Addresses and numbers of people are found whole, however they are written.
    if _ADDRESS.fullmatch(words):
        emails = (one for one in fields if one.kind is Kind.EMAIL)
        yield from (Q(**{f"{one.key}__iexact": words}) for one in emails)
    if phone := e164(words):
        phones = (one for one in fields if one.kind is Kind.PHONE)
        yield from (Q(**{one.key: phone}) for one in phones)


def _find(record: Any, fields: list[FieldDef], words: str) -> Find:
    title = str(record)
    shown = marked_pieces(title, words)
    if any(piece.marked for piece in shown):
        return Find(record, shown, ())
    texts = (str(getattr(record, one.key)) for one in fields if one.search)
    stretches = (snippet(text, words) for text in texts)
    said = next((one for one in stretches if any(piece.marked for piece in one)), ())
    return Find(record, shown, said)
