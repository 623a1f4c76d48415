"""From a commit to the open pages."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from owj.server import clock
from owj.server.live import hub as room
from owj.server.live.hub import LiveHub, Subscription, live_hub
from owj.server.live.messages import HEARTBEAT, RESYNC, LiveMessage, message_of_payload
from owj.server.live.notify import MOST_BYTES, notify_live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def hub() -> AsyncIterator[LiveHub]:
    """Return a hub that hears the test database."""
    hub = LiveHub()
    await hub.listening()
    yield hub
    await hub.close()
    await sync_to_async(lambda: connection.close())()  # noqa: PLW0108 -- of that thread


@sync_to_async
def tell(*topics: str, what: str = "ticket", **data: object) -> None:
    notify_live(topics, what, **data)


@sync_to_async
def backends(application: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [application],
        )
        return int((cursor.fetchone() or (0,))[0])


class Page:
    """An open page that gathers its news."""

    def __init__(self, hub: LiveHub, *topics: str) -> None:
        self.news: list[LiveMessage] = []
        self.task = asyncio.create_task(self._read(hub, topics))

    async def _read(self, hub: LiveHub, topics: tuple[str, ...]) -> None:
        async with aclosing(hub.subscribe(topics)) as news:
            async for message in news:
                self.news.append(message)

    async def got(self, count: int, within_s: float = 5.0) -> list[LiveMessage]:
        async with asyncio.timeout(within_s):
            while len(self.news) < count:
                await asyncio.sleep(0.01)
        return self.news

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def open_pages(hub: LiveHub, *topics: str) -> Page:
    page = Page(hub, *topics)
    await asyncio.sleep(0)
    return page


async def test_news_reaches_the_pages_of_its_topics_only(hub: LiveHub) -> None:
    desk, mine, other = [
        await open_pages(hub, *topics) for topics in (("desk",), ("user:1", "clock"), ("user:2",))
    ]
    await tell("desk", "user:1", id=7, tracking_id="T-1405-000007")
    expected = {"id": 7, "tracking_id": "T-1405-000007"}
    assert [(news.what, news.data) for news in await desk.got(1)] == [("ticket", expected)]
    assert len(await mine.got(1)) == 1
    assert other.news == []


async def test_a_page_of_two_topics_hears_one_news_once(hub: LiveHub) -> None:
    page = await open_pages(hub, "desk", "user:1")
    await tell("desk", "user:1")
    await tell("desk", what="last")
    assert [news.what for news in await page.got(2)] == ["ticket", "last"]


async def test_news_leaves_with_the_commit_and_dies_with_the_rollback(hub: LiveHub) -> None:
    page = await open_pages(hub, "desk")

    @sync_to_async
    def undo() -> None:
        with transaction.atomic():
            notify_live(["desk"], "undone")
            transaction.set_rollback(True)

    await undo()
    await tell("desk", what="done")
    assert [news.what for news in await page.got(1)] == ["done"]


async def test_the_moved_clock_is_news_within_a_second(hub: LiveHub) -> None:
    page = await open_pages(hub, "clock")

    @sync_to_async
    def move() -> str:
        from datetime import timedelta

        clock.make_clock(may_move=True)
        return clock.advance_clock(timedelta(hours=1)).isoformat()

    moved_to = await move()
    [news] = await page.got(1, within_s=1.0)
    assert (news.what, news.data) == ("clock", {"now": moved_to})


async def test_five_hundred_pages_share_one_connection(hub: LiveHub) -> None:
    pages = [await open_pages(hub, "desk", f"user:{number}") for number in range(500)]
    await tell("desk", id=1)
    for page in pages:
        await page.got(1)
    assert await backends(room.APPLICATION_NAME) == 1
    assert hub.count_subscriptions() == 500
    for page in pages:
        await page.leave()
    assert hub.count_subscriptions() == 0


async def test_a_slow_page_is_told_to_load_anew_and_delays_nobody(
    hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "QUEUE_MOST", 3)
    fast = await open_pages(hub, "desk")
    slow = Subscription(frozenset({"desk"}))
    hub._by_topic["desk"].add(slow)
    for number in range(10):
        await tell("desk", what=f"news {number}")
        await fast.got(number + 1)
    waiting = [await slow.next(0.05) for _ in range(4)]
    # 0, 1, 2 | 3: full, all lost | RESYNC, 4, 5 | 6: lost again | RESYNC, 7, 8 | 9: lost again
    assert waiting == [RESYNC, HEARTBEAT, HEARTBEAT, HEARTBEAT]
    assert [news.what for news in fast.news] == [f"news {number}" for number in range(10)]


async def first_news(hub: LiveHub, topic: str, drawn_at: float) -> LiveMessage:
    """Return what a page drawn then, on the loop's clock, hears first."""
    age_s = asyncio.get_running_loop().time() - drawn_at
    stream = hub.subscribe([topic], page_age_s=age_s, heartbeat_s=0.02)
    async with aclosing(stream) as news:
        return await anext(news)


async def test_a_page_drawn_before_the_news_is_told_to_load_anew(hub: LiveHub) -> None:
    now = asyncio.get_running_loop().time
    watching = await open_pages(hub, "desk")
    before = now()
    await tell("desk")
    await watching.got(1)
    assert await first_news(hub, "desk", before) == RESYNC
    assert await first_news(hub, "user:1", before) == HEARTBEAT
    assert await first_news(hub, "desk", now()) == HEARTBEAT
    # Before the hub listened, anything may have been told.
    assert await first_news(hub, "user:1", before - 3600) == RESYNC


async def test_a_page_older_than_what_is_remembered_loads_anew(
    hub: LiveHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "RECENT_MOST", 2)
    hub._recent = deque(maxlen=2)
    watching = await open_pages(hub, "desk", "user:1")
    before = asyncio.get_running_loop().time()
    for topic in ("user:1", "desk", "desk"):
        await tell(topic)
    await watching.got(3)
    assert await first_news(hub, "user:1", before) == RESYNC


async def test_silence_is_filled_with_heartbeats(hub: LiveHub) -> None:
    async with aclosing(hub.subscribe(["desk"], heartbeat_s=0.02)) as news:
        assert await anext(news) == HEARTBEAT
        assert await anext(news) == HEARTBEAT


async def test_a_lost_connection_comes_back_and_every_page_loads_anew(hub: LiveHub) -> None:
    page = await open_pages(hub, "desk")

    @sync_to_async
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                " application_name = %s AND datname = current_database()",
                [room.APPLICATION_NAME],
            )

    await cut()
    assert await page.got(1) == [RESYNC]
    await tell("desk", what="after")
    assert (await page.got(2))[1].what == "after"


async def test_closing_the_hub_ends_every_stream(hub: LiveHub) -> None:
    pages = [await open_pages(hub, "desk") for _ in range(3)]
    await hub.close()
    await asyncio.wait_for(asyncio.gather(*(page.task for page in pages)), 1)
    late = await open_pages(hub, "desk")
    await asyncio.wait_for(late.task, 1)


async def test_an_event_loop_has_one_hub() -> None:
    assert live_hub() is live_hub()


async def test_news_carries_ids_not_texts() -> None:
    with pytest.raises(ValueError, match="more than 7999 bytes"):
        await tell("desk", text="متن" * MOST_BYTES)


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", "7", '{"what": "x"}', '{"topics": 1, "what": 1, "data": 1}']
)
def test_what_others_say_on_the_channel_is_no_news(payload: str) -> None:
    assert message_of_payload(payload) is None
