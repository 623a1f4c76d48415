"""The inbox without a mouse: many tickets at once, undone; anything found by Ctrl+K."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.ui.axe import serious_findings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey


def subjects(page: Page) -> list[str]:
    return page.locator(".o-item__t").all_inner_texts()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_many_tickets_are_closed_and_put_back_by_keys_alone(visitors: Visitors) -> None:
    page = visitors.sign_in("agent", bypass_csp=True)
    page.goto("/inbox?queue=unassigned")
    before = subjects(page)
    press(page, "j", "x", "j", "Shift+x")
    assert page.locator("[data-bulk-count]").first.inner_text() == "۲"
    press(page, "s")
    page.get_by_role("button", name="بستن…").press("Enter")
    assert page.locator("dialog[open]").is_visible()
    assert serious_findings(page) == []
    page.locator("dialog[open] button[value='close:']").press("Enter")
    page.locator("#toasts [data-undo]").wait_for()
    assert subjects(page) == before[2:]
    press(page, "z")
    page.get_by_text("۲ تیکت مثل پیش از این است").wait_for()
    assert subjects(page) == before


def test_on_a_phone_rows_are_selected_by_touching_them(visitors: Visitors) -> None:
    page = visitors.sign_in("agent", size="phone", bypass_csp=True)
    page.goto("/inbox")
    rows = page.locator("[data-list] [data-row]")
    expect(rows.first.get_by_role("checkbox")).to_be_hidden()
    page.get_by_role("button", name="انتخاب", exact=True).click()
    # Wherever the row is touched, even on its link.
    rows.nth(0).locator("a").click(force=True)
    rows.nth(2).click()
    expect(page.locator("#bulk")).to_contain_text("۲ انتخاب‌شده")
    assert page.url.endswith("/inbox")
    assert serious_findings(page) == []
    page.get_by_role("button", name="انتخاب", exact=True).click()
    expect(page.locator("#bulk")).to_be_hidden()
    rows.nth(0).locator("a").click()
    expect(page).to_have_url(re.compile("/tickets/T-"))


def test_the_palette_finds_on_the_server_and_goes_there(visitors: Visitors) -> None:
    page = visitors.sign_in("agent", bypass_csp=True)
    page.goto("/customers")
    name = page.locator("li a[href^='/customers/']").first.inner_text().strip()
    press(page, "Control+k")
    page.keyboard.type(name.split()[-1].replace("ی", "ي"))
    found = page.locator("#palette-finds a[href^='/customers/']").first
    found.wait_for()
    assert page.locator("#palette [aria-selected='true']").count() == 1
    assert serious_findings(page) == []
    press(page, "Enter")
    page.wait_for_url("**/customers/*")
    press(page, "Control+k")
    page.locator("#palette [role=option]", has_text="پوستهٔ تیره").click()
    page.wait_for_url("**/customers/*")
    assert page.locator("html").get_attribute("data-theme") == "owj-dark"
