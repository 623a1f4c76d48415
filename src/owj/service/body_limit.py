"""Ends a request whose body is larger than any form of ours, before it fills the disk.

Django keeps the whole body in a temporary file before it asks who sends it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.utils.translation import gettext

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

# The fields beside the files, and what separates them.
FIELDS_BYTES = 4 * 2**20


class BodyLimit:
    """Wraps an ASGI application; a body above `most_bytes` is answered 413."""

    def __init__(self, application: Application, most_bytes: int) -> None:
        self.application = application
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
        elif declared_bytes(scope) > self.most_bytes:
            await refuse(send)
        else:
            await self.application(scope, self._counted(receive, send), send)

    def _counted(self, receive: Receive, send: Send) -> Receive:
        """Return a `receive` that hangs up on a body that grows beyond what it declared."""
        taken = 0

        async def receive_counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken <= self.most_bytes:
                return message
            await refuse(send)
            # To Django the client is gone: it drops what it has and answers nothing.
            return {"type": "http.disconnect"}

        return receive_counted


def declared_bytes(scope: Scope) -> int:
    """Return the length that the client announces; 0 when it announces none."""
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


async def refuse(send: Send) -> None:
    """Answer 413."""
    words = gettext("This is larger than Owj takes at once. Nothing was stored.")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
