"""Take the pictures of the user guide anew, from a running Owj with a test clock.

    ./owj up --data shots/data --test-clock --json > shots/up.json     # fresh data
    python -m tests.journeys.pictures shots/up.json [name …]

They are in Persian, light, 1280×800 (phone: 390×844), minutes after the desk opened on the next
working morning: what came in the evening waits for its first response then.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import ViewportSize, sync_playwright

from owj.kernel.calendars.business import ticket_calendar
from tests.journeys.conftest import TEHRAN
from tests.service.running_owj import run_command

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
TALL: ViewportSize = {"width": 1280, "height": 1120}
MORNING = time(8, 35)
LOG = """شماره تیکت;رویداد;کارشناس;تاریخ و ساعت;مشتری;اولویت
۱۰۱;ثبت شد;سارا;۱۴۰۴/۰۷/۰۱ ۰۹:۰۰;شرکت بهار;بحرانی
۱۰۱;پاسخ داده شد;سارا;۱۴۰۴/۰۷/۰۱ ۰۹:۱۰;شرکت بهار;بحرانی
۱۰۱;حل شد;سارا;۱۴۰۴/۰۷/۰۱ ۱۱:۰۰;شرکت بهار;بحرانی
۱۰۲;ثبت شد;رضا;۱۴۰۴/۰۷/۰۲ ۱۰:۰۰;شرکت پاییز;عادی
۱۰۲;پاسخ داده شد;رضا;۱۴۰۴/۰۷/۰۲ ۱۲:۰۰;شرکت پاییز;عادی
"""


@dataclass
class Studio:
    """The running installation and one browser. pages: who is signed in already, by role."""

    said: dict[str, Any]
    browser: Browser
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)

    def stranger(self, size: str = "desktop") -> Page:
        """Open a page at which nobody is signed in."""
        width, height = SIZES[size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="light",
            reduced_motion="reduce",
            has_touch=size == "phone",
            locale="fa-IR",
            base_url=str(self.said["url"]),
        )
        return context.new_page()

    def page_of(self, role: str, size: str = "desktop") -> Page:
        """Return the page of somebody of this role, signed in through the own door."""
        if (role, size) not in self.pages:
            page = self.stranger(size)
            shown = next(one for one in self.said["sign_ins"] if one["role"] == role)
            page.goto("/hub/sign-in" if shown["door"] == "hub" else "/sign-in")
            page.fill("input[name=username]", shown["user"])
            page.fill("input[name=password]", shown["password"])
            page.keyboard.press("Enter")
            page.wait_for_url(lambda address: "sign-in" not in address)
            self.pages[role, size] = page
        return self.pages[role, size]


def next_morning(today: datetime) -> datetime:
    """Return the morning of the next day that is open then and was open the day before."""
    calendar = ticket_calendar()
    morning = datetime.combine(today.date(), MORNING, TEHRAN)
    while True:
        morning += timedelta(days=1)
        if calendar.is_open(morning) and calendar.is_open(morning - timedelta(days=1)):
            return morning


def inbox(studio: Studio) -> Page:
    """Show the desk as a working morning finds it."""
    page = studio.page_of("agent")
    page.goto("/inbox")
    page.locator("[data-row]").nth(5).wait_for()
    return page


def bulk(studio: Studio) -> Page:
    """Select four tickets and open the menu of the status."""
    page = inbox(studio)
    for key in ("j", "x", "j", "j", "j", "Shift+x", "s"):
        page.keyboard.press(key)
    page.get_by_role("button", name="بستن…").wait_for()
    return page


def palette(studio: Studio) -> Page:
    """Look for a word by Ctrl+K."""
    page = inbox(studio)
    page.keyboard.press("Control+k")
    page.keyboard.type("چاپ")
    page.locator("#palette-finds a").first.wait_for()
    return page


def open_ticket(studio: Studio) -> Page:
    """Open the first ticket that nobody has answered in time."""
    page = inbox(studio)
    late = page.locator("[data-row]", has_text="بی‌پاسخ").first
    late.locator("a[href*='/tickets/T-']").click()
    page.locator("#composer").wait_for()
    return page


def explained(studio: Studio) -> Page:
    """Ask a clock how it counted."""
    page = open_ticket(studio)
    page.locator(".o-clock").first.click()
    page.get_by_role("dialog").wait_for()
    return page


def ready_replies(studio: Studio) -> Page:
    """Open the list of ready replies over the composer."""
    page = open_ticket(studio)
    page.keyboard.press("v")
    page.locator("[data-pick]").first.wait_for()
    return page


def merge(studio: Studio) -> Page:
    """Compare the clocks before one ticket goes into another of its customer."""
    page = studio.page_of("agent")
    page.goto("/inbox")
    rows = page.locator("a[href*='/tickets/T-']")
    for path in [str(row.get_attribute("href")) for row in rows.all()]:
        page.goto(f"{path.split('?')[0]}/merge")
        choices = page.locator("#merge-choices input[type=radio]")
        if choices.count() > 1:
            page.set_viewport_size(TALL)
            choices.first.check()
            page.locator("#merge-preview .o-clock").first.wait_for()
            return page
    raise LookupError("no customer has two open tickets")


def new_ticket(studio: Studio) -> Page:
    """Tell what a customer who fills in a ticket is promised."""
    page = studio.page_of("customer")
    page.goto("/hub/tickets/new")
    page.fill("input[name=subject]", "چاپ پیش‌فاکتور ستون تخفیف را نمی‌آورد")
    page.check("input[name=kind][value=bug]")
    page.check("input[name=blocks_use][value=no]")
    page.locator("main .o-clock").wait_for()
    page.fill("textarea[name=text]", "در چاپ پیش‌فاکتور، ستون تخفیف خالی می‌ماند. از دیروز چنین است.")
    return page


def dashboard(studio: Studio) -> Page:
    """Show everybody's figures."""
    page = studio.page_of("project_manager")
    page.goto("/dashboard?range=weeks")
    page.locator("svg").first.wait_for()
    return page


def calendar(studio: Studio) -> Page:
    """Close this very day in a draft and look at what would change."""
    page = studio.page_of("project_manager")
    page.goto("/calendars/ticket")
    page.locator("a[data-today]").click()
    page.check("input[name=state][value=closed]")
    page.fill("#d-name", "آلودگی هوای تهران")
    page.get_by_role("button", name="گذاشتن در پیش‌نویس").click()
    page.locator("#cal-effect").get_by_text("T-").first.wait_for()
    page.locator("#cal-effect").scroll_into_view_if_needed()
    return page


def agreement(studio: Studio) -> Page:
    """Show the agreement."""
    page = studio.page_of("project_manager")
    page.goto("/agreement")
    return page


def import_meaning(studio: Studio) -> Page:
    """Give a small foreign log and show what its columns are taken for."""
    page = studio.page_of("admin")
    page.goto("/imports")
    content = LOG.encode()
    page.set_input_files("#i-file", {"name": "log.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="خواندن").click()
    page.wait_for_url(re.compile(r"/imports/\d+"))
    page.locator("select").first.wait_for()
    return page


def hub_sign_in(studio: Studio) -> Page:
    """Show the customers' door."""
    page = studio.stranger("phone")
    page.goto("/hub/sign-in")
    return page


def hub_home(studio: Studio) -> Page:
    """Show a customer's home."""
    page = studio.page_of("customer", "phone")
    page.goto("/hub/")
    page.locator("a[href*='/tickets/T-']").first.wait_for()
    return page


def hub_ticket(studio: Studio) -> Page:
    """Open a customer's first ticket on a phone."""
    page = hub_home(studio)
    page.locator("a[href*='/tickets/T-']").first.click()
    page.locator(".o-clock").first.wait_for()
    return page


PICTURES: dict[str, Callable[[Studio], Page]] = {
    "inbox": inbox,
    "bulk": bulk,
    "palette": palette,
    "explained": explained,
    "ready-replies": ready_replies,
    "merge": merge,
    "new-ticket": new_ticket,
    "dashboard": dashboard,
    "calendar": calendar,
    "agreement": agreement,
    "import": import_meaning,
    "hub-sign-in": hub_sign_in,
    "hub-home": hub_home,
    "hub-ticket": hub_ticket,
}


def take(studio: Studio, name: str) -> None:
    """Take one picture once its page is at rest."""
    page = PICTURES[name](studio)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    target = FOLDER / f"{name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide")
    print(f"{target.stat().st_size // 1024:>5} KB  {name}")


def main() -> None:
    """Take the pictures named, or all."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("up", type=Path, help="what `./owj up --json` printed")
    asked.add_argument("names", nargs="*", metavar="name", help=", ".join(PICTURES))
    given = asked.parse_args()
    chromium = os.environ.get("OWJ_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        raise SystemExit("no Chromium: install it or name it by OWJ_CHROMIUM")
    said = json.loads(given.up.read_text(encoding="utf-8"))
    morning = next_morning(datetime.now(TEHRAN)).isoformat()
    done = run_command("clock", "--data", said["data"], "set", morning)
    if done.returncode:
        raise SystemExit(done.stderr)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        flags = ["--no-sandbox", "--disable-dev-shm-usage"] if as_root else []
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        studio = Studio(said, browser)
        for name in given.names or PICTURES:
            take(studio, name)
        browser.close()


if __name__ == "__main__":
    main()
