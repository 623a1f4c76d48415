"""Reading and growing an account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from owj.server.ledger.models import LedgerEntry

# The kind of an entry that takes another one back; its data names that one: {"seq", "reason"}.
REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one record."""

    entity: str
    record_id: int


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A fact to be written down. by: the user, None for the system. data: plain JSON."""

    kind: str
    day: date
    by: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact of an account. by_name: who wrote it down, empty for the system."""

    seq: int
    kind: str
    day: date
    recorded_at: datetime
    by_name: str
    data: Mapping[str, Any]


def entries_of(account: Account) -> tuple[Entry, ...]:
    """Return every entry in the order it was written, also those that were taken back."""
    rows = LedgerEntry.objects.filter(entity=account.entity, record_id=account.record_id)
    fields = ("seq", "kind", "day", "recorded_at", "by__full_name", "data")
    return tuple(
        Entry(seq, kind, day, at, by or "", data)
        for seq, kind, day, at, by, data in rows.order_by("seq").values_list(*fields)
    )


def entries_by_record(entity: str, kinds: Collection[str]) -> dict[int, tuple[Entry, ...]]:
    """Return the accounts of those records of one kind that have an entry of these kinds."""
    rows = LedgerEntry.objects.filter(entity=entity, kind__in=list(kinds))
    return _by_record(entity, rows.values("record_id"))


def entries_of_records(entity: str, record_ids: Collection[int]) -> dict[int, tuple[Entry, ...]]:
    """Return the accounts of these records of one kind in one question."""
    return _by_record(entity, list(record_ids))


def _by_record(
    entity: str, ids: Collection[int] | QuerySet[LedgerEntry, Any]
) -> dict[int, tuple[Entry, ...]]:
    rows = LedgerEntry.objects.filter(entity=entity, record_id__in=ids)
    fields = ("record_id", "seq", "kind", "day", "recorded_at", "by__full_name", "data")
    found: dict[int, list[Entry]] = {}
    for id_, seq, kind, day, at, by, data in rows.order_by("record_id", "seq").values_list(*fields):
        found.setdefault(id_, []).append(Entry(seq, kind, day, at, by or "", data))
    return {id_: tuple(entries) for id_, entries in found.items()}


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries without what was taken back, and without the taking back."""
    gone = {int(one.data["seq"]) for one in entries if one.kind == REVOKED}
    return tuple(one for one in entries if one.kind != REVOKED and one.seq not in gone)


def append_entries(
    account: Account, drafts: Sequence[EntryDraft], *, after_seq: int, recorded_at: datetime
) -> None:
    """Write entries behind `after_seq`. The caller holds the record's lock."""
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            entity=account.entity,
            record_id=account.record_id,
            seq=seq,
            kind=draft.kind,
            day=draft.day,
            recorded_at=recorded_at,
            by_id=draft.by,
            data=dict(draft.data),
        )
        for seq, draft in enumerate(drafts, start=after_seq + 1)
    )
