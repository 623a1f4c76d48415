"""The stream of news to an open page: one plain asynchronous view a door.

The session is asked once and the database connection given back; the stream then lives on the
process's one listening connection. It ends with its session, and by itself after a while, so that
a session that ran out is noticed too.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from owj.packages.customers.queries import standings
from owj.server.activity.watching import watched_topic
from owj.server.connections import release_database
from owj.server.context import Actor
from owj.server.identity.requests import signed_in
from owj.server.identity.sessions import SIGNED_OUT, session_topic
from owj.server.live.hub import live_hub
from owj.server.live.messages import ACCESS_CHANGED, HEARTBEAT, LiveMessage
from owj.server.records.context import open_context

LIFE_S = 600
LONGEST_AGE_MS = 600_000
RETRY_MS = 1000


def topics_of(actor: Actor) -> list[str]:
    """Return what this person may hear: staff the desk, a customer the own organisation, or the
    own tickets when the rights reach no further.
    """
    own = ["clock", f"user:{actor.user_id}"]
    if actor.is_staff:
        return [*own, "desk"]
    return [
        *own,
        *(
            f"customer:{place.customer_id}"
            if place.rights.team
            else f"contact:{place.contact_id}@{place.customer_id}"
            for place in standings(open_context(actor))
        ),
    ]


@require_GET
async def live_view(request: HttpRequest) -> HttpResponseBase:
    """Stream the news of this door to who is signed in; 204 tells the browser to stop asking."""
    topics = await sync_to_async(_topics_of_request)(request)
    if topics is None:
        return HttpResponse(status=204)
    news = stream_news(topics, page_age_s=page_age_s(request.GET.get("age", "")))
    response = StreamingHttpResponse(news, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def page_age_s(milliseconds: str) -> float:
    """Return how long ago the asking page was drawn, as it says itself; anything else is 0."""
    given = milliseconds if milliseconds.isascii() and milliseconds.isdigit() else "0"
    return min(int(given[:9]), LONGEST_AGE_MS) / 1000


async def stream_news(
    topics: list[str], *, page_age_s: float = 0.0, life_s: float = LIFE_S
) -> AsyncGenerator[bytes]:
    """Yield the news in the form an EventSource reads, until `life_s` has passed."""
    ends_at = monotonic() + life_s
    yield f"retry: {RETRY_MS}\n\n".encode()
    async with aclosing(live_hub().subscribe(topics, page_age_s=page_age_s)) as news:
        async for message in news:
            yield written(message)
            if message.what in {SIGNED_OUT, ACCESS_CHANGED} or monotonic() > ends_at:
                break


def written(message: LiveMessage) -> bytes:
    """Return one piece of news as an EventSource reads it; a heartbeat is a comment."""
    if message is HEARTBEAT:
        return b": still here\n\n"
    text = json.dumps({"what": message.what, **message.data}, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def _topics_of_request(request: HttpRequest) -> list[str] | None:
    try:
        seat = signed_in(request)
        if seat is None:
            return None
        actor = seat.user.actor
        return [session_topic(seat), *topics_of(actor), *_watched(request, actor)]
    finally:
        release_database()


def _watched(request: HttpRequest, actor: Actor) -> list[str]:
    """Return the topic of the record that the page shows, if this person may see it."""
    asked = request.GET.get("record", "")
    topic = watched_topic(open_context(actor), asked) if asked and actor.is_staff else ""
    return [topic] if topic else []
