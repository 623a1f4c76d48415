"""A fixed page, people at both doors, and a browser page that hears no live stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

from owj.server.identity.doors import COOKIES, Door
from owj.server.identity.models import User
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, create_user
from owj.server.identity.sessions import start_session
from owj.server.workspace.queries import WorkspaceSettings
from owj.ui.reading import Page, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage
    from playwright.sync_api import Page as BrowserPage

ROOT = Path(__file__).parents[2]
# A Sunday, 1 Azar 1405, 11:20 in Tehran.
NOW = datetime(2026, 11, 22, 7, 50, tzinfo=UTC)
PASSWORD = "correct-horse-battery"


class FixedPage(Page):
    """A page that asks no database."""

    def __init__(self, now: datetime = NOW) -> None:
        super().__init__()
        self._now = now
        self._workspace = WorkspaceSettings("نگین البرز", "Negin Alborz")


@pytest.fixture
def fixed_page() -> Iterator[FixedPage]:
    """Draw in Persian at NOW in Tehran."""
    page = FixedPage()
    open_page(page)
    with translation.override("fa"):
        yield page
    open_page(None)


@dataclass(frozen=True)
class Person:
    """Somebody with an account, and a client that is signed in as this person."""

    user: User
    client: Client


def signed_in_client(user: User) -> Client:
    """Return a client that carries the person's session."""
    client = Client()
    started = start_session(user, Origin("127.0.0.1", "Chrome, Linux"))
    door: Door = "hub" if user.kind == User.Kind.HUB else "staff"
    client.cookies[COOKIES[door].session] = started.token
    return client


@pytest.fixture
def agent(db: None) -> Person:
    """Return a member of the staff."""
    user = create_user(
        NewUser("sina.kazemi", "سینا کاظمی", "staff", password=PASSWORD, roles=("agent",))
    )
    return Person(user, signed_in_client(user))


@pytest.fixture
def customer(db: None) -> Person:
    """Return somebody who speaks for a customer."""
    user = create_user(NewUser("mina.sadeghi", "مینا صادقی", "hub", password=PASSWORD))
    return Person(user, signed_in_client(user))


def is_defect(said: ConsoleMessage) -> bool:
    """Say whether the browser complains about us; an answer of 4xx or 5xx is told elsewhere."""
    told_elsewhere = ("Failed to load resource", "Response Status Error")
    return said.type == "error" and not said.text.startswith(told_elsewhere)


@pytest.fixture
def screen(browser: Browser) -> Iterator[BrowserPage]:
    """Give a browser page of a desktop whose errors fail the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="fa-IR", timezone_id="UTC"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if is_defect(said) else None)
    page.route(re.compile(r"/live(\?|$)"), lambda route: route.fulfill(status=204))
    yield page
    context.close()
    assert errors == []
