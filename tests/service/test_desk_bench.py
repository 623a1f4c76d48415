"""`./owj bench desk`: what it makes of the times it took, and whom it takes for a page."""

from __future__ import annotations

import asyncio

import pytest

from owj.service.bench_load import PageFailed, Taken, Visitor, time_pages
from owj.service.desk_bench import Measured, figures_of


def test_a_share_of_the_pages_came_within_a_time() -> None:
    taken = Taken(tuple(n / 1000 for n in range(1, 101)))
    assert (taken.at(0.5), taken.at(0.95), taken.at(1.0)) == (51.0, 96.0, 100.0)


def test_figures_hold_each_size_and_the_growth() -> None:
    once = Measured(40.0, {"inbox": Taken((0.05, 0.06, 0.1))})
    often = Measured(30.0, {"inbox": Taken((0.05, 0.06, 0.21))})
    figures = {figure.name: figure for figure in figures_of(once, often)}
    assert figures["inbox, p95, 1x"].ok
    assert not figures["inbox, p95, 100x"].ok
    assert figures["inbox, p50, 100x"].value == 60.0
    assert (figures["inbox, growth of p95"].value, figures["inbox, growth of p95"].ok) == (
        2.1,
        False,
    )
    assert figures["pages, 500 listeners, 100x"].value == 30.0


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one page a line, then hang up, as a server does with a line that was silent."""
    asked = await reader.readuntil(b"\r\n\r\n")
    status = b"404 Not Found" if b"/none" in asked else b"200 OK"
    writer.write(
        b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\nSet-Cookie: a=b; Path=/\r\n\r\nok"
    )
    await writer.drain()
    writer.close()


async def visit(path: str) -> tuple[Taken, dict[str, str]]:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        visitor = Visitor(f"http://127.0.0.1:{port}")
        return await time_pages([visitor], [path], 3), visitor.cookies


def test_pages_are_asked_for_again_on_a_new_line() -> None:
    taken, cookies = asyncio.run(visit("/inbox"))
    assert len(taken.seconds) == 3
    assert cookies == {"a": "b"}


def test_a_page_that_is_none_ends_the_measuring() -> None:
    with pytest.raises(PageFailed, match="/none answered 404"):
        asyncio.run(visit("/none"))
