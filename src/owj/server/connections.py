"""Database connections outside of a request: the listeners' own, and giving one back early."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import connection, connections
from procrastinate.contrib.django import connector_params
from psycopg import AsyncConnection, sql

# A machine that vanished must be noticed by its listener, too.
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return a loop that can wait for the database: on Windows the usual one cannot."""
    return asyncio.SelectorEventLoop() if sys.platform == "win32" else asyncio.new_event_loop()


async def connect_listener(channels: Iterable[str], name: str) -> AsyncConnection[tuple[Any, ...]]:
    """Open a connection of one's own that listens to the channels. Raises: psycopg.Error."""
    params: dict[str, Any] = {**connector_params(), **KEEPALIVE}
    opened = await psycopg.AsyncConnection.connect(
        **params, autocommit=True, application_name=name, connect_timeout=5
    )
    try:
        for channel in channels:
            await opened.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
    except BaseException:
        await opened.close()
        raise
    return opened


def release_database() -> None:
    """Give this thread's connection back; the next query takes one again.

    A stream lives for hours and must not hold a connection while it waits: it asks what it needs
    in one synchronous function that ends with this.
    """
    if not connection.in_atomic_block:
        connections.close_all()
