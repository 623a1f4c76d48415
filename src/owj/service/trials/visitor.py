"""A person with a browser, as far as a server can tell: cookies, forms, a live stream."""

from __future__ import annotations

import asyncio
import contextlib
import re
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from owj.kernel.errors import OutsideFailure

ANSWER_TIMEOUT_S = 30.0
# The server closes an idle connection after 15 s; a request must not meet that moment.
IDLE_S = 10.0
LINE_BYTES = 2**18
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class AnswerLost(OutsideFailure):
    """Say that a request got no whole answer: whether it was carried out is not known."""

    code = "trials.answer_lost"
    message = "No answer to %(method)s %(path)s: %(reason)s."


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """Where it leads, when it leads elsewhere."""
        return self.headers.get("location", "")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a form."""

    field: str
    name: str
    content: bytes


@dataclass(slots=True)
class Visitor:
    """One browser. door: "" for staff, "/hub" for customers. address: where it seems to be."""

    host: str
    port: int
    door: str
    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _used_at: float = 0.0

    async def sign_in(self, username: str, password: str) -> Answer:
        """Fetch the page of the door and send its form."""
        await self.get(f"{self.door}/sign-in")
        form = {"username": username, "password": password}
        return await self.post(f"{self.door}/sign-in", form)

    async def get(self, path: str, *, htmx: bool = False) -> Answer:
        """Fetch a page and keep the token of its forms. Raises: AnswerLost."""
        answer = await self._ask("GET", path, b"", {"HX-Request": "true"} if htmx else {})
        found = TOKEN.search(answer.body)
        if found:
            self.token = found[1].decode()
        return answer

    async def post(
        self, path: str, fields: Mapping[str, str], files: tuple[Upload, ...] = ()
    ) -> Answer:
        """Send a form. Raises: AnswerLost."""
        given = {"csrfmiddlewaretoken": self.token, **fields}
        if files:
            body, kind = multipart(given, files)
        else:
            body, kind = urlencode(given).encode(), "application/x-www-form-urlencoded"
        return await self._ask("POST", path, body, {"Content-Type": kind})

    async def listen(self) -> AsyncIterator[bytes]:
        """Yield the lines of the live stream until it ends. Raises: AnswerLost."""
        path = f"{self.door}/live?age=0"
        try:
            reader, writer = await self._connect()
            try:
                await self._send(writer, "GET", path, b"", {"Accept": "text/event-stream"})
                status, _ = await self._head(reader)
                while status == 200 and (line := await reader.readline()):
                    if line.startswith(b"data:"):
                        yield line[5:].strip()
            finally:
                writer.close()
        except (OSError, TimeoutError, ValueError, EOFError) as error:
            raise AnswerLost(method="GET", path=path, reason=repr(error)) from error

    def leave(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None

    async def _ask(self, method: str, path: str, body: bytes, more: Mapping[str, str]) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                reader, writer = await self._line()
                await self._send(writer, method, path, body, more)
                status, headers = await self._head(reader)
                content = await self._body(reader, headers, status)
        except (OSError, TimeoutError, ValueError, EOFError) as error:
            self.leave()
            raise AnswerLost(method=method, path=path, reason=repr(error)) from error
        if headers.get("connection", "") == "close":
            self.leave()
        self._used_at = asyncio.get_running_loop().time()
        return Answer(status, headers, content)

    async def _line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        idle_s = asyncio.get_running_loop().time() - self._used_at
        if self._reader is None or self._writer is None or idle_s > IDLE_S:
            self.leave()
            self._reader, self._writer = await self._connect()
        return self._reader, self._writer

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port, limit=LINE_BYTES)

    async def _send(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        body: bytes,
        more: Mapping[str, str],
    ) -> None:
        own = f"http://{self.host}:{self.port}"
        headers = {
            "Host": f"{self.host}:{self.port}",
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 owj-trials",
            "Accept-Language": "fa",
            "X-Forwarded-For": self.address,
            "Origin": own,
            "Referer": f"{own}{urlsplit(path).path}",
            "Content-Length": str(len(body)),
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **more,
        }
        lines = [
            f"{method} {path} HTTP/1.1",
            *(f"{name}: {text}" for name, text in headers.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        first = await reader.readline()
        if not first:
            raise EOFError("the connection was closed")
        status = int(first.split()[1])
        headers: dict[str, str] = {}
        while (line := await reader.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                self._keep_cookie(value)
        return status, headers

    def _keep_cookie(self, text: str) -> None:
        name, _, value = text.split(";", maxsplit=1)[0].strip().partition("=")
        if value in {"", '""'}:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    async def _body(
        self, reader: asyncio.StreamReader, headers: Mapping[str, str], status: int
    ) -> bytes:
        if status in {204, 304}:
            return b""
        if headers.get("transfer-encoding") != "chunked":
            return await reader.readexactly(int(headers.get("content-length", "0")))
        parts: list[bytes] = []
        while size := int((await reader.readline()).strip() or b"0", 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)


def multipart(fields: Mapping[str, str], files: tuple[Upload, ...]) -> tuple[bytes, str]:
    """Return a form with files as a browser sends it, and its content type."""
    mark = uuid.uuid4().hex
    parts: list[bytes] = []
    for name, value in fields.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts += [head.encode(), value.encode(), b"\r\n"]
    for upload in files:
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{upload.field}"; '
            f'filename="{upload.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        parts += [head.encode(), upload.content, b"\r\n"]
    parts.append(f"--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
