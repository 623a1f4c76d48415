"""Telling the news: a notification that leaves with the commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

LIVE_CHANNEL = "owj_live"
# PostgreSQL refuses 8000 bytes and more.
MOST_BYTES = 7999
# So many topics fit one notification.
TOLD_AT_ONCE = 40


def notify_live(topics: Iterable[str], what: str, **data: object) -> None:
    """Tell open pages that listen to one of the topics what happened, on commit.

    data: small and JSON, ids rather than texts. Raises: ValueError when too long.
    """
    told = list(topics)
    for begin in range(0, len(told), TOLD_AT_ONCE):
        _notify(told[begin : begin + TOLD_AT_ONCE], what, data)


def _notify(topics: Sequence[str], what: str, data: Mapping[str, object]) -> None:
    text = json.dumps(
        {"topics": topics, "what": what, "data": data},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"news of {what}: more than {MOST_BYTES} bytes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, text])
