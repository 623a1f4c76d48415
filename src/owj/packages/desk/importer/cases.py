"""From rows to cases: what belongs together, in order, and what must be set aside with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.sla.events import Priority
from owj.packages.desk.importer.priorities import PriorityMap
from owj.packages.desk.importer.reading import Log
from owj.packages.desk.importer.rows import CASE, LogRow, RejectedRow

SOURCE = "helpdesk-log"

# How the reason of a row ends that is set aside for another row of its ticket.
GOES_WITH = "of the same case is rejected"


@dataclass(frozen=True, slots=True)
class LogCase:
    """One case with all its events, by wall time and then in file order.

    Customer, priority and facts are those of its first event; later changes of them are ignored.
    """

    name: str
    rows: tuple[LogRow, ...]
    priority: Priority

    @property
    def key(self) -> str:
        """Return what a second import knows the case by."""
        return external_key(self.name)

    @property
    def customer(self) -> str:
        """Return whose case it is."""
        return self.rows[0].customer


@dataclass(frozen=True, slots=True)
class SortedLog:
    """The cases that can be imported, in the order of the file, and all rows that cannot."""

    cases: tuple[LogCase, ...]
    rejected: tuple[RejectedRow, ...]

    @property
    def last_at(self) -> datetime:
        """Return the instant of the last event."""
        return max(row.at for case in self.cases for row in case.rows)


def external_key(name: str) -> str:
    """Return the key by which something of a log is found again."""
    return f"{SOURCE}:{name}"


def sort_cases(log: Log, priorities: PriorityMap, *, now: datetime) -> SortedLog:
    """Group a log by case. A case with a rejected row is set aside whole: half a history would
    give wrong clocks, and could not be completed by a later import.
    """
    groups: dict[str, list[LogRow]] = {}
    for row in log.rows:
        groups.setdefault(row.case, []).append(row)
    faulty = _cases_of(log)
    cases: list[LogCase] = []
    rejected = list(log.rejected)
    for name, group in groups.items():
        group.sort(key=lambda row: (row.wall, row.line))
        priority = priorities.get(group[0].seriousness)
        faults = _faults(group, priority, now)
        lines = [*faults, *([faulty[name]] if name in faulty else [])]
        if priority is not None and not lines:
            cases.append(LogCase(name, tuple(group), priority))
            continue
        because = f"line {min(lines)} {GOES_WITH}"
        rejected += [
            RejectedRow(row.line, faults.get(row.line, because), row.fields) for row in group
        ]
    return SortedLog(tuple(cases), tuple(sorted(rejected, key=lambda row: row.line)))


def _cases_of(log: Log) -> dict[str, int]:
    """Return the cases with a row that could not be read, and the first such line."""
    if not log.rejected:
        return {}
    place = log.places[CASE]
    found: dict[str, int] = {}
    for row in log.rejected:
        name = row.fields[place].strip() if len(row.fields) > place else ""
        if name:
            found.setdefault(name, row.line)
    return found


def _faults(group: Sequence[LogRow], priority: Priority | None, now: datetime) -> dict[int, str]:
    """Return by line what is wrong with the rows of a case as such."""
    faults = {
        row.line: f"{row.wall:%Y/%m/%d %H:%M:%S} lies in the future"
        for row in group
        if row.at > now
    }
    if priority is None:
        first = group[0]
        faults[first.line] = f"no priority is mapped to {first.seriousness!r}; use --priority-map"
    return faults
