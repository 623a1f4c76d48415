"""What a stream of news carries."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """One piece of news. what: "ticket", "notice", "clock", … or one of the two below."""

    what: str
    data: dict[str, object] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()


# The listener missed something: the page loads what it shows anew.
RESYNC = LiveMessage("resync")
# What the person may hear has changed: the stream ends, and the page opens another one.
ACCESS_CHANGED = "access_changed"
# Nothing happened; it keeps the line open and finds dead ones.
HEARTBEAT = LiveMessage("heartbeat")


def message_of_payload(payload: str) -> LiveMessage | None:
    """Return the news of a notification; None when it is none of ours."""
    try:
        given = json.loads(payload)
        return LiveMessage(
            what=str(given["what"]),
            data=dict(given["data"]),
            topics=frozenset(str(topic) for topic in given["topics"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
