"""Why a clock reads what it reads: every stretch from its start on, with the rule behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from owj.kernel.calendars.business import CalendarHistory, whole_second
from owj.kernel.sla.clocks import Breach, Clock, ClockKind, ClockState, PauseSpan
from owj.kernel.sla.closed_time import ClosedTime
from owj.kernel.sla.explanation import ExplainRow, Explanation, Period, Reason, RowKind
from owj.kernel.sla.long_span import LongSpan, Piece

__all__ = ["ExplainRow", "Explanation", "Period", "Reason", "RowKind", "explain"]

_COUNTING_RULES = {
    ClockKind.MINUTES: "R8",
    ClockKind.SAME_DAY: "R10",
    ClockKind.ANNOUNCED: "R11",
    ClockKind.NEXT_DAY: "R48",
    ClockKind.CIVIL_DAYS: "R49",
}


def explain(
    clock: Clock,
    calendars: CalendarHistory,
    as_of: datetime,
    breaches: Iterable[Breach] = (),
) -> Explanation:
    """Return the explanation of a clock.

    calendars, as_of: those the clock was replayed with; breaches: what that replay found.
    Of a span of weeks and more the first and last days and those around `as_of` come in detail;
    the rest is summed up by week, month or year.
    """
    as_of = whole_second(as_of)
    return Explanation(
        promise=clock.promise,
        cycle=clock.cycle,
        kind=clock.kind,
        due_rule=clock.rule,
        arrived_at=clock.arrived_at,
        started_at=clock.started_at,
        as_of=as_of,
        target_s=clock.target_s,
        due_at=clock.due_at,
        counted_s=clock.counted_s,
        remaining_s=clock.remaining_s,
        late_s=clock.late_working_s,
        calendar_revision=clock.calendar_revision,
        rows=tuple(_join_pauses(_Stretches(clock, calendars, as_of).rows())),
        moved_at=_moved_at(clock, calendars),
        relieved=tuple(
            breach.deadline
            for breach in breaches
            if breach.superseded_by is not None
            and (breach.promise, breach.cycle) == (clock.promise, clock.cycle)
        ),
    )


def _moved_at(clock: Clock, calendars: CalendarHistory) -> datetime | None:
    """Return when the revision of the clock's deadline was declared, if after its start."""
    declared = next(
        one.declared_at for one in calendars.revisions if one.number == clock.calendar_revision
    )
    return declared if declared is not None and declared > clock.arrived_at else None


class _Stretches:
    """Cut the time of one clock into rows."""

    def __init__(self, clock: Clock, calendars: CalendarHistory, as_of: datetime) -> None:
        revision = next(r for r in calendars.revisions if r.number == clock.calendar_revision)
        self._calendar = revision.calendar
        self._clock = clock
        self._as_of = as_of
        self._closed = ClosedTime(calendars, revision.number, clock.started_at)
        self._rule = _COUNTING_RULES[clock.kind]

    def rows(self) -> Iterator[ExplainRow]:
        """Yield the rows up to the end or the present, then those up to the deadline."""
        spans = [span for span in self._spans() if span[0] < span[1]]
        if not spans:
            return
        whole = LongSpan(
            spans[0][0],
            spans[-1][1],
            turns=[end for _, end, _ in spans[:-1]],
            pauses=len(self._clock.pauses),
            calendar=self._calendar,
        )
        for start, end, kind in spans:
            for piece in whole.pieces(start, end):
                if piece.period is None or self._is_paused(piece):
                    yield from self._detailed(piece.start, piece.end, kind)
                else:
                    yield self._grouped(piece, kind)

    def _spans(self) -> Iterator[tuple[datetime, datetime, RowKind]]:
        """Yield what is counted, then what is late or still to come."""
        clock, start_at = self._clock, self._clock.arrived_at
        end_at, due_at = max(start_at, clock.stopped_at or self._as_of), clock.due_at
        if due_at is None or not (clock.is_late or clock.is_pending or due_at < end_at):
            yield start_at, end_at, RowKind.COUNTED
        elif due_at < end_at:
            yield start_at, due_at, RowKind.COUNTED
            yield max(start_at, due_at), end_at, RowKind.LATE
        else:
            yield start_at, end_at, RowKind.COUNTED
            yield end_at, due_at, RowKind.REMAINING

    def _detailed(self, start: datetime, end: datetime, kind: RowKind) -> Iterator[ExplainRow]:
        """Yield the rows of [start, end): pauses whole, the rest by openings and closings."""
        at = start
        for paused_at, resumed_at in _within(self._clock.pauses, start, end):
            yield from self._worked(at, paused_at, kind)
            yield _pause_row(paused_at, resumed_at)
            at = resumed_at
        yield from self._worked(at, end, kind)

    def _is_paused(self, piece: Piece) -> bool:
        return any(start <= piece.start and piece.end <= end for start, end in self._clock.pauses)

    def _grouped(self, piece: Piece, kind: RowKind) -> ExplainRow:
        opened = self._calendar.intervals(piece.start, piece.end)
        return ExplainRow(
            kind=kind,
            start=piece.start,
            end=piece.end,
            counted_s=self._calendar.between(piece.start, piece.end, self._clock.pauses),
            reason=Reason.GROUPED,
            rule=self._counting_rule(kind),
            stretches=len(opened),
            closed_days=self._closed.days(piece.start, piece.end, [start for start, _ in opened]),
            period=piece.period,
        )

    def _worked(self, start: datetime, end: datetime, kind: RowKind) -> Iterator[ExplainRow]:
        at = start
        for opened_at, closed_at in self._calendar.intervals(start, end):
            if at < opened_at:
                yield from self._closed.rows(at, opened_at)
            yield self._open_row(opened_at, closed_at, kind)
            at = closed_at
        if at < end:
            yield from self._closed.rows(at, end)

    def _open_row(self, start: datetime, end: datetime, kind: RowKind) -> ExplainRow:
        running = (
            kind is RowKind.COUNTED
            and end == self._as_of
            and self._clock.state in {ClockState.RUNNING, ClockState.UNTIMED}
            and self._calendar.is_open(end)
        )
        return ExplainRow(
            kind=RowKind.RUNNING if running else kind,
            start=start,
            end=end,
            counted_s=int((end - start).total_seconds()),
            reason=Reason.UNTIL_DUE if kind is RowKind.REMAINING else Reason.OPEN,
            rule=self._counting_rule(kind),
        )

    def _counting_rule(self, kind: RowKind) -> str:
        return "R13" if kind is RowKind.LATE else self._rule


def _pause_row(start: datetime, end: datetime) -> ExplainRow:
    return ExplainRow(RowKind.PAUSED, start, end, 0, Reason.WAITING_CUSTOMER, "R12")


def _join_pauses(rows: Iterable[ExplainRow]) -> Iterator[ExplainRow]:
    """Yield the rows with those of one long pause, cut by periods, made one again."""
    for kind, run in groupby(rows, key=lambda row: row.kind):
        if kind is RowKind.PAUSED:
            joined = list(run)
            yield _pause_row(joined[0].start, joined[-1].end)
        else:
            yield from run


def _within(
    pauses: Sequence[PauseSpan], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of the pauses in [start, end); they are ascending and apart."""
    for paused_at, resumed_at in pauses:
        first, last = max(paused_at, start), min(resumed_at, end)
        if first < last:
            yield first, last
