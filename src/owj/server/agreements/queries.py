"""Reads: calendars with their revisions, agreements with their versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarChanges,
    CalendarData,
    CalendarHistory,
    Revision,
    changes_between,
    plans_of,
)
from owj.kernel.sla.agreement import Agreement, version_in_force
from owj.kernel.sla.clauses import AgreementText, read_text
from owj.server.agreements.errors import UnknownAgreement, UnknownCalendar, UnknownRevision
from owj.server.agreements.models import (
    AgreementVersion,
    BusinessCalendarRow,
    CalendarRevision,
)

# Which revisions and versions there are, as one page that writes nothing has read them.
_read: ContextVar[dict[tuple[str, str], tuple[Any, ...]] | None] = ContextVar(
    "owj_agreement_rows", default=None
)


@contextmanager
def reading_once() -> Iterator[None]:
    """Let one page that writes nothing read every calendar and agreement once."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A stored version of an agreement."""

    id: int
    key: str
    number: int
    agreement: Agreement

    @property
    def effective_from(self) -> datetime:
        """Return the first instant at which it judges what starts."""
        return self.agreement.effective_from


def calendars_history(key: str) -> CalendarHistory:
    """Return a calendar with all its revisions. One small query; tables are built once a process.

    Raises: UnknownCalendar.
    """
    rows = CalendarRevision.objects.filter(calendar__key=key).order_by("number")
    # A revision never changes, so its row id is enough to know the table built from it.
    fields = ("id", "number", "declared_at")
    states = _once(("calendar", key), lambda: tuple(rows.values_list(*fields)))
    if not states:
        raise UnknownCalendar(key=key)
    return _history(states)


def _once(about: tuple[str, str], read: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
    known = _read.get()
    if known is None:
        return read()
    if about not in known:
        known[about] = read()
    return known[about]


def calendar_at(key: str, at: datetime) -> BusinessCalendar:
    """Return the calendar as it was declared at an instant. Raises: UnknownCalendar."""
    return calendars_history(key).in_force_at(at).calendar


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar in a list: its last revision, and the agreements in force that name it."""

    key: str
    name: str
    last: RevisionRow


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """Who declared a revision, when and why; by: empty for what came with Owj."""

    id: int
    number: int
    declared_at: datetime | None
    recorded_at: datetime
    by: str
    note: str


def calendar_rows() -> tuple[CalendarRow, ...]:
    """Return every calendar, in the order in which they were made."""
    rows = BusinessCalendarRow.objects.order_by("id").values_list("key", "name")
    return tuple(CalendarRow(key, name, revision_rows(key)[-1]) for key, name in rows)


def revision_rows(key: str) -> tuple[RevisionRow, ...]:
    """Return a calendar's revisions, oldest first. Raises: UnknownCalendar."""
    rows = CalendarRevision.objects.filter(calendar__key=key).order_by("number")
    fields = ("id", "number", "declared_at", "recorded_at", "recorded_by__full_name", "note")
    found = tuple(
        RevisionRow(id_, number, declared_at, recorded_at, by or "", note)
        for id_, number, declared_at, recorded_at, by, note in rows.values_list(*fields)
    )
    if not found:
        raise UnknownCalendar(key=key)
    return found


def revision_data(key: str, number: int) -> CalendarData:
    """Return one revision of a calendar. Raises: UnknownCalendar, UnknownRevision."""
    for row in revision_rows(key):
        if row.number == number:
            return _calendar(row.id).data
    raise UnknownRevision(key=key, number=number)


def revision_changes(key: str, number: int) -> CalendarChanges:
    """Return what a revision changed of the one before; of the first, nothing.

    Raises: UnknownCalendar, UnknownRevision.
    """
    data = revision_data(key, number)
    before = [row for row in revision_rows(key) if row.number < number]
    return changes_between(_calendar(before[-1].id).data, data) if before else CalendarChanges()


def day_origins(key: str) -> dict[date, RevisionRow]:
    """Return for each day that was ever laid down the revision that last changed it."""
    rows = revision_rows(key)
    first, *later = rows
    origins = dict.fromkeys(plans_of(_calendar(first.id).data), first)
    for before, row in zip(rows, later, strict=False):
        for change in _changes(before.id, row.id).days:
            origins[change.day] = row
    return origins


def agreement_versions(key: str) -> tuple[VersionRow, ...]:
    """Return every version of an agreement, oldest first."""
    rows = AgreementVersion.objects.filter(key=key).order_by("number").values_list("id", flat=True)
    ids = _once(("agreement", key), lambda: tuple(rows))
    return tuple(agreement_version(id_) for id_ in ids)


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version with who published it and when; by: empty for what came with Owj."""

    row: VersionRow
    published_at: datetime
    by: str


def published_versions(key: str) -> tuple[PublishedVersion, ...]:
    """Return every version of an agreement with its publishing, oldest first."""
    rows = AgreementVersion.objects.filter(key=key).order_by("number")
    fields = ("id", "published_at", "published_by__full_name")
    return tuple(
        PublishedVersion(agreement_version(id_), published_at, by or "")
        for id_, published_at, by in rows.values_list(*fields)
    )


@dataclass(frozen=True, slots=True)
class KeptText:
    """The text of a version as the database holds it. plain: what is read, signed and hashed."""

    version: VersionRow
    published_at: datetime
    text: AgreementText
    plain: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the plain text in UTF-8."""
        return sha256(self.plain.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Tell whether the clauses still make the plain text."""
        return bool(self.text.clauses) and self.text.plain == self.plain


def kept_text(key: str, number: int) -> KeptText | None:
    """Return the text of a version, read anew; None where there is no such version."""
    row = AgreementVersion.objects.filter(key=key, number=number).first()
    if row is None:
        return None
    version = agreement_version(row.pk)
    return KeptText(version, row.published_at, read_text(row.content), row.text)


def agreement_names() -> dict[str, str]:
    """Return every agreement by key, called as its last version calls it."""
    rows = AgreementVersion.objects.order_by("key", "number").values_list("key", "label")
    return dict(rows)


def versions_on(calendar_key: str) -> list[int]:
    """Return the ids of the versions, of any agreement, whose tickets count on a calendar."""
    ids = AgreementVersion.objects.order_by("id").values_list("id", flat=True)
    return [id_ for id_ in ids if agreement_version(id_).agreement.ticket_calendar == calendar_key]


def agreement_at(key: str, at: datetime) -> VersionRow:
    """Return the version that judges what starts at an instant (R50).

    What started before there was any agreement is judged by the first. Raises: UnknownAgreement.
    """
    return in_force(key, agreement_versions(key), at)


def in_force(key: str, versions: Sequence[VersionRow], at: datetime) -> VersionRow:
    """Return which of an agreement's versions judges what starts at an instant.

    Raises: UnknownAgreement.
    """
    if not versions:
        raise UnknownAgreement(key=key, at=at.isoformat())
    return version_in_force(versions, at) or versions[0]


@lru_cache(maxsize=256)
def agreement_version(version_id: int) -> VersionRow:
    """Return one stored version; it never changes, so a process reads it once."""
    row = AgreementVersion.objects.get(id=version_id)
    return VersionRow(row.pk, row.key, row.number, Agreement.from_json(row.data))


@lru_cache(maxsize=64)
def _history(states: tuple[tuple[int, int, datetime | None], ...]) -> CalendarHistory:
    return CalendarHistory(
        tuple(
            Revision(number, declared_at, _calendar(row_id))
            for row_id, number, declared_at in states
        )
    )


@lru_cache(maxsize=256)
def _changes(old_id: int, new_id: int) -> CalendarChanges:
    return changes_between(_calendar(old_id).data, _calendar(new_id).data)


@lru_cache(maxsize=256)
def _calendar(row_id: int) -> BusinessCalendar:
    data = CalendarRevision.objects.values_list("data", flat=True).get(id=row_id)
    return BusinessCalendar(CalendarData.from_json(data))


def forget_rows() -> None:
    """Forget the rows this process remembers, after a database was put in place of another."""
    agreement_version.cache_clear()
    _history.cache_clear()
    _changes.cache_clear()
    _calendar.cache_clear()
