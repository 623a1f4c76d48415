"""The worker's heartbeat and its ear: one connection that beats and waits for wake-ups."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable

import psycopg

from owj.server.clock import WAKE_CHANNEL
from owj.server.connections import connect_listener

log = logging.getLogger(__name__)

BEAT_EVERY_S = 1.0
RECONNECT_AFTER_S = 0.5
BEAT_SQL = """
    INSERT INTO server_workerbeat (name, pid, started_at, beat_at)
    VALUES (%(name)s, %(pid)s, clock_timestamp(), clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET beat_at = clock_timestamp(), pid = %(pid)s,
        started_at = CASE WHEN server_workerbeat.pid = %(pid)s
            THEN server_workerbeat.started_at ELSE clock_timestamp() END
"""


async def keep_pulse(wake: Callable[[], None]) -> None:
    """Beat once a second and call `wake` on every wake-up, over database crashes."""
    while True:
        try:
            await _beat_until_lost(wake)
        except (psycopg.Error, OSError) as error:
            log.warning("the worker lost the database: %s", error)
        await asyncio.sleep(RECONNECT_AFTER_S)


async def _beat_until_lost(wake: Callable[[], None]) -> None:
    connection = await connect_listener([WAKE_CHANNEL], "owj-worker")
    who = {"name": socket.gethostname()[:80], "pid": os.getpid()}
    async with connection:
        wake()
        while True:
            await connection.execute(BEAT_SQL, who)
            async for _ in connection.notifies(timeout=BEAT_EVERY_S):
                wake()
                break


async def forget_pulse() -> None:
    """Take the heartbeat back: this worker stopped on purpose."""
    try:
        connection = await connect_listener([], "owj-worker")
        async with connection:
            await connection.execute("DELETE FROM server_workerbeat WHERE pid = %s", [os.getpid()])
    except (psycopg.Error, OSError) as error:
        log.warning("the heartbeat stays behind: %s", error)
