"""Keeping what each promise came to beside the log, in the transaction that computed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.causes import CauseFound, Holding, LateClock, find_cause
from owj.kernel.sla.clocks import Clock
from owj.kernel.sla.outcomes import Outcome, is_done, outcome_of, taken_s
from owj.server.agreements.evaluation import Evaluation
from owj.server.agreements.log import LoggedEvent, Subject
from owj.server.agreements.result_rows import PromiseResult

_KEY = ("promise", "cycle")


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a record's promises concern: party is promised, holder works on it now.

    holdings: since when somebody held it, ascending; causes are found from it.
    """

    party_id: int
    holder_id: int | None
    holdings: Sequence[Holding]


@dataclass(frozen=True, slots=True)
class Result:
    """What one clock came to; the columns of `PromiseResult` beside its record."""

    promise: str
    cycle: int
    priority: str
    party_id: int
    holder_id: int | None
    outcome: str
    arrived_at: datetime
    arrived_day: date
    arrived_hour: int
    due_at: datetime | None
    due_day: date | None
    done_at: datetime | None
    done_day: date | None
    taken_s: int | None
    late_s: int
    cause: str
    cause_at: datetime | None


_COLUMNS = [name for name in Result.__dataclass_fields__ if name not in _KEY]


def results_of(
    evaluation: Evaluation, log: Sequence[LoggedEvent], parties: Parties
) -> tuple[Result, ...]:
    """Return what each clock of a record came to."""
    return tuple(_result(clock, evaluation, log, parties) for clock in evaluation.clocks.clocks)


def store_results(subject: Subject, results: Sequence[Result]) -> None:
    """Write what differs from what is stored. The caller holds the record's lock."""
    rows = PromiseResult.objects.filter(entity=subject.entity, record_id=subject.record_id)
    stored = {(row.promise, row.cycle): row for row in rows}
    wanted = {(one.promise, one.cycle): one for one in results}
    changed = [
        one for key, one in wanted.items() if key not in stored or _differs(stored[key], one)
    ]
    if changed:
        PromiseResult.objects.bulk_create(
            [_row(subject, one) for one in changed],
            update_conflicts=True,
            unique_fields=["entity", "record_id", *_KEY],
            update_fields=_COLUMNS,
        )
    dropped = [row.pk for key, row in stored.items() if key not in wanted]
    if dropped:
        rows.filter(id__in=dropped).delete()


def change_party(subject: Subject, party_id: int) -> None:
    """Let a record's results count for another party, to whom the same was promised."""
    rows = PromiseResult.objects.filter(entity=subject.entity, record_id=subject.record_id)
    rows.update(party_id=party_id)


def store_new_results(found: Iterable[tuple[Subject, Sequence[Result]]]) -> None:
    """Write with one statement the results of records that have none yet."""
    rows = [_row(subject, result) for subject, results in found for result in results]
    PromiseResult.objects.bulk_create(rows, batch_size=2000)


def _result(
    clock: Clock, evaluation: Evaluation, log: Sequence[LoggedEvent], parties: Parties
) -> Result:
    calendar = _calendar_of(clock, evaluation)
    outcome = outcome_of(clock, evaluation.clocks)
    # The deadline of a clock that stands moves with every minute: it has none worth keeping.
    due_at = None if outcome is Outcome.PAUSED else clock.due_at
    done_at = clock.stopped_at if is_done(clock) else None
    cause = _cause_of(clock, evaluation, log, parties, calendar)
    return Result(
        promise=clock.promise.value,
        cycle=clock.cycle,
        priority=evaluation.clocks.priority.value,
        party_id=parties.party_id,
        holder_id=parties.holder_id,
        outcome=outcome.value,
        arrived_at=clock.arrived_at,
        arrived_day=calendar.local_date(clock.arrived_at),
        arrived_hour=calendar.local_hour(clock.arrived_at),
        due_at=due_at,
        due_day=None if due_at is None else calendar.local_date(due_at),
        done_at=done_at,
        done_day=None if done_at is None else calendar.local_date(done_at),
        taken_s=taken_s(clock),
        # Of a promise that is still broken this grows by itself and is computed when it is shown.
        late_s=clock.late_working_s if clock.stopped_at else 0,
        cause=cause.cause.value if cause else "",
        cause_at=cause.at if cause else None,
    )


def _cause_of(
    clock: Clock,
    evaluation: Evaluation,
    log: Sequence[LoggedEvent],
    parties: Parties,
    calendar: BusinessCalendar,
) -> CauseFound | None:
    if not clock.is_late or clock.due_at is None:
        return None
    events = [entry.event for entry in log]
    return find_cause(
        LateClock(clock, clock.due_at, evaluation.clocks, events, parties.holdings, calendar)
    )


def _calendar_of(clock: Clock, evaluation: Evaluation) -> BusinessCalendar:
    revisions = evaluation.calendars.revisions
    return next(one.calendar for one in revisions if one.number == clock.calendar_revision)


def _differs(row: PromiseResult, result: Result) -> bool:
    return any(getattr(row, name) != getattr(result, name) for name in _COLUMNS)


def _row(subject: Subject, result: Result) -> PromiseResult:
    return PromiseResult(entity=subject.entity, record_id=subject.record_id, **asdict(result))
