"""Connections outside of a request."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from owj.server import connections
from owj.server.connections import connect_listener, new_event_loop


@pytest.mark.parametrize("platform", ["linux", "win32"])
@pytest.mark.django_db
def test_the_loop_of_every_system_can_wait_for_the_database(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused by psycopg on Windows' own loop, which waits for no sockets of others."""
    monkeypatch.setattr(connections, "sys", SimpleNamespace(platform=platform))

    async def listen() -> None:
        async with await connect_listener(["owj_test"], "owj-test"):
            pass

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        assert isinstance(runner.get_loop(), asyncio.SelectorEventLoop)
        runner.run(listen())
