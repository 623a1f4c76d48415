"""How the reader of a page wants things: language, zone, and the page's one instant."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Literal

from django.utils import translation

from owj.server import clock
from owj.server.records.context import Context
from owj.server.workspace.queries import WorkspaceSettings, current_workspace

Language = Literal["fa", "en"]


class Page:
    """What is asked once and stays the same in every part of one page.

    reader: the unit of work of who reads it, when somebody is signed in.
    """

    def __init__(self) -> None:
        self.reader: Context | None = None
        self.assets_built_ns: int | None = None
        self._now: datetime | None = None
        self._workspace: WorkspaceSettings | None = None

    @property
    def now(self) -> datetime:
        if self._now is None:
            self._now = clock.now()
        return self._now

    @property
    def workspace(self) -> WorkspaceSettings:
        if self._workspace is None:
            reader = self.reader
            self._workspace = current_workspace() if reader is None else reader.workspace
        return self._workspace


_page: ContextVar[Page | None] = ContextVar("owj_page", default=None)


def open_page(page: Page | None) -> None:
    """Begin a page; None: end it."""
    _page.set(page)


def current_page() -> Page:
    """Return the page being drawn; outside of one, a fresh one each time."""
    return _page.get() or Page()


def language() -> Language:
    """Return the language in force."""
    return "en" if (translation.get_language() or "fa").startswith("en") else "fa"


def page_now() -> datetime:
    """Return the instant this page is drawn for."""
    return current_page().now


def may_see(entity_key: str, field: str) -> bool:
    """Return whether the roles of the page's reader let them see a field.

    For pages that know an entity by name; those that serve any entity are narrowed themselves.
    """
    reader = current_page().reader
    return reader is None or reader.field_access(entity_key).get(field) != "hidden"


def may_write(entity_key: str, field: str) -> bool:
    """Return whether roles let the page's reader change a field."""
    reader = current_page().reader
    return reader is None or reader.field_access(entity_key).get(field) == "write"


def local(at: datetime) -> datetime:
    """Return the instant in the workspace's zone."""
    return at.astimezone(current_page().workspace.tz)
