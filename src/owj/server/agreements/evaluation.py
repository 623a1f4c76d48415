"""Computing a record's clocks from its log, and recording every broken promise exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from owj.kernel.calendars.business import CalendarHistory
from owj.kernel.sla.breach import breach_changes
from owj.kernel.sla.clocks import Breach as BrokenPromise
from owj.kernel.sla.clocks import Promise, TicketClocks
from owj.kernel.sla.events import LogEvent
from owj.kernel.sla.replay import replay
from owj.server.agreements.errors import NothingPromised
from owj.server.agreements.log import LoggedEvent, Subject
from owj.server.agreements.models import Breach
from owj.server.agreements.queries import VersionRow, calendars_history

RECORD_SQL = """
    INSERT INTO server_breach (entity, record_id, promise, cycle, deadline, month, recorded_at,
        version_id, calendar_revision, superseded_by, superseded_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT ON CONSTRAINT owj_breach_once DO NOTHING
    RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a replay came to.

    new_breaches: those that nobody had recorded before. relieved: recorded ones that a calendar
    revision has just taken back (R50).
    """

    clocks: TicketClocks
    calendars: CalendarHistory
    version: VersionRow
    new_breaches: tuple[BrokenPromise, ...] = ()
    relieved: tuple[BrokenPromise, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A record to be evaluated: its log, whole, and the version that judges it."""

    subject: Subject
    log: Sequence[LoggedEvent]
    version: VersionRow


def replay_case(case: Case, *, as_of: datetime) -> Evaluation:
    """Compute the clocks at an instant and write nothing. Raises: NothingPromised."""
    if not case.log:
        raise NothingPromised(entity=case.subject.entity)
    return replay_many([([entry.event for entry in case.log], case.version)], as_of=as_of)[0]


def evaluate(case: Case, *, as_of: datetime) -> Evaluation:
    """Compute the clocks and record what is broken; a breach is recorded once, whoever comes first.

    The caller holds the record's lock. Raises: NothingPromised.
    """
    rows = {
        (Promise(row.promise), row.cycle, row.calendar_revision): row
        for row in Breach.objects.filter(
            entity=case.subject.entity, record_id=case.subject.record_id
        )
    }
    # Whoever waited for the lock, or whose clock was set back, still looks from the last instant
    # at which anybody looked: only the log takes a breach back, never an earlier "now".
    as_of = max([as_of, *(row.recorded_at for row in rows.values())])
    found = replay_case(case, as_of=as_of)
    recorded = [_as_broken(row, case.version.agreement.id) for row in rows.values()]
    changes = breach_changes(recorded, found.clocks.breaches)
    for broken in changes.relieved:
        _supersede(rows[_identity(broken)], as_of, superseded_by=broken.superseded_by)
    for broken in changes.groundless:
        row = rows[_identity(broken)]
        if row.superseded_event is None:
            _supersede(row, as_of, superseded_event=case.log[-1].event.seq)
    new = tuple(broken for broken in changes.new if _record(case, broken, as_of))
    return Evaluation(found.clocks, found.calendars, found.version, new, changes.relieved)


def replay_many(
    cases: Iterable[tuple[Sequence[LogEvent], VersionRow]], *, as_of: datetime
) -> list[Evaluation]:
    """Compute many records at once, (events, version) each, and write nothing."""
    histories: dict[str, CalendarHistory] = {}
    evaluations: list[Evaluation] = []
    for events, version in cases:
        key = version.agreement.ticket_calendar
        if key not in histories:
            histories[key] = calendars_history(key)
        clocks = replay(events, version.agreement, histories[key], as_of)
        evaluations.append(Evaluation(clocks, histories[key], version, clocks.breaches))
    return evaluations


def record_breaches(found: Iterable[tuple[Subject, Evaluation]], *, at: datetime) -> None:
    """Record with one write every breach of records that were never evaluated before."""
    rows = [
        _breach_row(subject, evaluation.version, broken, at)
        for subject, evaluation in found
        for broken in evaluation.clocks.breaches
    ]
    Breach.objects.bulk_create(rows, batch_size=2000)


def _record(case: Case, broken: BrokenPromise, at: datetime) -> bool:
    superseded_at = None if broken.superseded_by is None else at
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD_SQL,
            [
                case.subject.entity,
                case.subject.record_id,
                broken.promise.value,
                broken.cycle,
                broken.deadline,
                broken.month,
                at,
                case.version.id,
                broken.calendar_revision,
                broken.superseded_by,
                superseded_at,
            ],
        )
        return cursor.fetchone() is not None


def _breach_row(
    subject: Subject, version: VersionRow, broken: BrokenPromise, at: datetime
) -> Breach:
    return Breach(
        entity=subject.entity,
        record_id=subject.record_id,
        promise=broken.promise.value,
        cycle=broken.cycle,
        deadline=broken.deadline,
        month=broken.month,
        recorded_at=at,
        version_id=version.id,
        calendar_revision=broken.calendar_revision,
        superseded_by=broken.superseded_by,
        superseded_at=None if broken.superseded_by is None else at,
    )


def _as_broken(row: Breach, version_id: str) -> BrokenPromise:
    return BrokenPromise(
        promise=Promise(row.promise),
        cycle=row.cycle,
        deadline=row.deadline,
        version_id=version_id,
        calendar_revision=row.calendar_revision,
        month=row.month,
        superseded_by=row.superseded_by,
    )


def _identity(broken: BrokenPromise) -> tuple[Promise, int, int]:
    return broken.promise, broken.cycle, broken.calendar_revision


def _supersede(
    row: Breach,
    at: datetime,
    *,
    superseded_by: int | None = None,
    superseded_event: int | None = None,
) -> None:
    row.superseded_at = at
    if superseded_by is not None:
        row.superseded_by = superseded_by
    if superseded_event is not None:
        row.superseded_event = superseded_event
    row.save(update_fields=["superseded_at", "superseded_by", "superseded_event"])
