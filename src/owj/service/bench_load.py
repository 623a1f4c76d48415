"""Asks a running web server for pages as browsers do, while others hold live streams open."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from owj.kernel.errors import OutsideFailure

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_COOKIE = re.compile(rb"(?im)^set-cookie: ([^=]+)=([^;]*)")
_LENGTH = re.compile(rb"(?im)^content-length: (\d+)")


class PageFailed(OutsideFailure):
    """Say that a page that was to be measured was not shown."""

    code = "bench.page_failed"
    message = "%(path)s answered %(status)s."


@dataclass(slots=True)
class Visitor:
    """One browser: an address, its cookies, and one connection that is kept."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def sign_in(self, user: str, password: str) -> None:
        """Come in by the staff's door. Raises: PageFailed."""
        _, page = await self.ask("/sign-in")
        token = _TOKEN.search(page)
        form = {"username": user, "password": password}
        form["csrfmiddlewaretoken"] = token[1].decode() if token else ""
        status, _ = await self.ask("/sign-in", form)
        if status != 302:
            raise PageFailed(path="/sign-in", status=status)

    async def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for one page; returns its status and its body."""
        kept, self._streams = self._streams, None
        try:
            reader, writer = kept or await self._connect()
            writer.write(self.head(path, form))
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            if kept is None:
                raise
            # A server hangs up a line that was silent for long.
            return await self.ask(path, form)
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        length = _LENGTH.search(head)
        body = await reader.readexactly(int(length[1])) if length else b""
        self._streams = (reader, writer)
        return int(head[9:12]), body

    def head(self, path: str, form: dict[str, str] | None = None) -> bytes:
        """Return a request as it goes over the line."""
        body = urlencode(form).encode() if form else b""
        lines = [
            f"{'POST' if form else 'GET'} {path} HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            "Accept: text/html",
            "Accept-Encoding: gzip",
            f"Origin: {self.url}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        if form:
            lines += [
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    async def leave(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self.url)
        # A page is read whole; its head must fit beside it.
        return await asyncio.open_connection(parts.hostname, parts.port, limit=2**20)


@asynccontextmanager
async def listeners(visitor: Visitor, many: int) -> AsyncIterator[None]:
    """Hold so many live streams open for the block, and read what they bring."""
    parts = urlsplit(visitor.url)
    writers: list[asyncio.StreamWriter] = []
    tasks: list[asyncio.Task[None]] = []
    try:
        for _ in range(many):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(visitor.head("/live?age=0"))
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.split(b"\r\n", 1)[0]:
                raise PageFailed(path="/live", status=head[9:12].decode())
            writers.append(writer)
            tasks.append(asyncio.create_task(_listen(reader)))
        yield
        gone = sum(task.done() for task in tasks)
        if gone:
            raise PageFailed(path="/live", status=f"{gone} streams that ended")
    finally:
        for task in tasks:
            task.cancel()
        for writer in writers:
            writer.close()


async def _listen(reader: asyncio.StreamReader) -> None:
    while await reader.read(4096):
        pass


@dataclass(frozen=True, slots=True)
class Taken:
    """How long pages took, in seconds, in order."""

    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the time within which this share of the pages came, in milliseconds."""
        place = min(len(self.seconds) - 1, int(len(self.seconds) * share))
        return self.seconds[place] * 1000


async def time_pages(visitors: Sequence[Visitor], paths: Sequence[str], rounds: int) -> Taken:
    """Ask for every path so many times, the visitors side by side. Raises: PageFailed."""
    wanted = [path for _ in range(rounds) for path in paths]
    taken: list[float] = []

    async def visit(visitor: Visitor) -> None:
        while wanted:
            path = wanted.pop()
            began = perf_counter()
            status, _ = await visitor.ask(path)
            taken.append(perf_counter() - began)
            if status != 200:
                raise PageFailed(path=path, status=status)

    await asyncio.gather(*(visit(visitor) for visitor in visitors))
    return Taken(tuple(sorted(taken)))
