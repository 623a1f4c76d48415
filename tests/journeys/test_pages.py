"""Every page of both doors serves everybody: axe, width, both languages, themes and sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Installation, Visitors
from tests.ui.axe import serious_findings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

STAFF_PAGES = (
    "/inbox",
    "/inbox?queue=all",
    "/inbox?queue=all&q=چاپ&columns=status&columns=opened",
    "/inbox/views",
    "/tasks",
    "/tickets/new",
    "/customers",
    "/customers/new",
    "/imports",
    "/dashboard?range=weeks",
    "/dashboard/list?figure=broken&range=weeks",
    "/replies",
    "/agreement",
    "/calendars/ticket",
    "/calendars/ticket/history",
    "/notices",
    "/me",
    "/me/notices",
    "/studio/roles",
    "/studio/roles/agent",
    "/studio/roles/agent/entities/ticket",
    "/studio/teams",
    "/studio/sight",
)
HUB_PAGES = (
    "/hub/",
    "/hub/tickets",
    "/hub/tickets/new",
    "/hub/people",
    "/hub/notices",
    "/hub/me",
    "/hub/me/notices",
)
# Each theme and each size once: every page of a role is walked through each time.
LOOKS = (("light", "desktop"), ("dark", "phone"))


def looks_right(page: Page) -> list[str]:
    """Return what is wrong with the open page: axe's serious findings, or a page too wide."""
    findings = serious_findings(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    if page.evaluate(wide) > 0:
        findings.append("the page is wider than its window")
    return findings


def strays_in_english(page: Page) -> list[str]:
    """Return what an English page still has of Persian: its direction, the names of its controls.

    What people wrote stays as it is, so only names of the product's own controls are read.
    """
    strays = [] if page.locator("html").get_attribute("dir") == "ltr" else ["not from left"]
    own = page.locator("h2, th[scope=col], legend, .o-btn:not(:has(.o-sr))").filter(
        has_not=page.locator("bdi")
    )
    words = own.all_inner_texts()
    strays += [shown for shown in words if any("\u0600" <= letter <= "\u06ff" for letter in shown)]
    beside = "marks => marks.filter(mark => mark.getBBox().x < -1).map(mark => mark.textContent)"
    return strays + list(page.locator(".o-chart text").evaluate_all(beside))


def read_in(page: Page, settings: str, language: str) -> None:
    """Choose the language of the signed-in person, as his settings do."""
    page.goto(settings)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(f"label:has(input[name=language][value={language}])").click()
    page.goto(settings)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize(("theme", "size"), LOOKS)
@pytest.mark.parametrize(
    ("role", "paths", "lists"),
    [("project_manager", STAFF_PAGES, "/inbox?queue=all"), ("customer", HUB_PAGES, "/hub/tickets")],
)
def test_every_page_serves_everybody(
    visitors: Visitors, role: str, paths: tuple[str, ...], lists: str, theme: str, size: str
) -> None:
    page = visitors.sign_in(role, size, theme, bypass_csp=True)
    page.goto(lists)
    tickets = page.locator("a[href*='/tickets/T-']")
    addresses = [*paths, str(tickets.first.get_attribute("href"))]
    if role == "project_manager":
        page.goto("/customers")
        addresses.append(str(page.locator("a[href^='/customers/']").first.get_attribute("href")))
    wrong = {}
    for address in addresses:
        page.goto(address)
        if findings := looks_right(page):
            wrong[address] = findings
    assert wrong == {}


def test_pages_read_from_left_to_right_in_english(owj: Installation, visitors: Visitors) -> None:
    page = visitors.new_page(bypass_csp=True)
    page.goto("/sign-in/en")
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert serious_findings(page) == []


@pytest.mark.parametrize(
    ("role", "settings", "paths", "lists"),
    [
        ("project_manager", "/me", STAFF_PAGES, "/inbox?queue=all"),
        ("customer", "/hub/me", HUB_PAGES, "/hub/tickets"),
    ],
)
def test_every_page_reads_in_english_too(
    visitors: Visitors, role: str, settings: str, paths: tuple[str, ...], lists: str
) -> None:
    page = visitors.sign_in(role, "phone", bypass_csp=True)
    read_in(page, settings, "en")
    wrong = {}
    try:
        page.goto(lists)
        ticket = str(page.locator("a[href*='/tickets/T-']").first.get_attribute("href"))
        for address in (*paths, ticket):
            page.goto(address)
            if findings := looks_right(page) + strays_in_english(page):
                wrong[address] = findings
    finally:
        read_in(page, settings, "fa")
    assert wrong == {}


def test_signing_out_shows_the_door_in_every_tab(visitors: Visitors) -> None:
    page = visitors.sign_in("agent")
    other = page.context.new_page()
    other.goto("/inbox")
    page.goto("/me")
    page.get_by_role("button", name="خروج", exact=True).click()
    page.wait_for_url(lambda address: address.endswith("/sign-in"))
    other.wait_for_url("**/sign-in?next=**")
