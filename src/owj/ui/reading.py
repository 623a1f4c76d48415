"""How the reader of a page wants things: language, zone, and the page's one instant."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Literal

from django.utils import timezone, translation

from owj.server import clock

Language = Literal["fa", "en"]

_page_now: ContextVar[Callable[[], datetime] | None] = ContextVar("page_now", default=None)


def language() -> Language:
    """Return the language in force."""
    return "en" if (translation.get_language() or "fa").startswith("en") else "fa"


def local(at: datetime) -> datetime:
    """Return the instant in the reader's zone."""
    return timezone.localtime(at)


def page_now() -> datetime:
    """Return the instant this page is drawn for, the same in every part of it."""
    read = _page_now.get()
    return read() if read is not None else clock.now()


class PageNow:
    """Reads the clock at the first question and keeps the answer for one page."""

    def __init__(self) -> None:
        self._at: datetime | None = None

    def __call__(self) -> datetime:
        if self._at is None:
            self._at = clock.now()
        return self._at

    def install(self) -> Callable[[], None]:
        """Make this the page's instant; call what comes back when the page is done."""
        token = _page_now.set(self)
        return lambda: _page_now.reset(token)
