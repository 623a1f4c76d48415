"""One story of the demo being told event by event, as the desk's own verbs would log it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.packages.desk.demo.contents import read_content
from owj.packages.desk.demo.moments import Moments
from owj.packages.desk.demo.people import Cast, Client, Speaker
from owj.packages.desk.demo.pictures import draw_window
from owj.packages.desk.drafts import HistoryMessage, HistoryRating, TicketHistory
from owj.packages.desk.words import Channel, Importance, Status
from owj.server.files.services import store_file
from owj.server.identity.models import User

DECIDER = "sina"
ERRORS = frozenset({Priority.CRITICAL, Priority.HIGH})
# deed: what is logged, the status after it, and whether the customer does it.
MOVES: Mapping[str, tuple[EventKind, Status, bool]] = {
    "wait": (EventKind.WAITING_CUSTOMER, Status.WAITING_CUSTOMER, False),
    "resolve": (EventKind.RESOLVED, Status.RESOLVED, False),
    "close": (EventKind.CLOSED, Status.CLOSED, False),
    "confirm": (EventKind.CONFIRMED, Status.CLOSED, True),
}


@dataclass(slots=True)
class Telling:
    """A story and what was told of it so far."""

    cast: Cast
    moments: Moments
    story: Mapping[str, Any]
    status: Status = Status.OPEN
    announced_for: datetime | None = None
    events: list[LogEvent] = field(default_factory=list)
    by: list[User | None] = field(default_factory=list)
    data: list[Mapping[str, object]] = field(default_factory=list)
    messages: list[HistoryMessage] = field(default_factory=list)

    @property
    def client(self) -> Client:
        """Return whose ticket it is."""
        return self.cast.clients[self.story["customer"]]

    @property
    def speaker(self) -> Speaker:
        """Return who speaks for the customer."""
        place: int = self.story.get("by", 0)
        return self.client.people[place]

    @property
    def proposed(self) -> Priority:
        """Return the priority that the customer's facts proposed."""
        return Priority(self.story.get("proposed", self.story["kind"]))

    def open(self, at: datetime) -> None:
        """Tell the arrival and the receipt."""
        channel = {"channel": Channel.HUB.value}
        self._add(EventKind.OPENED, at, self.speaker.user, channel, priority=self.proposed)
        self._say(self.story["text"], self.story.get("files", ()))
        self._add(EventKind.AUTO_REPLY, at, None, {"letter": "receipt"}, human=False)

    def take_up(self, at: datetime) -> None:
        """Tell that the priority was confirmed (R6) and who took the ticket."""
        reason = {"before": self.proposed.value, "reason": self.story.get("reason", "")}
        kind = Priority(self.story["kind"])
        self._add(EventKind.PRIORITY_SET, at, self.cast.staff[DECIDER], reason, priority=kind)
        agent = self._agent("")
        to = {"to": agent.pk, "to_name": agent.full_name, "before": None}
        self._add(EventKind.ASSIGNED, at, agent, to)

    def do(self, at: datetime, deed: str, text: str = "", who: str = "", more: Any = ()) -> None:
        """Tell one deed."""
        agent, decider = self._agent(who), self.cast.staff[DECIDER]
        if deed == "reply":
            self._add(EventKind.PUBLIC_REPLY, at, agent)
            self._say(text, more)
        elif deed == "note":
            self._add(EventKind.INTERNAL_NOTE, at, agent)
            self._say(text, more, public=False)
        elif deed == "call":
            self._add(EventKind.CALL_LOGGED, at, agent)
            self._say(text, public=False)
        elif deed == "customer":
            self._hear(at, text, more)
        elif deed == "announce":
            self._announce(at, agent, self.moments.until(more))
        elif deed == "reject":
            self._add(EventKind.PUBLIC_REPLY, at, agent)
            self._say(text)
            self._move(EventKind.REJECTED, Status.REJECTED, at, agent)
        elif deed == "fix":
            self._add(EventKind.FIX_ACCEPTED, at, decider)
        elif deed == "clear_p0":
            self._add(EventKind.P0_CLEARED, at, decider, {"reason": text})
        else:
            kind, status, customers = MOVES[deed]
            self._move(kind, status, at, self.speaker.user if customers else agent)

    def history(self, key: str) -> TicketHistory:
        """Return everything told so far."""
        proposed = self.proposed
        return TicketHistory(
            external_key=key,
            subject=self.story["subject"],
            customer_id=self.client.customer_id,
            contract_id=self.client.contract_id,
            contact_id=self.speaker.contact_id,
            priority=proposed,
            status=self.status,
            is_bug=proposed in ERRORS,
            blocks_use=proposed is Priority.CRITICAL,
            importance=Importance.HIGH if proposed is Priority.MEDIUM else Importance.LOW,
            assignee_id=self._agent("").pk if "agent" in self.story else None,
            channel=Channel.HUB,
            events=tuple(self.events),
            by=tuple(user.pk if user else None for user in self.by),
            data=tuple(self.data),
            messages=tuple(self.messages),
            rating=self._rating(),
        )

    def _agent(self, who: str) -> User:
        return self.cast.staff[who or self.story.get("agent", DECIDER)]

    def _add(
        self,
        kind: EventKind,
        at: datetime,
        by: User | None,
        data: Mapping[str, object] | None = None,
        *,
        priority: Priority | None = None,
        until: datetime | None = None,
        human: bool = True,
    ) -> None:
        self.events.append(
            LogEvent(
                kind,
                at,
                seq=len(self.events) + 1,
                priority=priority,
                until=until,
                human=human,
                by_staff=by is None or by.kind == User.Kind.STAFF,
            )
        )
        self.by.append(by)
        self.data.append(data or {})

    def _say(self, text: str, files: Sequence[str] = (), *, public: bool = True) -> None:
        """Hang a message with its files on the last event."""
        author = self.by[-1]
        kept = tuple(_keep(name, author) for name in files) if author else ()
        self.messages.append(HistoryMessage(len(self.events) - 1, text, public, kept))

    def _move(self, kind: EventKind, status: Status, at: datetime, by: User) -> None:
        self._add(kind, at, by, {"before": self.status.value, "after": status.value})
        self.status = status

    def _hear(self, at: datetime, text: str, files: Sequence[str]) -> None:
        """Tell that the customer wrote again: a wait ends, a resolved ticket opens again."""
        self._add(EventKind.CUSTOMER_REPLIED, at, self.speaker.user)
        self._say(text, files)
        if self.status is Status.RESOLVED:
            self._move(EventKind.REOPENED, Status.OPEN, at, self.speaker.user)
        self.status = Status.OPEN

    def _announce(self, at: datetime, by: User, until: datetime) -> None:
        before = self.announced_for.isoformat() if self.announced_for else None
        self._add(EventKind.DATE_ANNOUNCED, at, by, {"before": before}, until=until)
        self.announced_for = until

    def _rating(self) -> HistoryRating | None:
        if "rate" not in self.story:
            return None
        rating, comment = self.story["rate"]
        last_at = self.events[-1].at
        return HistoryRating(rating, min(last_at + timedelta(minutes=2), self.moments.now), comment)


def _keep(name: str, author: User) -> UUID:
    """Keep one of the demo's files as this person's upload; returns its id."""
    text: str | None = read_content("files.json").get(name)
    content = draw_window() if text is None else text.encode()
    return store_file(io.BytesIO(content), name, author.actor).id
