"""One call over HTTP: judged address, pinned connection, one limit of time and one of size."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Timer
from time import monotonic
from urllib.parse import urljoin

from django.utils.translation import gettext_lazy as _

from owj.server.web_calls.addresses import (
    CallAddress,
    OpenedNetworks,
    judged_number,
    read_address,
)
from owj.server.web_calls.errors import CallAddressRefused, CallFailed

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LIMIT_S = 10.0
MOST_BYTES = 1_048_576
MOST_TURNS = 3
CHUNK = 65_536
_TURNS = frozenset({301, 302, 303, 307, 308})
_KEPT_METHOD = frozenset({307, 308})
# What is said to one party only and not carried on to another.
_CONFIDENTIAL = frozenset({"authorization", "cookie", "proxy-authorization"})
_OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade"})

Judge = Callable[[CallAddress, OpenedNetworks], str]
NOTHING_OPENED = OpenedNetworks()


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of whom. confidential: names of headers that stay with the first party.

    follows: whether an answer that leads elsewhere is followed; a POST loses its body there.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    limit_s: float = LIMIT_S
    most_bytes: int = MOST_BYTES
    confidential: frozenset[str] = frozenset()
    follows: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. headers: names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def place_call(
    call: Call, opened: OpenedNetworks = NOTHING_OPENED, judge: Judge = judged_number
) -> Answer:
    """Ask and return the answer; up to three turns to elsewhere are followed, each judged anew.

    Raises: CallAddressRefused, CallFailed (permanent only when asking again is useless).
    """
    if call.method not in METHODS:
        raise CallAddressRefused(
            address=call.url[:80], reason=_("it is no method that can be called")
        )
    ends_at = monotonic() + call.limit_s
    address = read_address(call.url)
    url = call.url.strip()
    call = replace(call, headers=_checked(call.headers))
    for _turn in range(MOST_TURNS + 1):
        answer = _ask_once(address, judge(address, opened), call, ends_at)
        target = answer.headers.get("location", "")
        if not call.follows or answer.status not in _TURNS or not target:
            return Answer(answer.status, answer.headers, answer.body, url)
        url = urljoin(url, target)
        following = read_address(url)
        if address.scheme == "https" and following.scheme == "http":
            raise CallAddressRefused(
                address=following.host, reason=_("it leads from https to http")
            )
        if following.origin != address.origin:
            secret = _CONFIDENTIAL | {name.lower() for name in call.confidential}
            given = call.headers.items()
            kept = {name: said for name, said in given if name.lower() not in secret}
            call = replace(call, headers=kept)
        if answer.status not in _KEPT_METHOD:
            call = replace(call, method="GET", body=b"")
        address = following
    raise CallFailed(
        permanent=True, sent=True, host=address.host, reason=_("it only sends elsewhere")
    )


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers that may be sent. Raises: CallAddressRefused."""
    for name, said in headers.items():
        plain = name.replace("-", "").replace("_", "")
        if not plain.isascii() or not plain.isalnum() or name.lower() in _OWN_HEADERS:
            raise CallAddressRefused(address=name[:40], reason=_("it is no header that may be set"))
        if any(mark in said for mark in "\r\n\0"):
            raise CallAddressRefused(address=name[:40], reason=_("a header holds one line"))
    return dict(headers)


def _ask_once(address: CallAddress, number: str, call: Call, ends_at: float) -> Answer:
    sent = False
    try:
        with _connected(address, number, ends_at) as connection:
            headers = {"Host": address.shown_host, "User-Agent": "Owj", **call.headers}
            sent = True
            connection.request(call.method, address.path, call.body or None, headers)
            came = connection.getresponse()
            body_in = _read_all(came, call.most_bytes)
            if monotonic() >= ends_at or came.length:
                raise TimeoutError
            given = {name.lower(): said for name, said in came.getheaders()}
            return Answer(came.status, given, body_in, "")
    except _AnswerTooLong:
        raise CallFailed(
            permanent=True, sent=True, host=address.host, reason=_("its answer is too long")
        ) from None
    except ssl.SSLCertVerificationError:
        raise CallFailed(host=address.host, reason=_("its certificate does not hold")) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = monotonic() >= ends_at or isinstance(error, TimeoutError)
        reason = _("it took too long") if late else _("the connection failed")
        raise CallFailed(sent=sent, host=address.host, reason=reason) from None


class _AnswerTooLong(Exception):
    pass


def _read_all(came: http.client.HTTPResponse, most_bytes: int) -> bytes:
    read = b""
    while chunk := came.read1(CHUNK):
        read += chunk
        if len(read) > most_bytes:
            raise _AnswerTooLong
    return read


@contextmanager
def _connected(
    address: CallAddress, number: str, ends_at: float
) -> Iterator[http.client.HTTPConnection]:
    """Connect to the judged number, whatever the name says by now, and leave in time."""
    left_s = ends_at - monotonic()
    if left_s <= 0:
        raise TimeoutError
    link: socket.socket = socket.create_connection((number, address.port), timeout=left_s)
    # A server that sends a byte now and then would outlast every limit of a single read.
    links = [link]
    watch = Timer(max(ends_at - monotonic(), 0.01), _cut, [links])
    watch.daemon = True
    watch.start()
    connection = http.client.HTTPConnection(address.host, address.port)
    try:
        if address.scheme == "https":
            secure = ssl.create_default_context()
            links.append(link := secure.wrap_socket(link, server_hostname=address.host))
        connection.sock = link
        yield connection
    finally:
        watch.cancel()
        connection.close()
        link.close()


def _cut(links: list[socket.socket]) -> None:
    for link in links:
        # The plain socket is empty once the secure one has taken it over.
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)
