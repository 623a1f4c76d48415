"""Items in a draft: tried when it is reviewed, written with its version, taken back with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import OwjError
from owj.server.configuration import drawn_parts, layout_parts, rights_parts
from owj.server.configuration.items import Items, Part, part_of, parts
from owj.server.configuration.models import AgreedItem, DraftItem, DraftPackage, PublishedItem
from owj.server.records.context import Context, open_context
from owj.server.records.snapshot import build_snapshot
from owj.server.schema.beside import BesideChange
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import PackageUnreadable
from owj.server.schema.models import SchemaDraft

# Importing them makes their kinds known, in this order.
PART_MODULES = (layout_parts, rights_parts, drawn_parts)
# What writing data of a wrong shape raises.
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


class Carried:
    """Takes part in reviewing, publishing and going back; see schema/beside.py."""

    def count(self, draft_id: int) -> int:
        """Return how many items a draft carries."""
        return DraftItem.objects.filter(draft_id=draft_id).count()

    def review(
        self, ctx: Context, draft_id: int, drawing: Drawing, *, trial: bool
    ) -> tuple[BesideChange, ...]:
        """Return what the items of a draft come to; each is tried, and nothing of it stays."""
        rows = list(DraftItem.objects.filter(draft_id=draft_id))
        if not rows:
            return ()
        drawn = ctx
        wrong: Mapping[int, OwjError] = {}
        if trial:
            drawn = ctx.with_snapshot(build_snapshot(drawing.schema)).with_full_reach()
            wrong = _tried(drawn, rows)
        here = _Here(ctx)
        found = (_told(drawn, row, here.data(row), wrong.get(row.pk)) for row in rows)
        return tuple(one for one in found if one is not None)

    def carried(self, draft_id: int) -> Any:
        """Return the items of a draft, and the package they came with."""
        rows = DraftItem.objects.filter(draft_id=draft_id)
        package = DraftPackage.objects.filter(draft_id=draft_id).first()
        return {
            "items": [[row.pk, row.kind, row.key, row.data] for row in rows],
            "package": [package.origin, package.items] if package else None,
        }

    def publish(self, ctx: Context, draft_id: int, carried: Any, number: int) -> None:
        """Write the items of a draft with its version, and agree upon the package it brought.

        What was put into the draft since, or is said otherwise by now, stays in it.
        """
        items = {pk: (kind, key, data) for pk, kind, key, data in carried["items"]}
        if items:
            write_items(ctx, items.values(), number)
        if carried["package"] is not None:
            origin, rows = carried["package"]
            agree(origin, items_from_rows(rows))
        DraftPackage.objects.filter(draft_id=draft_id).delete()
        written = [
            row.pk
            for row in DraftItem.objects.filter(draft_id=draft_id, pk__in=items)
            if row.data == items[row.pk][2]
        ]
        DraftItem.objects.filter(pk__in=written).delete()

    def review_back(self, ctx: Context, number: int) -> tuple[BesideChange, ...]:
        """Return what going back takes back; what was changed since is kept."""
        return tuple(_back(ctx, number))

    def go_back(self, ctx: Context, number: int, new: int) -> None:
        """Write what the items were at a version, as far as nobody changed them since."""
        here = _Here(ctx)
        wanted = [
            (first.kind, first.key, first.before)
            for first, last in _spans(number)
            if here.data(last) == last.after
        ]
        write_items(ctx, wanted, new, keep_refused=True)


CARRIED = Carried()


class _Here:
    """What is here now, each kind read once."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._read: dict[str, dict[str, Any]] = {}

    def data(self, row: DraftItem | PublishedItem) -> Any:
        if row.kind not in self._read:
            self._read[row.kind] = part_of(row.kind).read(self._ctx)
        return self._read[row.kind].get(row.key)


def _told(ctx: Context, row: DraftItem, here: Any, problem: OwjError | None) -> BesideChange | None:
    if row.data == here:
        return None
    part = part_of(row.kind)
    name = part.name(ctx, row.key, row.data or here)
    return BesideChange(row.pk, _what(here, row.data), part.words, name, problem)


def _what(before: Any, after: Any) -> str:
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


def _tried(ctx: Context, rows: Iterable[DraftItem]) -> dict[int, OwjError]:
    """Write every item, remember what refuses, and leave nothing."""
    wrong: dict[int, OwjError] = {}
    with transaction.atomic():
        for part, row in in_turn(rows):
            try:
                with transaction.atomic():
                    part.write(ctx, row.key, row.data)
            except OwjError as refused:
                wrong[row.pk] = refused
            except MALFORMED:
                wrong[row.pk] = unreadable(row.kind, row.key)
        transaction.set_rollback(True)
    return wrong


def unreadable(kind: str, key: str) -> PackageUnreadable:
    """Return the error that says which item cannot be read."""
    words = _("{place}: something in it is not as it should be")
    return PackageUnreadable(reason=format_lazy(words, place=f"{kind} {key[:80]}".strip()))


def in_turn(rows: Iterable[DraftItem]) -> Iterator[tuple[Part, DraftItem]]:
    """Yield what is made, kind by kind as each needs the ones before; then what goes, reversed."""
    left = list(rows)
    for part in parts():
        yield from ((part, row) for row in left if row.kind == part.kind and row.data is not None)
    for part in reversed(parts()):
        yield from ((part, row) for row in left if row.kind == part.kind and row.data is None)


def write_items(
    ctx: Context,
    wanted: Iterable[tuple[str, str, Any]],
    number: int,
    *,
    keep_refused: bool = False,
) -> None:
    """Write items and note what a version made of them; in the transaction of the version.

    keep_refused: leave what refuses as it is, such as a role that somebody carries by now.
    """
    rows = [DraftItem(kind=kind, key=key, data=data) for kind, key, data in wanted]
    written = open_context(ctx.actor, ctx.now).with_full_reach()
    before = _Here(written)
    notes = [
        PublishedItem(
            version=number,
            kind=row.kind,
            key=row.key,
            before=before.data(row),
            by_name=ctx.actor.name,
            at=ctx.now,
        )
        for row in rows
    ]
    for part, row in in_turn(rows):
        try:
            with transaction.atomic():
                part.write(written, row.key, row.data)
        except OwjError:
            if not keep_refused:
                raise
    after = _Here(written)
    for note in notes:
        note.after = after.data(note)
    PublishedItem.objects.bulk_create(one for one in notes if one.before != one.after)


def _spans(number: int) -> list[tuple[PublishedItem, PublishedItem]]:
    """Return, of each item published after a version, its first and its last note."""
    first: dict[tuple[str, str], PublishedItem] = {}
    last: dict[tuple[str, str], PublishedItem] = {}
    for row in PublishedItem.objects.filter(version__gt=number).order_by("id"):
        first.setdefault((row.kind, row.key), row)
        last[row.kind, row.key] = row
    return [(first[at], last[at]) for at in first if first[at].before != last[at].after]


def _back(ctx: Context, number: int) -> Iterator[BesideChange]:
    here = _Here(ctx)
    for first, last in _spans(number):
        now, part = here.data(last), part_of(last.kind)
        if now == first.before:
            continue
        name = part.name(ctx, last.key, now or first.before)
        yield BesideChange(0, _what(now, first.before), part.words, name, kept=now != last.after)


def published_beside(ctx: Context, numbers: Iterable[int]) -> dict[int, list[BesideChange]]:
    """Return what versions made of items, by number."""
    told: dict[int, list[BesideChange]] = {}
    for row in PublishedItem.objects.filter(version__in=list(numbers)):
        part = part_of(row.kind)
        name = part.name(ctx, row.key, row.after or row.before)
        one = BesideChange(0, _what(row.before, row.after), part.words, name)
        told.setdefault(row.version, []).append(one)
    return told


def keep_items(draft_id: int, items: Items, origin: str, package: Items) -> None:
    """Let a draft carry items, and the package that they are of."""
    DraftItem.objects.bulk_create(
        DraftItem(draft_id=draft_id, kind=kind, key=key, data=data)
        for (kind, key), data in items.items()
    )
    DraftPackage.objects.update_or_create(
        draft_id=draft_id, defaults={"origin": origin, "items": rows_of(package)}
    )


def drop_item(ctx: Context, item_id: int) -> None:
    """Take one item out of the actor's draft."""
    mine = SchemaDraft.objects.filter(by_id=ctx.actor.user_id)
    DraftItem.objects.filter(pk=item_id, draft__in=mine).delete()


def rows_of(items: Items) -> list[list[Any]]:
    """Return items as plain data for storing."""
    return [[kind, key, data] for (kind, key), data in items.items()]


def items_from_rows(rows: Iterable[Any]) -> dict[tuple[str, str], Any]:
    """Read what `rows_of` wrote."""
    return {(kind, key): data for kind, key, data in rows}


def agreed(origin: str) -> dict[tuple[str, str], Any]:
    """Return the items as both sides had them last."""
    rows = AgreedItem.objects.filter(origin=origin)
    return {(row.kind, row.key): row.data for row in rows}


def agree(origin: str, items: Items) -> None:
    """Remember items as what both sides know; a later look compares with them."""
    AgreedItem.objects.bulk_create(
        [
            AgreedItem(origin=origin, kind=kind, key=key, data=data)
            for (kind, key), data in items.items()
        ],
        update_conflicts=True,
        unique_fields=["origin", "kind", "key"],
        update_fields=["data"],
    )
