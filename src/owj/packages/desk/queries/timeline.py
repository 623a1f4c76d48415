"""What happened to a ticket, in order: messages, moves, and what the clocks made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from owj.kernel.calendars.business import CalendarHistory
from owj.kernel.sla.clocks import Promise, TicketClocks
from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.queries.results import FileView, Person, TimelineEntry
from owj.packages.desk.queries.revision_entries import revision_entries
from owj.packages.desk.standing import answered_at
from owj.packages.desk.words import MessageKind
from owj.server.agreements.log import LoggedEvent

NOBODY = Person(None, "Owj", "system")

# The rule that each entry may be looked up by.
RULES: Mapping[str, str] = {
    "auto_reply": "R9",
    "call_logged": "R9",
    "priority_set": "R6",
    "date_announced": "R11",
    "waiting_customer": "R12",
    "resolved": "R10",
    "fix_accepted": "R10",
    "rejected": "R11",
    "reopened": "R12",
    "merged_into": "R12",
    "absorbed": "R12",
    "excluded": "R38",
    "readmitted": "R38",
    "breach": "R13",
    "p0_cleared": "R14",
}
# What happens behind the counter.
INTERNAL = frozenset({"internal_note", "fix_accepted", "p0_cleared", "linked", "unlinked"})
_NAMES: Mapping[EventKind, str] = {
    EventKind.CUSTOMER_REPLIED: "customer_reply",
    EventKind.STATUS_CHANGED: "resumed",
}


@dataclass(frozen=True, slots=True)
class TimelineParts:
    """What a timeline is made of, loaded already."""

    ticket: Ticket
    log: Sequence[LoggedEvent]
    clocks: TicketClocks
    messages: Mapping[int, Message]
    files: Mapping[int, tuple[FileView, ...]]
    people: Mapping[int, Person]
    calendars: CalendarHistory


def build_timeline(parts: TimelineParts, *, for_customer: bool) -> tuple[TimelineEntry, ...]:
    """Return the entries in the order in which they happened.

    for_customer: without notes and what is decided behind the counter.
    """
    # What was said in a merged ticket is read there; here it only counts.
    own = (entry for entry in parts.log if "carried_from" not in entry.data)
    entries = [_event_entry(parts, entry) for entry in own]
    entries += [_message_entry(parts, message) for message in _loose(parts)]
    entries += _breach_entries(parts.clocks)
    entries += revision_entries(parts.clocks, parts.calendars)
    entries += _rating_entry(parts)
    # Python's sort is stable: what happened at one instant stays in the order it was logged.
    entries.sort(key=lambda entry: entry.at)
    if not for_customer:
        return tuple(entries)
    return tuple(_for_customer(entry) for entry in entries if not entry.internal)


def _event_entry(parts: TimelineParts, logged: LoggedEvent) -> TimelineEntry:
    event = logged.event
    kind = _kind_of(logged)
    message = parts.messages.get(logged.data.get("message_id", 0))
    person = _person(parts, logged.by) if event.human else NOBODY
    return TimelineEntry(
        kind=kind,
        at=event.at,
        actor_name=person.name,
        actor_kind=person.kind,
        text=message.body if message else "",
        files=parts.files.get(message.id, ()) if message else (),
        data=_DATA.get(event.kind, _plain)(logged),
        first_response=_is_first_response(parts.clocks, event.at, event.kind),
        internal=kind in INTERNAL,
        rule=RULES.get(kind, ""),
    )


def _kind_of(logged: LoggedEvent) -> str:
    """Return the entry's kind; what another system did in its own way is an "activity"."""
    kind = logged.event.kind
    if kind is EventKind.INTERNAL_NOTE and "activity" in logged.data:
        return "activity"
    return _NAMES.get(kind, kind.value)


def _message_entry(parts: TimelineParts, message: Message) -> TimelineEntry:
    kinds = {MessageKind.NOTE: "internal_note", MessageKind.SYSTEM: "system"}
    said = "customer_reply" if message.from_customer else "public_reply"
    kind = kinds.get(message.kind, said)
    person = _person(parts, message.author_id)
    return TimelineEntry(
        kind=kind,
        at=message.at,
        actor_name=person.name,
        actor_kind=person.kind,
        text=message.body,
        files=parts.files.get(message.id, ()),
        internal=kind in INTERNAL,
    )


def _loose(parts: TimelineParts) -> Iterable[Message]:
    """Return the messages that no event speaks of: imported ones, and notes beside a move."""
    told = {entry.data.get("message_id") for entry in parts.log}
    return (message for id_, message in parts.messages.items() if id_ not in told)


def _breach_entries(clocks: TicketClocks) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            kind="breach",
            at=broken.deadline,
            actor_name=NOBODY.name,
            actor_kind=NOBODY.kind,
            data={
                "promise": broken.promise.value,
                "cycle": broken.cycle,
                "month": broken.month,
                "superseded": broken.superseded_by is not None,
            },
            internal=broken.promise is Promise.ANNOUNCEMENT,
            rule=RULES["breach"],
        )
        for broken in clocks.breaches
    ]


def _rating_entry(parts: TimelineParts) -> list[TimelineEntry]:
    ticket = parts.ticket
    if ticket.rating is None or ticket.rated_at is None:
        return []
    return [
        TimelineEntry(
            kind="rated",
            at=ticket.rated_at,
            actor_name=ticket.customer.name,
            actor_kind="hub",
            data={"rating": ticket.rating, "comment": ticket.rating_comment},
        )
    ]


def _is_first_response(clocks: TicketClocks, at: datetime, kind: EventKind) -> bool:
    clock = clocks.first_response
    same = clock.stopped_by is kind and clock.stopped_at is not None
    return same and answered_at(clocks) == at.replace(microsecond=0)


def _for_customer(entry: TimelineEntry) -> TimelineEntry:
    """Return the entry without the reasons that colleagues write for each other."""
    if "reason" not in entry.data or entry.kind in {"excluded", "readmitted"}:
        return entry
    return replace(entry, data={k: v for k, v in entry.data.items() if k != "reason"})


def _person(parts: TimelineParts, user_id: int | None) -> Person:
    return NOBODY if user_id is None else parts.people.get(user_id, NOBODY)


def _plain(logged: LoggedEvent) -> dict[str, object]:
    return {name: value for name, value in logged.data.items() if name not in _MACHINE}


def _assigned(logged: LoggedEvent) -> dict[str, object]:
    return {"to": logged.data.get("to_name") or None}


def _announced(logged: LoggedEvent) -> dict[str, object]:
    before: str | None = logged.data.get("before")
    return {
        "until": logged.event.until,
        "before": datetime.fromisoformat(before) if before else None,
    }


def _merged(logged: LoggedEvent) -> dict[str, object]:
    data: Mapping[str, Any] = logged.data
    return {
        "ticket": data.get("into") or data.get("other") or "",
        "subject": data.get("into_subject") or data.get("other_subject") or "",
    }


def _linked(logged: LoggedEvent) -> dict[str, object]:
    return _merged(logged) | {"relation": logged.data.get("relation", "")}


_MACHINE = frozenset({"message_id", "human", "by_staff", "other_start", "undoes"})
_DATA: Mapping[EventKind, Callable[[LoggedEvent], dict[str, object]]] = {
    EventKind.ASSIGNED: _assigned,
    EventKind.DATE_ANNOUNCED: _announced,
    EventKind.MERGED_INTO: _merged,
    EventKind.ABSORBED: _merged,
    EventKind.LINKED: _linked,
    EventKind.UNLINKED: _linked,
}
