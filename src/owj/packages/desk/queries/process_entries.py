"""What the timeline of a ticket tells of its processes, to staff alone."""

from __future__ import annotations

from owj.packages.desk.entity import Ticket
from owj.packages.desk.life import LIFE
from owj.packages.desk.queries.results import TimelineEntry
from owj.server.processes.record_history import ToldStep, steps_of_record, told_steps
from owj.server.records.rowtypes import Rows

# The life of a ticket follows what the timeline tells anyway.
QUIET = LIFE


STEPS = "steps_"


def with_steps(rows: Rows[Ticket]) -> Rows[Ticket]:
    """Return tickets that are read along with the steps of their processes."""
    return rows.annotate(**{STEPS: steps_of_record(Ticket.key)})


def process_entries(ticket: Ticket) -> list[TimelineEntry]:
    """Return what began, what people did, what time decided, and what came to its end.

    ticket: read by `with_steps`.
    """
    return [_entry(one) for one in told_steps(getattr(ticket, STEPS, ()), quiet=QUIET)]


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
