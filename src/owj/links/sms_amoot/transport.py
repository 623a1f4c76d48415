"""One POST to Amoot within a limit of time, and what its outcome means for what was sent.

Nothing that certainly did not arrive is told as unclear, and nothing unclear as refused: the
outbox decides by this whether a message may be sent again.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlencode, urlsplit

from owj.kernel.errors import DefinitionError, OutsideFailure

LIMIT_S = 10.0
MOST_BYTES = 2_000_000
CHUNK = 65_536
TOO_MANY = 429
REFUSED_FROM, BROKEN_FROM = 400, 500


class AnswerUnclear(Exception):
    """Say that the request may have been taken, and nobody can tell."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the service is and as whom we ask; the token is in no text about this."""

    url: str
    line: str
    token: str = field(repr=False)


def post(
    account: Account, method: str, form: Mapping[str, str], *, limit_s: float = LIMIT_S
) -> object:
    """Return the parsed answer of one method.

    Raises: OutsideFailure when it certainly was not taken, AnswerUnclear when nobody knows,
    DefinitionError for an address that is none.
    """
    ends_at = monotonic() + limit_s
    connection = _connect(account, limit_s)
    try:
        body = _ask(connection, account, method, form, ends_at)
    except (OSError, http.client.HTTPException) as error:
        raise AnswerUnclear(f"{method}: {type(error).__name__}") from None
    finally:
        connection.close()
    try:
        return json.loads(body)
    except ValueError:
        raise AnswerUnclear(f"{method}: the answer is no JSON") from None


def _connect(account: Account, limit_s: float) -> http.client.HTTPConnection:
    parts = urlsplit(account.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise DefinitionError(
            where="OWJ_AMOOT_URL", expected="https://host/rest/", got=parts.scheme or "nothing"
        )
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=limit_s, context=context
        )
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=limit_s)
    try:
        connection.connect()
    except OSError as error:
        reason = f"Amoot cannot be reached: {type(error).__name__}"
        raise OutsideFailure(permanent=False, reason=reason) from None
    return connection


def _ask(
    connection: http.client.HTTPConnection,
    account: Account,
    method: str,
    form: Mapping[str, str],
    ends_at: float,
) -> bytes:
    path = urlsplit(account.url).path.rstrip("/")
    headers = {
        "Authorization": account.token,
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "Accept": "application/json",
    }
    _hurry(connection, ends_at)
    connection.request("POST", f"{path}/{method}", urlencode(form).encode(), headers)
    _hurry(connection, ends_at)
    answer = connection.getresponse()
    if answer.status == TOO_MANY:
        raise OutsideFailure(permanent=False, reason="Amoot asks for patience (429)")
    if REFUSED_FROM <= answer.status < BROKEN_FROM:
        reason = f"Amoot refused the request ({answer.status}); is the token right?"
        raise OutsideFailure(permanent=True, reason=reason)
    body = b""
    while chunk := _read(connection, answer, ends_at):
        body += chunk
        if len(body) > MOST_BYTES:
            raise AnswerUnclear(f"{method}: the answer does not end")
    if answer.status != http.client.OK:
        raise AnswerUnclear(f"{method}: HTTP {answer.status}")
    return body


def _read(
    connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, ends_at: float
) -> bytes:
    # A server that sends a byte now and then must not hold the worker for ever.
    _hurry(connection, ends_at)
    return answer.read1(CHUNK)


def _hurry(connection: http.client.HTTPConnection, ends_at: float) -> None:
    left_s = ends_at - monotonic()
    if left_s <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left_s)
