"""The address for signs of life: opened by a signature only, and slow to who guesses."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.packages.conftest import Desk
from tests.packages.installations.test_signs import Server

from owj.api import heartbeat
from owj.kernel.promises.cover import ServiceState
from owj.server.signed_senders.signing import signed_headers

pytestmark = pytest.mark.django_db

ADDRESS = reverse("api:heartbeat")


@pytest.fixture
def server(desk: Desk) -> Server:
    return Server(desk)


def send(server: Server, body: bytes, **headers: str) -> tuple[int, str]:
    server.at_ms += 1
    given = signed_headers(server.key, body, server.at_ms) | headers
    # A program has no cookies and no token of a form.
    client = Client(enforce_csrf_checks=True)
    answer = client.post(ADDRESS, body, content_type="application/json", headers=given)
    said = answer.content.decode()
    return answer.status_code, json.loads(said)["code"] if said else ""


def test_signed_sign_of_life_is_taken_without_a_word(server: Server) -> None:
    assert send(server, b'{"running": true, "version": "1.4"}') == (204, "")
    assert server.standing.report is not None
    assert server.standing.report.running


@pytest.mark.parametrize(
    ("body", "headers", "answer"),
    [
        (b'{"running": true}', {"Owj-Signature": ""}, (403, "signed.signature_refused")),
        (b'{"running": true}', {"Owj-Sender": "x"}, (403, "signed.signature_refused")),
        (b'{"running": 7}', {}, (422, "installation.sign_refused")),
        (b'{"running": true}' + b" " * 5000, {}, (413, "api.body_too_large")),
    ],
)
def test_what_is_refused_says_why_as_a_problem(
    server: Server, body: bytes, headers: dict[str, str], answer: tuple[int, str]
) -> None:
    assert send(server, body, **headers) == answer
    assert server.standing.state is ServiceState.UNKNOWN


def test_address_takes_nothing_but_post() -> None:
    assert Client().get(ADDRESS).status_code == 405


def test_who_guesses_is_told_to_wait(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "PER_ADDRESS", heartbeat.Limit("signs from", 1))
    assert send(server, b"{}", **{"Owj-Signature": "no"})[0] == 403
    assert send(server, b'{"running": true}')[0] == 429
