"""An open stream holds no database connection, under the real ASGI path."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.core.handlers.asgi import ASGIHandler
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import re_path

from owj.server.connections import release_database
from owj.server.identity.models import User
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, create_user
from owj.server.identity.requests import signed_in
from owj.server.identity.sessions import find_session, revoke_session, session_topic, start_session
from owj.server.live.hub import live_hub
from owj.server.live.notify import notify_live

STREAMS = 30
# Each of these keeps a connection of the pool, which holds sixteen.
HOARDERS = 8
# The hub's own, and one that the pool keeps at hand.
FOR_ALL = 2


def topics_of(request: HttpRequest) -> list[str]:
    try:
        session = signed_in(request)
        assert session is not None
        return ["desk", session_topic(session)]
    finally:
        release_database()


async def stream(request: HttpRequest) -> StreamingHttpResponse:
    topics = await sync_to_async(topics_of)(request)

    async def lines() -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        async with aclosing(live_hub().subscribe(topics)) as news:
            async for message in news:
                yield f"data: {message.what}\n\n".encode()

    return StreamingHttpResponse(lines(), content_type="text/event-stream")


async def hoarding_stream(request: HttpRequest) -> StreamingHttpResponse:
    """A stream that forgets to give its connection back: what the test must find."""
    assert await sync_to_async(signed_in)(request) is not None

    async def lines() -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        await asyncio.sleep(60)

    return StreamingHttpResponse(lines(), content_type="text/event-stream")


@pytest.fixture
def token(transactional_db: None, settings) -> str:
    settings.ROOT_URLCONF = (re_path("^live$", stream), re_path("^hoard$", hoarding_stream))
    settings.MIDDLEWARE = [
        "owj.server.identity.middleware.DoorMiddleware",
        "owj.server.identity.csrf.DoorCsrfMiddleware",
    ]
    user: User = create_user(NewUser("maryam", "", "staff"))
    return start_session(user, Origin(None, "")).token


def page(path: str, token: str) -> ApplicationCommunicator:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"testserver"), (b"cookie", f"owj_session={token}".encode())],
        "client": ("192.0.2.1", 1),
        "server": ("testserver", 80),
    }
    return ApplicationCommunicator(ASGIHandler(), scope)


async def open_page(path: str, token: str) -> ApplicationCommunicator:
    opened = page(path, token)
    await opened.send_input({"type": "http.request", "body": b"", "more_body": False})
    start = await opened.receive_output(5)
    assert start["status"] == 200
    assert b"retry" in (await opened.receive_output(5))["body"]
    return opened


@sync_to_async
def connections_in_use() -> int:
    """Count the connections to this database but the one that asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int((cursor.fetchone() or (0,))[0])


async def count_while_open(
    path: str, token: str, streams: int
) -> tuple[int, list[ApplicationCommunicator]]:
    """Return how many connections more there are while so many streams are open."""
    before = await connections_in_use()
    pages = [await open_page(path, token) for _ in range(streams)]
    return await connections_in_use() - before, pages


def revoke(token: str) -> None:
    session = find_session(token, "staff")
    assert session is not None
    revoke_session(session.pk, session.user.actor)


async def close(pages: list[ApplicationCommunicator]) -> None:
    for opened in pages:
        await opened.send_input({"type": "http.disconnect"})
        await opened.wait(5)
    await live_hub().close()
    await sync_to_async(lambda: connection.close())()  # noqa: PLW0108 -- of that thread


async def test_thirty_open_streams_share_one_connection_and_end_with_their_session(
    token: str,
) -> None:
    more, pages = await count_while_open("/live", token, STREAMS)
    try:
        assert more <= FOR_ALL
        await live_hub().listening()
        await sync_to_async(notify_live)(["desk"], "ticket")
        for opened in pages:
            body = b""
            while b"data: ticket" not in body:
                body = (await opened.receive_output(5))["body"]
        await sync_to_async(revoke)(token)
        for opened in pages:
            body = b""
            while b"data: signed_out" not in body:
                body = (await opened.receive_output(5))["body"]
    finally:
        await close(pages)


async def test_the_count_would_find_a_stream_that_keeps_its_connection(token: str) -> None:
    more, pages = await count_while_open("/hoard", token, HOARDERS)
    await close(pages)
    assert more > FOR_ALL
