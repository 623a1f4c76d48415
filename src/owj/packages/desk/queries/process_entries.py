"""What the timeline of a ticket tells of its processes, to staff alone."""

from __future__ import annotations

from owj.packages.desk.entity import Ticket
from owj.packages.desk.life import LIFE
from owj.packages.desk.queries.results import TimelineEntry
from owj.server.processes.record_history import ToldStep, steps_told

# The life of a ticket follows what the timeline tells anyway.
QUIET = LIFE


def process_entries(ticket: Ticket) -> list[TimelineEntry]:
    """Return what began, what people did, what time decided, and what came to its end."""
    return [_entry(one) for one in steps_told(Ticket.key, ticket.id, quiet=QUIET)]


def _entry(told: ToldStep) -> TimelineEntry:
    kind = "process_chosen" if told.outcome else f"process_{told.what}"
    return TimelineEntry(
        kind=kind,
        at=told.at,
        actor_name=told.by or "Owj",
        actor_kind="staff" if told.by else "system",
        data={"process": told.process, "step": told.step, "outcome": told.outcome},
        internal=True,
    )
