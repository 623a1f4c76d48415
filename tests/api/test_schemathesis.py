"""Schemathesis asks what the description tells of, and holds each answer against it.

Of an entity with every kind of field, and of what is there for every entity; few examples, always
the same ones. `./owj bench api` asks everything of every entity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connections
from django.test.client import ClientHandler
from tests.api.conftest import World, key_of
from tests.server.records.toys import Asset, Firm

from owj.api import pace
from owj.boot.api_asking import Question, ask
from owj.server.identity.rate_limit import Limit

# Of many at once an entity of one field: of all kinds that alone would be a third of the questions.
ASKED = {
    "one": f"^/records/({Asset.key}(/.id.*)?|{Firm.key}/bulk)$",
    "common": "^/(?!records)",
}


@pytest.fixture
def no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a key ask as fast as it can: what it is told when it must wait is tested elsewhere."""
    monkeypatch.setattr(pace, "PER_MINUTE", Limit("api", 1_000_000))


@pytest.mark.usefixtures("no_pace")
@pytest.mark.parametrize("paths", ASKED.values(), ids=ASKED)
def test_what_is_described_is_what_is_answered(world: World, paths: str) -> None:
    token = key_of(world.staff, "read", "write").token
    handler, shared = ClientHandler(), connections["default"]

    def in_this_transaction(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        connections["default"] = shared
        response = handler(environ)
        start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    shared.inc_thread_sharing()
    try:
        outcome = ask(in_this_transaction, Question(token, examples=3, paths=paths))
    finally:
        shared.dec_thread_sharing()
    assert outcome.findings == {}, "\n\n".join(outcome.findings.values())
