"""The append-only log of a record's promises: what happened, in the order we learned of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.replay import undone_seqs
from owj.server.agreements.models import PromiseEvent

IDS_A_QUERY = 5000


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that carries promises."""

    entity: str
    record_id: int


@dataclass(frozen=True, slots=True)
class EventDraft:
    """Something that happened and is to be logged. by: the user, None for the system.

    data: plain JSON that a page needs to word it; the clocks never read it.
    """

    kind: EventKind
    at: datetime
    by: int | None = None
    priority: Priority | None = None
    until: datetime | None = None
    human: bool = True
    by_staff: bool = True
    other_start: datetime | None = None
    undoes: int | None = None
    is_claim: bool = False
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An entry of the log: what the kernel replays, and what a page shows."""

    event: LogEvent
    by: int | None
    data: Mapping[str, Any]


def events_of(subject: Subject) -> list[LoggedEvent]:
    """Return the log of one record in the order it was written."""
    rows = PromiseEvent.objects.filter(entity=subject.entity, record_id=subject.record_id)
    return [_read(row) for row in rows.order_by("seq")]


def events_of_many(entity: str, record_ids: Sequence[int]) -> dict[int, list[LoggedEvent]]:
    """Return the logs of many records of one kind, in one query."""
    logs: dict[int, list[LoggedEvent]] = {id_: [] for id_ in record_ids}
    rows = PromiseEvent.objects.filter(entity=entity, record_id__in=record_ids)
    for row in rows.order_by("record_id", "seq"):
        logs[row.record_id].append(_read(row))
    return logs


def replayed_events(entity: str, record_ids: Sequence[int]) -> dict[int, list[LogEvent]]:
    """Return of many records only what the clocks read of their logs."""
    logs: dict[int, list[LogEvent]] = {id_: [] for id_ in record_ids}
    fields = ("record_id", "kind", "at", "seq", "data")
    for first in range(0, len(record_ids), IDS_A_QUERY):
        ids = record_ids[first : first + IDS_A_QUERY]
        rows = PromiseEvent.objects.filter(entity=entity, record_id__in=ids)
        for record_id, *entry in rows.order_by("record_id", "seq").values_list(*fields):
            logs[record_id].append(_event(*entry))
    return logs


def standing(log: Sequence[LoggedEvent]) -> list[LoggedEvent]:
    """Return the log without what was taken back, and without the taking back."""
    undone = undone_seqs(entry.event for entry in log)
    return [entry for entry in log if entry.event.seq not in undone and entry.event.undoes is None]


def append_events(
    subject: Subject, drafts: Sequence[EventDraft], *, after_seq: int, recorded_at: datetime
) -> list[LoggedEvent]:
    """Write entries behind `after_seq` and return them. The caller holds the record's lock."""
    return append_many([(subject, drafts, after_seq)], recorded_at=recorded_at)[0]


def append_many(
    histories: Iterable[tuple[Subject, Sequence[EventDraft], int]], *, recorded_at: datetime
) -> list[list[LoggedEvent]]:
    """Write the entries of many records at once: (record, entries, last seq it has)."""
    rows: list[PromiseEvent] = []
    written: list[list[LoggedEvent]] = []
    for subject, drafts, after_seq in histories:
        mine = [
            _row(subject, draft, seq, recorded_at)
            for seq, draft in enumerate(drafts, start=after_seq + 1)
        ]
        rows.extend(mine)
        written.append([_read(row) for row in mine])
    PromiseEvent.objects.bulk_create(rows, batch_size=2000)
    return written


def as_logged(
    subject: Subject, drafts: Sequence[EventDraft], *, after_seq: int, at: datetime
) -> list[LoggedEvent]:
    """Return the entries as the log would read them, and write nothing: for a look ahead."""
    return [
        _read(_row(subject, draft, seq, at))
        for seq, draft in enumerate(drafts, start=after_seq + 1)
    ]


def _row(subject: Subject, draft: EventDraft, seq: int, recorded_at: datetime) -> PromiseEvent:
    clock: dict[str, object] = {}
    if draft.priority is not None:
        clock["priority"] = draft.priority.value
    if draft.until is not None:
        clock["until"] = draft.until.isoformat()
    if draft.other_start is not None:
        clock["other_start"] = draft.other_start.isoformat()
    if draft.undoes is not None:
        clock["undoes"] = draft.undoes
    if draft.is_claim:
        clock["is_claim"] = True
    if not draft.human:
        clock["human"] = False
    if not draft.by_staff:
        clock["by_staff"] = False
    return PromiseEvent(
        entity=subject.entity,
        record_id=subject.record_id,
        seq=seq,
        kind=draft.kind.value,
        at=draft.at,
        recorded_at=recorded_at,
        by_id=draft.by,
        data={**draft.data, **clock},
    )


def _read(row: PromiseEvent) -> LoggedEvent:
    event = _event(row.kind, row.at, row.seq, row.data)
    return LoggedEvent(event=event, by=row.by_id, data=row.data)


def _event(kind: str, at: datetime, seq: int, data: dict[str, Any]) -> LogEvent:
    return LogEvent(
        kind=EventKind(kind),
        at=at,
        seq=seq,
        priority=Priority(data["priority"]) if "priority" in data else None,
        until=_instant(data.get("until")),
        human=data.get("human", True),
        by_staff=data.get("by_staff", True),
        other_start=_instant(data.get("other_start")),
        undoes=data.get("undoes"),
        is_claim=data.get("is_claim", False),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
