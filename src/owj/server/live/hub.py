"""The hub of a web process: one LISTEN connection, any number of open pages.

A page's queue is short. A page too slow for the news loses all of it at once and is told to
load anew; it never slows the others down and never fills the memory. So is a page that begins to
listen after something was told that it, drawn before, cannot show.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Iterable
from time import monotonic
from weakref import WeakKeyDictionary

import psycopg

from owj.server.connections import connect_listener
from owj.server.live.messages import HEARTBEAT, RESYNC, LiveMessage, message_of_payload
from owj.server.live.notify import LIVE_CHANNEL

log = logging.getLogger(__name__)

QUEUE_MOST = 64
HEARTBEAT_S = 15.0
# What a page that is still being loaded may have missed.
RECENT_MOST = 512
# What every page asks for by itself when it opens: to have missed it is no gap.
FLEETING = frozenset({"presence"})
RECONNECT_AFTER_S = (0.2, 0.5, 1.0, 2.0)
APPLICATION_NAME = "owj-live"


class Subscription:
    """The news waiting for one open page."""

    def __init__(self, topics: frozenset[str]) -> None:
        self.topics = topics
        self._queue: asyncio.Queue[LiveMessage | None] = asyncio.Queue(QUEUE_MOST)

    def offer(self, message: LiveMessage | None) -> None:
        """Add news without waiting; None ends the stream."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            while not self._queue.empty():
                self._queue.get_nowait()
            self._queue.put_nowait(RESYNC if message is not None else None)

    async def next(self, heartbeat_s: float) -> LiveMessage | None:
        """Return the next news, or a heartbeat when none comes for so long."""
        try:
            async with asyncio.timeout(heartbeat_s):
                return await self._queue.get()
        except TimeoutError:
            return HEARTBEAT


class LiveHub:
    """Fans the database's notifications out to the pages of one event loop."""

    def __init__(self) -> None:
        self._by_topic: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._closed = False
        self._heard_from = 0.0
        self._recent: deque[tuple[float, frozenset[str]]] = deque(maxlen=RECENT_MOST)

    async def subscribe(
        self,
        topics: Iterable[str],
        *,
        page_age_s: float = 0.0,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> AsyncGenerator[LiveMessage, None]:
        """Yield the news of the topics from now on, RESYNC after a gap, HEARTBEAT in silence.

        page_age_s: how long ago the page was drawn; what was told since is a gap too. Close the
        iterator (aclosing) when the page goes.
        """
        if self._closed:
            return
        subscription = Subscription(frozenset(topics))
        for topic in subscription.topics:
            self._by_topic[topic].add(subscription)
        if self._told_since(monotonic() - page_age_s, subscription.topics):
            subscription.offer(RESYNC)
        try:
            self._ensure_listening()
            while (message := await subscription.next(heartbeat_s)) is not None:
                yield message
        finally:
            self._forget(subscription)

    async def listening(self) -> None:
        """Wait until the hub hears the database."""
        self._ensure_listening()
        await self._ready.wait()

    def count_subscriptions(self) -> int:
        """Return how many pages listen."""
        return len(self._all())

    async def close(self) -> None:
        """End every stream and stop listening: the web server goes down."""
        self._closed = True
        for subscription in self._all():
            subscription.offer(None)
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
            self._listening = None

    def _all(self) -> set[Subscription]:
        return {page for pages in self._by_topic.values() for page in pages}

    def _forget(self, subscription: Subscription) -> None:
        for topic in subscription.topics:
            pages = self._by_topic.get(topic, set())
            pages.discard(subscription)
            if not pages:
                self._by_topic.pop(topic, None)

    def _ensure_listening(self) -> None:
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen(), name="owj live hub")

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                await self._listen_until_lost()
                failures = 0
            except (psycopg.Error, OSError) as error:
                heard_before = self._ready.is_set()
                failures = 1 if heard_before else failures + 1
                self._ready.clear()
                log.warning("the live hub lost the database: %s", error)
            await asyncio.sleep(RECONNECT_AFTER_S[min(failures, len(RECONNECT_AFTER_S)) - 1])

    async def _listen_until_lost(self) -> None:
        connection = await connect_listener([LIVE_CHANNEL], APPLICATION_NAME)
        async with connection:
            # What was told while nobody listened is lost: every page loads anew.
            self._broadcast(RESYNC)
            self._heard_from = monotonic()
            self._recent.clear()
            self._ready.set()
            async for notification in connection.notifies():
                message = message_of_payload(notification.payload)
                if message is not None:
                    self._fan_out(message)

    def _told_since(self, drawn_at: float, topics: frozenset[str]) -> bool:
        """Say whether a page drawn then, on the monotonic clock, may lack news of its topics."""
        if not self._ready.is_set():
            # Every page loads anew once the hub hears the database.
            return False
        forgotten = self._recent[0][0] if len(self._recent) == RECENT_MOST else self._heard_from
        return drawn_at < forgotten or any(
            at >= drawn_at and not topics.isdisjoint(told) for at, told in self._recent
        )

    def _broadcast(self, message: LiveMessage) -> None:
        for subscription in self._all():
            subscription.offer(message)

    def _fan_out(self, message: LiveMessage) -> None:
        if message.what not in FLEETING:
            self._recent.append((monotonic(), message.topics))
        reached: set[Subscription] = set()
        for topic in message.topics:
            reached |= self._by_topic.get(topic, set())
        for subscription in reached:
            subscription.offer(message)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, LiveHub] = WeakKeyDictionary()


def live_hub() -> LiveHub:
    """Return the hub of the running event loop; a web process has one."""
    return _hubs.setdefault(asyncio.get_running_loop(), LiveHub())
