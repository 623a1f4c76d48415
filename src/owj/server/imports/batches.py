"""One stretch of rows, carried out: found, made, changed, or refused row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from owj.kernel.errors import OwjError
from owj.server.imports.cells import Draft, Fault, Reader
from owj.server.imports.meaning import CREATE, ID, UPDATE, Meaning
from owj.server.imports.refusals import (
    KeyAmbiguous,
    KeyMissingInRow,
    KeyTwice,
    KeyUnknown,
    LinkNotFound,
    ValueTaken,
)
from owj.server.records import generic
from owj.server.records.audit import as_plain
from owj.server.records.doors import change_through_door, has_verbs, make_through_door
from owj.server.records.queryset import rows_of
from owj.server.records.rights import Verb
from owj.server.records.write import insert_clean

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.defs import FieldDef

_LONGEST_SHOWN = 60


@dataclass(slots=True)
class Outcome:
    """What a stretch came to; see ImportBatch for `made` and `changed`."""

    made: list[tuple[int, int]] = field(default_factory=list)
    changed: list[tuple[int, int, int, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Return how many rows were refused."""
        return len({one.row for one in self.faults})


class Importer:
    """Carries out stretches of one run, under one schema version."""

    def __init__(self, ctx: Context, entity_key: str, meaning: Meaning) -> None:
        """Compile what all stretches share. Raises: VerbRefused, FieldReadOnly."""
        self.key = entity_key
        self.meaning = meaning
        self.snapshot = ctx.snapshot
        self.writer = ctx.snapshot.writer(entity_key)
        self.reader = Reader(ctx, entity_key, meaning)
        self.finds = meaning.mode != CREATE
        self.written = [
            one.field
            for one in meaning.columns
            if one.field and one.field != ID and not (self.finds and one.field == meaning.key)
        ]
        self.unique = [
            one
            for one in self.writer.fields
            if one.definition.unique and one.definition.key in self.reader.places
        ]
        self.seen: dict[str, dict[Any, int]] = {one.attname: {} for one in self.unique}
        self.seen_keys: dict[Any, int] = {}
        check_importer(ctx, entity_key, meaning, self.written)

    def carry_out(self, ctx: Context, rows: Sequence[tuple[int, Sequence[str]]]) -> Outcome:
        """Write a stretch of rows and return what it came to; refused rows do not stop others.

        Rows that lead to others of the same stretch are read again when those are there.
        """
        outcome = self._carry_out(ctx, rows)
        fresh = outcome
        while self.reader.grows and fresh.made and (late := _late(rows, outcome.faults)):
            fresh = self._carry_out(ctx, late)
            numbers = {number for number, _cells in late}
            outcome.faults = [one for one in outcome.faults if one.row not in numbers]
            outcome.faults += fresh.faults
            outcome.made += fresh.made
            outcome.changed += fresh.changed
            outcome.unchanged += fresh.unchanged
        return outcome

    def _carry_out(self, ctx: Context, rows: Sequence[tuple[int, Sequence[str]]]) -> Outcome:
        drafts, faults = self.reader.read(ctx, rows)
        outcome = Outcome(faults=list(faults))
        if self.finds:
            drafts = self._find(ctx, drafts, outcome)
        new = [one for one in drafts if one.record_id is None]
        if new:
            self._make(ctx, self._not_taken(ctx, new, outcome), outcome)
        for one in drafts:
            if one.record_id is not None:
                self._change(ctx, one, outcome)
        return outcome

    def _find(self, ctx: Context, drafts: Sequence[Draft], outcome: Outcome) -> list[Draft]:
        """Return the drafts with the records that they change; unknown ones are new or refused."""
        key, place = self.meaning.key, self.reader.place_of(self.meaning.key)
        known = self.writer.by_name.get(key)
        attname = "pk" if known is None else known.attname
        label = self.writer.entity.label if known is None else known.definition.label

        def refuse(one: Draft, error: OwjError) -> None:
            outcome.faults.append(Fault(one.row, place, str(one.key or "")[:_LONGEST_SHOWN], error))

        asked = []
        for one in drafts:
            if known is not None:
                one.key = one.values.get(known.attname)
            if one.key in (None, ""):
                if self.meaning.mode == UPDATE:
                    refuse(one, KeyMissingInRow(field=label, name=key))
                    continue
            elif (before := self.seen_keys.setdefault(one.key, one.row)) != one.row:
                refuse(one, KeyTwice(field=label, name=key, row=before))
                continue
            asked.append(one)
        values = [one.key for one in asked if one.key not in (None, "") and _fits(attname, one.key)]
        there: dict[Any, list[int]] = {}
        # Within the actor's sight, so that a key tells nothing about rows beyond it.
        for record_id, value in (
            generic.rows(ctx, self.key)
            .filter(**{f"{attname}__in": values})
            .values_list("pk", attname)
        ):
            there.setdefault(value, []).append(record_id)
        found = []
        for one in asked:
            ids = there.get(one.key, [])
            shown = str(one.key or "")[:_LONGEST_SHOWN]
            if len(ids) > 1:
                refuse(one, KeyAmbiguous(field=label, name=key, got=shown))
            elif not ids and (self.meaning.mode == UPDATE or (key == ID and one.key)):
                refuse(one, KeyUnknown(field=label, name=key, got=shown))
            else:
                one.record_id = ids[0] if ids else None
                found.append(one)
        return found

    def _not_taken(
        self, ctx: Context, drafts: Sequence[Draft], outcome: Outcome
    ) -> Sequence[Draft]:
        """Refuse new rows whose unique value another row or record has; the rest comes back."""
        for known in self.unique:
            attname, definition = known.attname, known.definition
            given = [one.values.get(attname) for one in drafts]
            asked = [value for value in given if value not in (None, "")]
            # Beyond the actor's sight too: the index refuses those as well.
            rows = rows_of(ctx.with_full_reach(), self.key)
            stored = rows.filter(**{f"{attname}__in": asked}).values_list(attname, flat=True)
            taken, seen = set(stored), self.seen[attname]
            kept = []
            for one, value in zip(drafts, given, strict=True):
                blank = value in (None, "")
                if blank or (value not in taken and seen.setdefault(value, one.row) == one.row):
                    kept.append(one)
                    continue
                shown = str(value)[:_LONGEST_SHOWN]
                error = ValueTaken(field=definition.label, name=definition.key, got=shown)
                place = self.reader.place_of(definition.key)
                outcome.faults.append(Fault(one.row, place, shown, error))
            drafts = kept
        return drafts

    def _make(self, ctx: Context, drafts: Sequence[Draft], outcome: Outcome) -> None:
        if has_verbs(self.key):
            self._one_by_one(drafts, outcome, lambda one: self._make_one(ctx, one, outcome))
            return
        ready: list[tuple[Draft, dict[str, Any]]] = []
        for one in drafts:
            try:
                ready.append((one, self.writer.complete_new(one.values, ctx.now)))
            except OwjError as error:
                outcome.faults.append(self._fault(one, error))
        self._insert(ctx, ready, outcome)

    def _insert(
        self, ctx: Context, ready: Sequence[tuple[Draft, dict[str, Any]]], outcome: Outcome
    ) -> None:
        """Write rows at once; if one is refused, halves of them, until it stands alone."""
        if not ready:
            return
        rows = [row for _one, row in ready]
        try:
            with transaction.atomic():
                insert_clean(ctx.with_full_reach(), self.writer, rows)
                ids = [row["id"] for row in rows]
                generic.check_reached(ctx, self.writer, ids, Verb.CREATE)
                generic.check_reached(ctx, self.writer, ids, Verb.IMPORT)
        except (OwjError, IntegrityError) as error:
            if len(ready) == 1:
                outcome.faults.append(self._fault(ready[0][0], error))
                return
            middle = len(ready) // 2
            self._insert(ctx, ready[:middle], outcome)
            self._insert(ctx, ready[middle:], outcome)
        else:
            outcome.made += [(one.row, row["id"]) for one, row in ready]

    def _make_one(self, ctx: Context, one: Draft, outcome: Outcome) -> None:
        made = make_through_door(ctx, self.key, self._by_key(one.values))
        generic.check_reached(ctx, self.writer, [made.id], Verb.IMPORT)
        outcome.made.append((one.row, made.id))

    def _change(self, ctx: Context, one: Draft, outcome: Outcome) -> None:
        key = self.writer.by_name.get(self.meaning.key)
        finding = None if key is None else key.attname
        values = {name: value for name, value in one.values.items() if name != finding}

        def change(draft: Draft) -> None:
            record_id = draft.record_id or 0
            generic.check_target(ctx, self.key, record_id, Verb.IMPORT)
            record = generic.get(ctx, self.key, record_id, lock=True)
            before = {
                name: as_plain(getattr(record, name))
                for name, value in values.items()
                if getattr(record, name) != value
            }
            if not before:
                outcome.unchanged += 1
                return
            given = {name: value for name, value in values.items() if name in before}
            changed = change_through_door(ctx, record, self._by_key(given))
            outcome.changed.append((draft.row, changed.id, changed.version, before))

        self._one_by_one([one], outcome, change)

    def _one_by_one(
        self, drafts: Iterable[Draft], outcome: Outcome, work: Callable[[Draft], None]
    ) -> None:
        for one in drafts:
            try:
                with transaction.atomic():
                    work(one)
            except (OwjError, IntegrityError) as error:
                outcome.faults.append(self._fault(one, error))

    def _by_key(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {self.writer.by_name[name].definition.key: v for name, v in values.items()}

    def _fault(self, one: Draft, error: Exception) -> Fault:
        """Return a refusal at the cell that it names, else for the whole row."""
        known = error if isinstance(error, OwjError) else OwjError()
        name = known.data.get("name")
        place = self.reader.place_of(name) if isinstance(name, str) else -1
        value = one.cells[place].strip() if 0 <= place < len(one.cells) else ""
        return Fault(one.row, place, value[:_LONGEST_SHOWN], known)


def _late(
    rows: Sequence[tuple[int, Sequence[str]]], faults: Sequence[Fault]
) -> list[tuple[int, Sequence[str]]]:
    """Return the rows that were refused for nothing but links that lead nowhere yet."""
    waiting = {one.row for one in faults if isinstance(one.error, LinkNotFound)}
    waiting -= {one.row for one in faults if not isinstance(one.error, LinkNotFound)}
    return [row for row in rows if row[0] in waiting]


def check_importer(ctx: Context, key: str, meaning: Meaning, written: Sequence[str] = ()) -> None:
    """Refuse whoever may not import so. Raises: VerbRefused, FieldReadOnly."""
    generic.check_may(ctx, key, Verb.IMPORT)
    if meaning.mode != UPDATE:
        generic.check_may(ctx, key, Verb.CREATE)
    if meaning.mode != CREATE:
        generic.check_may(ctx, key, Verb.UPDATE)
    writes = list(written) if meaning.mode == UPDATE else [*written, *_finding(ctx, key, meaning)]
    generic.check_writable(ctx, key, writes)


def _finding(ctx: Context, key: str, meaning: Meaning) -> list[str]:
    field: FieldDef | None = ctx.snapshot.entity(key).by_key.get(meaning.key)
    return [field.key] if field is not None and meaning.mode != CREATE else []


def _fits(attname: str, key: Any) -> bool:
    return isinstance(key, int) if attname == "pk" else True
