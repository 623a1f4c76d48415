"""Signed-in clients at both doors, and the desk's instant as the pages' clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from django.test import Client

from owj.server import clock
from owj.server.identity.doors import COOKIES
from owj.server.identity.models import User
from owj.server.identity.origin import Origin
from owj.server.identity.sessions import start_session
from tests.packages.conftest import Desk

HTMX = {"HX-Request": "true"}


class Answer(Protocol):
    """A response of Django's, or its test client's."""

    content: bytes


def client_of(user: User) -> Client:
    """Return a client that carries the person's session."""
    client = Client()
    started = start_session(user, Origin("127.0.0.1", "Chrome, Linux"))
    door = "hub" if user.kind == User.Kind.HUB else "staff"
    client.cookies[COOKIES[door].session] = started.token
    return client


def set_page_clock(desk: Desk) -> None:
    """Let pages read the desk's instant; call again after the desk has waited."""
    clock.make_clock(may_move=True)
    # A little later than what the test did: a page is drawn after what it shows.
    clock.set_clock(desk.now + timedelta(seconds=1))


def text_of(response: Answer) -> str:
    """Return what the answer says."""
    return response.content.decode()
