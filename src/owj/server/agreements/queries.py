"""Reads: calendars with their revisions, agreements with their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from owj.kernel.calendars.business import BusinessCalendar, CalendarData, CalendarHistory, Revision
from owj.kernel.sla.agreement import Agreement, version_in_force
from owj.server.agreements.errors import UnknownAgreement, UnknownCalendar
from owj.server.agreements.models import AgreementVersion, CalendarRevision


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
    states = tuple(rows.values_list("id", "number", "declared_at"))
    if not states:
        raise UnknownCalendar(key=key)
    return _history(states)


def calendar_at(key: str, at: datetime) -> BusinessCalendar:
    """Return the calendar as it was declared at an instant. Raises: UnknownCalendar."""
    return calendars_history(key).in_force_at(at).calendar


def agreement_versions(key: str) -> tuple[VersionRow, ...]:
    """Return every version of an agreement, oldest first."""
    rows = AgreementVersion.objects.filter(key=key).order_by("number").values_list("id", flat=True)
    return tuple(agreement_version(id_) for id_ in rows)


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
def _calendar(row_id: int) -> BusinessCalendar:
    data = CalendarRevision.objects.values_list("data", flat=True).get(id=row_id)
    return BusinessCalendar(CalendarData.from_json(data))


def forget_rows() -> None:
    """Forget the rows this process remembers, after a database was put in place of another."""
    agreement_version.cache_clear()
    _history.cache_clear()
    _calendar.cache_clear()
