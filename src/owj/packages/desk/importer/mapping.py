"""One case as our own history: which of its activities mean something to the clocks.

The first event is the arrival, the first "Take in charge ticket" the first response, "Wait" waits
for the customer, and the last "Resolve ticket" or "Closed" completes the follow-up. Everything
else stays in the history under its own name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.packages.desk.drafts import HistoryMessage, TicketHistory
from owj.packages.desk.importer.cases import LogCase
from owj.packages.desk.importer.rows import LogRow
from owj.packages.desk.importer.words import case_title, fact_lines
from owj.packages.desk.words import Importance, Status

TAKE, WAIT, RESOLVE, CLOSED = "Take in charge ticket", "Wait", "Resolve ticket", "Closed"
DONE = frozenset({RESOLVE, CLOSED})


@dataclass(frozen=True, slots=True)
class People:
    """Whom the log's names stand for: customers' contracts and agents, by the name in the log."""

    customer_ids: Mapping[str, int]
    contract_ids: Mapping[str, int]
    agent_ids: Mapping[str, int]
    agent_names: Mapping[int, str]


@dataclass(slots=True)
class _Telling:
    """A case being told event by event; status: as the old system showed it meanwhile."""

    case: LogCase
    people: People
    status: Status = Status.OPEN
    assignee_id: int | None = None
    events: list[LogEvent] = field(default_factory=list)
    by: list[int | None] = field(default_factory=list)
    data: list[dict[str, object]] = field(default_factory=list)
    messages: list[HistoryMessage] = field(default_factory=list)

    def add(
        self,
        kind: EventKind,
        row: LogRow,
        data: Mapping[str, object],
        *,
        priority: Priority | None = None,
        by_staff: bool = True,
    ) -> None:
        """Add an event at a row's instant."""
        seq = len(self.events) + 1
        self.events.append(LogEvent(kind, row.at, seq, priority=priority, by_staff=by_staff))
        self.by.append(self.people.agent_ids.get(row.resource))
        self.data.append(dict(data))

    def say(self, text: str) -> None:
        """Hang a message on the last event."""
        self.messages.append(HistoryMessage(event=len(self.events) - 1, text=text))


def history_of(case: LogCase, people: People) -> TicketHistory:
    """Return a case as a ticket's history; each row's first event carries its "activity"."""
    told = _Telling(case, people)
    rows = case.rows
    taken = next((i for i, row in enumerate(rows) if row.meaning == TAKE), None)
    done = max((i for i, row in enumerate(rows) if row.meaning in DONE), default=None)
    _tell_arrival(told, rows[0])
    for place, row in enumerate(rows):
        if place == 0 and row.meaning not in {TAKE, WAIT, *DONE}:
            continue
        mark: dict[str, object] = {} if place == 0 else {"activity": row.activity}
        # What comes after the follow-up is complete is history; only a first response still counts.
        if done is None or place <= done:
            _tell_turn(told, row)
        elif place != taken:
            told.add(EventKind.INTERNAL_NOTE, row, mark)
            continue
        _tell_activity(told, row, mark, first_take=place == taken, completes=place == done)
    return _history(told)


def _tell_arrival(told: _Telling, row: LogRow) -> None:
    told.add(
        EventKind.OPENED,
        row,
        {"activity": row.activity, "channel": "import"},
        priority=told.case.priority,
        by_staff=False,
    )
    told.say(fact_lines(told.case))


def _tell_turn(told: _Telling, row: LogRow) -> None:
    """Tell what the old system left unsaid: that a wait ended, or that a case was open again."""
    if told.status is Status.WAITING_CUSTOMER and row.meaning != WAIT:
        told.add(EventKind.STATUS_CHANGED, row, {})
        told.status = Status.OPEN
    elif told.status in {Status.RESOLVED, Status.CLOSED} and row.meaning != CLOSED:
        # Its follow-up was never complete for us, so this begins no second cycle.
        told.add(EventKind.REOPENED, row, {})
        told.status = Status.OPEN


def _tell_activity(
    told: _Telling, row: LogRow, mark: Mapping[str, object], *, first_take: bool, completes: bool
) -> None:
    agent_id = told.people.agent_ids.get(row.resource)
    if row.meaning == TAKE:
        if first_take:
            told.add(EventKind.PUBLIC_REPLY, row, mark)
            told.say(f"تیکت برای رسیدگی برداشته شد ({row.activity}).")
        else:
            name = told.people.agent_names.get(agent_id or 0, "")
            told.add(
                EventKind.ASSIGNED,
                row,
                {**mark, "to": agent_id, "to_name": name, "before": told.assignee_id},
            )
        told.assignee_id = agent_id
    elif row.meaning == WAIT:
        told.add(EventKind.WAITING_CUSTOMER, row, mark)
        told.status = Status.WAITING_CUSTOMER
    elif row.meaning in DONE:
        kind = EventKind.RESOLVED if row.meaning == RESOLVE else EventKind.CLOSED
        told.add(kind if completes else EventKind.INTERNAL_NOTE, row, mark)
        told.status = Status.RESOLVED if row.meaning == RESOLVE else Status.CLOSED
    else:
        told.add(EventKind.INTERNAL_NOTE, row, mark)


def _history(told: _Telling) -> TicketHistory:
    case, people = told.case, told.people
    return TicketHistory(
        external_key=case.key,
        subject=case_title(case),
        customer_id=people.customer_ids[case.customer],
        contract_id=people.contract_ids[case.customer],
        priority=case.priority,
        status=told.status,
        is_bug=case.priority in {Priority.CRITICAL, Priority.HIGH},
        blocks_use=case.priority is Priority.CRITICAL,
        importance=Importance.HIGH if case.priority is Priority.MEDIUM else Importance.LOW,
        assignee_id=told.assignee_id,
        events=tuple(told.events),
        by=tuple(told.by),
        data=tuple(told.data),
        messages=tuple(told.messages),
    )
