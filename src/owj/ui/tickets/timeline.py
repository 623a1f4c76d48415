"""What happened to a ticket, in words: one row of a table for each kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from owj.kernel.sla.agreement import Priority
from owj.packages.desk.queries import TimelineEntry
from owj.packages.desk.words import Status
from owj.ui.dates import digits, show_datetime
from owj.ui.records.plain import words_of_plain
from owj.ui.tickets.words import PRIORITY_WORDS, RELATION_WORDS, STATUS_WORDS

MESSAGES = frozenset({"opened", "public_reply", "customer_reply", "internal_note", "call_logged"})
Data = Mapping[str, object]

ICONS: Mapping[str, str] = {
    "assigned": "user-plus",
    "priority_set": "scale",
    "date_announced": "flag",
    "waiting_customer": "pause",
    "resumed": "play",
    "resolved": "check",
    "fix_accepted": "check",
    "confirmed": "check-check",
    "rejected": "x",
    "closed": "lock",
    "reopened": "rotate-ccw",
    "rated": "star",
    "breach": "triangle-alert",
    "p0_cleared": "siren",
    "merged_into": "link",
    "absorbed": "link",
    "excluded": "scale",
    "readmitted": "scale",
    "auto_reply": "mail",
    "linked": "link",
    "unlinked": "link",
    "breach_superseded": "calendar-check",
    "deadline_moved": "calendar-check",
    "undone": "rotate-ccw",
    "fields_changed": "pencil",
    "process_began": "workflow",
    "process_done": "list-checks",
    "process_chosen": "list-checks",
    "process_passed": "timer",
    "process_stopped": "triangle-alert",
    "process_over": "workflow",
}

# Each sentence goes on after the name of who did it: "Sina Kazemi" + "resolved the ticket".
DEEDS: Mapping[str, Lazy] = {
    "assigned": _("gave the ticket to %(to)s"),
    "priority_set": _("set the priority to %(priority)s"),
    "date_announced": _("announced %(until)s"),
    "waiting_customer": _("waits for the customer's answer"),
    "resumed": _("goes on with the ticket"),
    "resolved": _("resolved the ticket"),
    "fix_accepted": _("accepted the fix"),
    "confirmed": _("confirmed that it is solved"),
    "rejected": _("rejected the request"),
    "closed": _("closed the ticket"),
    "reopened": _("opened the ticket again"),
    "rated": _("gave %(rating)s of 5"),
    "p0_cleared": _("took the ticket out of P0"),
    "merged_into": _("merged this ticket into %(ticket)s"),
    "absorbed": _("merged ticket %(ticket)s into this one"),
    "breach_superseded": _(
        "That day was declared closed: the broken promise counts no more. Due now: %(due_at)s."
    ),
    "deadline_moved": _("A day was declared closed. The deadline is now %(due_at)s."),
    "excluded": _("left the ticket out of the month's count"),
    "readmitted": _("counted the ticket again"),
    "undone": _("took that back"),
    "auto_reply": _("sent the receipt with the tracking id"),
    "status_changed": _("changed the status to %(after)s"),
    "linked": _("linked the ticket: %(relation)s %(ticket)s"),
    "unlinked": _("took the link back: %(relation)s %(ticket)s"),
    "fields_changed": _("changed: %(fields)s"),
    "process_began": _("began the process “%(process)s”"),
    "process_done": _("did “%(step)s”"),
    "process_chosen": _("did “%(step)s”: %(outcome)s"),
    "process_passed": _("Time is up: “%(step)s”, in the process “%(process)s”."),
    "process_stopped": _("The process “%(process)s” stopped at “%(step)s”."),
    "process_over": _("The process “%(process)s” is over: %(step)s."),
    "activity": _("noted “%(activity)s” in the former system"),
}
# What happens by itself.
NOBODYS = frozenset(
    {
        *("breach", "breach_superseded", "deadline_moved"),
        *("process_passed", "process_stopped", "process_over"),
    }
)
BROKEN: Mapping[str, Lazy] = {
    "first_response": _("The promise of a first response was broken; the ticket is in P0."),
    "followup": _("The promise of a follow-up was broken; the ticket is in P0."),
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry ready to be drawn; is_message: as a letter, not as a line."""

    entry: TimelineEntry
    is_message: bool
    icon: str
    actor: str
    words: str
    reason: str


def show_entry(entry: TimelineEntry) -> ShownEntry:
    """Return the entry with its words in the reader's language."""
    return ShownEntry(
        entry=entry,
        is_message=entry.kind in MESSAGES,
        icon=ICONS.get(entry.kind, "clock"),
        actor=actor_of(entry),
        words=deed_of(entry),
        reason=str(entry.data.get("reason") or entry.data.get("comment") or entry.text or ""),
    )


def actor_of(entry: TimelineEntry) -> str:
    """Return who did it; nobody breaks a promise by name."""
    if entry.kind in NOBODYS:
        return ""
    return gettext("Owj") if entry.actor_kind == "system" else entry.actor_name


def deed_of(entry: TimelineEntry) -> str:
    """Return what happened, without the name of who did it."""
    if entry.kind == "breach":
        return str(BROKEN.get(str(entry.data.get("promise")), BROKEN["followup"]))
    if entry.kind == "assigned" and not entry.data.get("to"):
        return gettext("left the ticket without an assignee")
    if entry.kind == "process_over" and not entry.data.get("step"):
        return gettext("The process “%(process)s” is over.") % entry.data
    deed = DEEDS.get(entry.kind)
    if deed is None:
        return entry.text
    told = {name: _READERS.get(name, str)(value) for name, value in entry.data.items()}
    return f"{deed}" % told


def _moment(value: object) -> str:
    return show_datetime(value) if isinstance(value, datetime) else str(value)


def _priority(value: object) -> str:
    return str(PRIORITY_WORDS[Priority(str(value))])


def _status(value: object) -> str:
    return str(STATUS_WORDS[Status(str(value))])


def _relation(value: object) -> str:
    return str(RELATION_WORDS.get(str(value), value))


def _fields(value: object) -> str:
    changes = value if isinstance(value, tuple) else ()
    return gettext("; ").join(
        gettext("%(field)s from “%(old)s” to “%(new)s”")
        % {
            "field": field.label,
            "old": words_of_plain(field, old),
            "new": words_of_plain(field, new),
        }
        for field, old, new in changes
    )


_READERS: Mapping[str, Callable[[object], str]] = {
    "until": _moment,
    "due_at": _moment,
    "priority": _priority,
    "after": _status,
    "rating": digits,
    "ticket": digits,
    "relation": _relation,
    "fields": _fields,
}
