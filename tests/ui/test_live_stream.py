"""The stream of news: who hears what, in which form, and without a database connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from tests.ui.conftest import Person

from owj.packages.customers.entity import Contact, Customer
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import give_rights
from owj.server.connections import release_database
from owj.server.context import SYSTEM
from owj.server.identity.doors import COOKIES
from owj.server.live.hub import live_hub
from owj.server.live.messages import ACCESS_CHANGED, HEARTBEAT, RESYNC, LiveMessage
from owj.server.live.notify import notify_live
from owj.server.records.context import open_context
from owj.ui.views.live import page_age_s, stream_news, topics_of, written

if TYPE_CHECKING:
    from django.http import StreamingHttpResponse

PATIENCE_S = 10


def test_staff_hear_the_desk_and_themselves(agent: Person) -> None:
    assert set(topics_of(agent.user.actor)) == {"clock", "desk", f"user:{agent.user.pk}"}


def test_a_customer_hears_the_own_organisation_only(customer: Person) -> None:
    ctx = open_context(SYSTEM)
    own = ctx.create(Customer, name="پخش مهرگستر شرق")
    ctx.create(Customer, name="فولاد کویر یزد")
    contact = ctx.create(Contact, customer=own, name="مینا صادقی", user=customer.user.pk)
    assert set(topics_of(customer.user.actor)) == {"clock", f"user:{customer.user.pk}"}
    give_rights(ctx, contact.id, own.id, Rights(judge=True))
    heard = set(topics_of(customer.user.actor))
    own_only = f"contact:{contact.id}@{own.id}"
    assert heard == {"clock", f"user:{customer.user.pk}", own_only}
    give_rights(ctx, contact.id, own.id, Rights(team=True))
    heard = set(topics_of(customer.user.actor))
    assert heard == {"clock", f"user:{customer.user.pk}", f"customer:{own.id}"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/live", "/hub/live"])
def test_a_stranger_is_told_to_stop_asking(path: str) -> None:
    assert Client().get(path).status_code == 204


def test_news_are_written_as_an_event_source_reads_them() -> None:
    text = written(LiveMessage("ticket", {"id": 12, "tracking_id": "T-1405-000012"})).decode()
    assert text.startswith("data: ")
    assert text.endswith("\n\n")
    assert json.loads(text.removeprefix("data: ")) == {
        "what": "ticket",
        "id": 12,
        "tracking_id": "T-1405-000012",
    }


def test_a_heartbeat_is_a_comment_that_wakes_nobody() -> None:
    assert written(HEARTBEAT).startswith(b":")


def test_a_line_break_in_news_ends_no_message() -> None:
    assert written(LiveMessage("x", {"text": "a\n\nb"})).count(b"\n\n") == 1


@pytest.mark.parametrize(
    ("said", "age_s"),
    [("250", 0.25), ("0", 0.0), ("", 0.0), ("-5", 0.0), ("۲۵", 0.0), ("9" * 40, 600.0)],
)
def test_a_pages_age_is_what_it_says_within_reason(said: str, age_s: float) -> None:
    assert page_age_s(said) == age_s


async def heard(stream: AsyncIterator[bytes], what: str) -> dict[str, object]:
    """Return the first news of this kind."""
    async with asyncio.timeout(PATIENCE_S):
        async for chunk in stream:
            if chunk.startswith(b"data: "):
                news: dict[str, object] = json.loads(chunk.removeprefix(b"data: "))
                if news["what"] == what:
                    return news
    raise AssertionError(f"no news of {what}")


@pytest.mark.django_db(transaction=True)
async def test_a_page_hears_what_was_committed(agent: Person) -> None:
    client = AsyncClient()
    token = agent.client.cookies[COOKIES["staff"].session].value
    client.cookies[COOKIES["staff"].session] = token
    response = await client.get("/live")
    assert response.headers["Content-Type"] == "text/event-stream"
    stream: AsyncIterator[bytes] = aiter(cast("StreamingHttpResponse", response))
    try:
        assert await anext(stream) == b"retry: 1000\n\n"
        waiting = asyncio.ensure_future(heard(stream, "ticket"))
        await live_hub().listening()
        while live_hub().count_subscriptions() == 0:
            await asyncio.sleep(0.01)
        await sync_to_async(notify_live)(["desk"], "ticket", id=7)
        assert await waiting == {"what": "ticket", "id": 7}
    finally:
        await live_hub().close()
        await sync_to_async(release_database)()


@pytest.mark.django_db(transaction=True)
async def test_a_stream_ends_with_its_session() -> None:
    stream = stream_news(["session:1"])
    assert await anext(stream) == b"retry: 1000\n\n"
    waiting = asyncio.ensure_future(heard(stream, "signed_out"))
    await live_hub().listening()
    while live_hub().count_subscriptions() == 0:
        await asyncio.sleep(0.01)
    await sync_to_async(notify_live)(["session:1"], "signed_out")
    await waiting
    async with asyncio.timeout(PATIENCE_S):
        assert [chunk async for chunk in stream] == []
    await live_hub().close()
    await sync_to_async(release_database)()


@pytest.mark.django_db(transaction=True)
async def test_a_stream_ends_by_itself_so_that_the_session_is_asked_again() -> None:
    chunks = []
    async with asyncio.timeout(PATIENCE_S), aclosing(stream_news(["clock"], life_s=0)) as stream:
        async for chunk in stream:
            chunks.append(chunk)
    await live_hub().close()
    assert chunks[1:] == [written(RESYNC)]


@pytest.mark.django_db(transaction=True)
async def test_a_stream_ends_when_what_its_reader_may_hear_has_changed() -> None:
    """A right taken away reaches an open page: it asks again, for what is left."""
    topics = ["user:7", "customer:1"]
    heard: list[bytes] = []

    async def listen() -> None:
        async with aclosing(stream_news(topics)) as news:
            async for piece in news:
                heard.append(piece)

    listening = asyncio.create_task(listen())
    await asyncio.wait_for(live_hub().listening(), PATIENCE_S)
    while live_hub().count_subscriptions() == 0:
        await asyncio.sleep(0.01)
    await sync_to_async(notify_live)(["user:7"], ACCESS_CHANGED)
    await sync_to_async(notify_live)(["customer:1"], "ticket", id=1)
    await asyncio.wait_for(listening, PATIENCE_S)
    assert ACCESS_CHANGED.encode() in heard[-1]
    assert not any(b'"ticket"' in piece for piece in heard)
    await sync_to_async(release_database)()
