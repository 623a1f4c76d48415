"""One real installation under the test clock, and the people who use it in a real browser."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from owj.kernel.calendars.business import ticket_calendar
from tests.service.running_owj import RunningOwj, run_command, start_owj

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

TEHRAN = ZoneInfo("Asia/Tehran")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@dataclass
class Installation:
    """A running Owj with its clock in our hand. now: what its clock was last set to."""

    running: RunningOwj
    now: datetime = field(default_factory=lambda: datetime.now(TEHRAN))

    @property
    def url(self) -> str:
        """Return the address of the staff's door."""
        return str(self.running.said["url"]).rstrip("/")

    def sign_in_of(self, role: str) -> dict[str, str]:
        """Return the first demo sign-in of a role."""
        found: dict[str, str] = next(
            shown for shown in self.running.said["sign_ins"] if shown["role"] == role
        )
        return found

    def clock(self, *words: str) -> None:
        """Move the one clock of the installation by the command a person would type."""
        done = run_command("clock", "--data", self.running.said["data"], *words)
        assert done.returncode == 0, done.stderr

    def set_clock(self, instant: datetime) -> None:
        """Set the clock to an instant."""
        self.clock("set", instant.isoformat())
        self.now = instant

    def next_evening(self) -> datetime:
        """Return 16:45 of the next day that closes at 17:00 and is followed by a working day."""
        calendar = ticket_calendar()
        day = self.now.date()
        while True:
            day += timedelta(days=1)
            evening = datetime.combine(day, time(16, 45), TEHRAN)
            tomorrow = datetime.combine(day + timedelta(days=1), time(8, 45), TEHRAN)
            half_hour_later = calendar.add(evening, 30 * 60)
            if calendar.is_open(evening) and half_hour_later == tomorrow:
                return evening


@pytest.fixture(scope="session")
def owj(chromium: Path) -> Iterator[Installation]:
    """Start everything once, demo organisation included; stop it in order afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="owj-"))
    folder.chmod(0o711)
    # Two web servers, as most machines have: what one knows the other must be told.
    running = start_owj(folder / "data", "--test-clock", OWJ_WEB_PROCESSES="2")
    yield Installation(running)
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Visitors:
    """Opens browsers as somebody would: own cookies, own size, signed in through the door."""

    owj: Installation
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def new_page(self, size: str = "desktop", theme: str = "light", **more: Any) -> Page:
        """Open an empty page whose complaints are kept."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=size == "phone",
            locale="fa-IR",
            base_url=self.owj.url,
            **more,
        )
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def sign_in(self, role: str, size: str = "desktop", theme: str = "light", **more: Any) -> Page:
        """Sign somebody of this role in through his own door."""
        page = self.new_page(size, theme, **more)
        shown = self.owj.sign_in_of(role)
        page.goto("/hub/sign-in" if shown["door"] == "hub" else "/sign-in")
        page.fill("input[name=username]", shown["user"])
        page.fill("input[name=password]", shown["password"])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "sign-in" not in address)
        return page


@pytest.fixture
def visitors(owj: Installation, browser: Browser) -> Iterator[Visitors]:
    """Give a function that opens signed-in pages; an error in any of them fails the test."""
    opened = Visitors(owj, browser)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.complaints == []
