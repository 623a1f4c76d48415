"""What an import came to, read back from what is stored."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Clock, ClockState, TicketClocks
from owj.kernel.sla.events import Priority
from owj.kernel.sla.monthly import missed_by_month
from owj.packages.desk.entity import Ticket
from owj.packages.desk.importer.rows import LOG_ZONE
from owj.server.agreements.evaluation import replay_many
from owj.server.agreements.log import events_of_many
from owj.server.agreements.queries import agreement_version
from owj.server.records.context import Context

_AT_ONCE = 1000
_KEPT = frozenset({ClockState.MET})
_BROKEN = frozenset({ClockState.MET_LATE, ClockState.BREACHED})


@dataclass(slots=True)
class PromiseCount:
    """How often a promise was kept; undated: it never had a deadline (R11)."""

    met: int = 0
    broken: int = 0
    open: int = 0
    undated: int = 0

    def take(self, clock: Clock) -> None:
        """Count one clock."""
        if clock.due_at is None:
            self.undated += 1
        elif clock.state in _KEPT:
            self.met += 1
        elif clock.state in _BROKEN:
            self.broken += 1
        else:
            self.open += 1


@dataclass(slots=True)
class PrioritySummary:
    """The tickets of one priority. minutes: working minutes to each first response given."""

    response: PromiseCount = field(default_factory=PromiseCount)
    followup: PromiseCount = field(default_factory=PromiseCount)
    any_broken: int = 0
    minutes: list[float] = field(default_factory=list)

    def take(self, clocks: TicketClocks) -> None:
        """Count one ticket."""
        first = clocks.first_response
        self.response.take(first)
        self.followup.take(clocks.followup)
        self.any_broken += clocks.p0_since is not None
        if first.stopped_at is not None:
            self.minutes.append((first.counted_s + first.late_working_s) / 60)

    def to_json(self) -> dict[str, Any]:
        """Return it as the command prints it; met, broken and open are of the first response."""
        median = round(statistics.median(self.minutes), 2) if self.minutes else None
        return {
            "met": self.response.met,
            "broken": self.response.broken,
            "open": self.response.open,
            "median_response_working_min": median,
            "followup": {
                "met": self.followup.met,
                "broken": self.followup.broken,
                "open": self.followup.open,
                "undated": self.followup.undated,
            },
            "any_broken": self.any_broken,
        }


@dataclass(frozen=True, slots=True)
class Brought:
    """What this run of the import did, beside what stands in the database afterwards."""

    rows: int
    duplicates: int
    rejected: int
    new_cases: int
    rejects_file: Path | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the imported tickets stood at `as_of`.

    events: the log's rows among their histories. changed_cases: those that an earlier import
    brought in with other events than the file holds now.
    """

    cases: int
    events: int
    changed_cases: int
    by_priority: Mapping[Priority, PrioritySummary]
    p0: int
    months_with_5_misses: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import came to."""

    standing: Standing
    brought: Brought

    def to_json(self) -> dict[str, Any]:
        """Return what `import helpdesk-log --json` prints."""
        standing, brought = self.standing, self.brought
        return {
            "cases": standing.cases,
            "events": standing.events,
            "duplicates": brought.duplicates,
            "rejected": brought.rejected,
            "by_priority": {
                priority.value: counted.to_json()
                for priority, counted in standing.by_priority.items()
            },
            "p0": standing.p0,
            "months_with_5_misses": standing.months_with_5_misses,
            "rows": brought.rows,
            "new_cases": brought.new_cases,
            "changed_cases": standing.changed_cases,
            "as_of": standing.as_of.astimezone(LOG_ZONE).isoformat(),
            "rejects_file": str(brought.rejects_file) if brought.rejects_file else None,
        }


def stand_at(
    ctx: Context, rows_of: Mapping[str, int], as_of: datetime, progress: Callable[[str], None]
) -> Standing:
    """Return how imported tickets stood at an instant: what came later is unknown.

    Their stored logs are replayed under the agreement version that judges each of them.
    rows_of: for each ticket's external key, how many rows the file has for it.
    """
    counted = {priority: PrioritySummary() for priority in Priority}
    events = cases = changed = 0
    missed: dict[int, list[TicketClocks]] = {}
    agreements: dict[int, Agreement] = {}
    for one in _replayed(ctx, list(rows_of), as_of, progress):
        cases += 1
        events += one.rows
        changed += one.rows != rows_of[one.key]
        if one.clocks.arrived_at > as_of:
            continue
        counted[one.clocks.priority].take(one.clocks)
        missed.setdefault(one.contract_id, []).append(one.clocks)
        agreements.setdefault(one.contract_id, one.agreement)
    return Standing(
        cases=cases,
        events=events,
        changed_cases=changed,
        by_priority=counted,
        p0=sum(one.any_broken for one in counted.values()),
        months_with_5_misses=sum(
            month.missed >= agreements[contract_id].misses_for_remedy
            for contract_id, tickets in missed.items()
            for month in missed_by_month(tickets, agreements[contract_id])
        ),
        as_of=as_of,
    )


@dataclass(frozen=True, slots=True)
class _Replayed:
    """A stored ticket at the instant asked for; rows: of the log, among its history."""

    key: str
    contract_id: int
    agreement: Agreement
    clocks: TicketClocks
    rows: int


def _replayed(
    ctx: Context, keys: Sequence[str], as_of: datetime, progress: Callable[[str], None]
) -> Iterator[_Replayed]:
    for start in range(0, len(keys), _AT_ONCE):
        progress(f"Counting: {start:,} of {len(keys):,} cases")
        found = ctx.rows(Ticket).filter(external_key__in=keys[start : start + _AT_ONCE])
        tickets = list(
            found.order_by("id").values_list(
                "id", "external_key", "contract_id", "agreement_version"
            )
        )
        logs = events_of_many(Ticket.key, [id_ for id_, *_ in tickets])
        cases = [
            ([entry.event for entry in logs[id_]], agreement_version(version))
            for id_, *_, version in tickets
        ]
        for (id_, key, contract_id, _), evaluation in zip(
            tickets, replay_many(cases, as_of=as_of), strict=True
        ):
            rows = _rows_in(entry.data for entry in logs[id_])
            agreement = evaluation.version.agreement
            yield _Replayed(key, contract_id, agreement, evaluation.clocks, rows)


def _rows_in(data: Iterable[Mapping[str, Any]]) -> int:
    return sum("activity" in one for one in data)
