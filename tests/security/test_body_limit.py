"""A body larger than any form of ours ends before Django keeps it on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application

from owj.boot.asgi import application
from owj.service.body_limit import BodyLimit, Message, Receive, Scope, Send

LIMIT = 100


def post(
    chunks: Sequence[bytes], *, declared: int | None = None, wrapped: Any = None
) -> tuple[list[Mapping[str, Any]], int]:
    """Send a body in chunks; return what was answered, and how many chunks were taken."""
    answered: list[Mapping[str, Any]] = []
    waiting = list(chunks)
    headers = [(b"host", b"localhost")]
    if declared is not None:
        headers.append((b"content-length", str(declared).encode()))

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        answered.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/sign-in",
        "raw_path": b"/sign-in",
        "query_string": b"",
        "headers": headers,
    }
    asyncio.run(BodyLimit(wrapped or get_asgi_application(), LIMIT)(scope, receive, send))
    return answered, len(chunks) - len(waiting)


async def swallow(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body and answer 200."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize("size", [0, LIMIT])
def test_what_fits_is_taken(size: int) -> None:
    answered, taken = post([b"x" * size], declared=size, wrapped=swallow)
    assert [message["status"] for message in answered] == [200]
    assert taken == 1


def test_what_says_that_it_is_too_large_is_not_even_read() -> None:
    answered, taken = post([b"x"], declared=LIMIT + 1)
    assert answered[0]["status"] == 413
    assert taken == 0


@pytest.mark.parametrize("declared", [None, 10])
def test_what_grows_too_large_is_ended_there(declared: int | None) -> None:
    answered, taken = post([b"x" * 60] * 50, declared=declared)
    assert [m["status"] for m in answered if m["type"] == "http.response.start"] == [413]
    assert taken == 2


def test_a_length_that_is_no_number_does_not_break_the_answer() -> None:
    async def send_odd() -> list[Mapping[str, Any]]:
        answered: list[Mapping[str, Any]] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            answered.append(message)

        scope = {"type": "http", "headers": [(b"content-length", b"\xb2")]}
        await BodyLimit(swallow, LIMIT)(scope, receive, send)
        return answered

    assert asyncio.run(send_odd())[0]["status"] == 200


def test_the_web_server_loads_the_application_with_its_limit() -> None:
    assert isinstance(application, BodyLimit)
    assert settings.FILE_LIMIT_BYTES < application.most_bytes < 2**29
