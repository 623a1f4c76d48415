"""Records of any entity by keyboard alone: list, form, cell, board, and the way back."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import looks_right

pytestmark = pytest.mark.journey

NAME = "شرکت آزمون صفحه‌ها"


def test_a_record_is_made_changed_moved_and_brought_back(visitors: Visitors) -> None:
    page = visitors.sign_in("agent", bypass_csp=True)
    page.goto("/records/customer")
    page.keyboard.press("c")
    page.wait_for_url("**/records/customer/new")
    page.locator("#f-name").fill(NAME)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/new"))
    page.goto("/records/customer")
    row = page.locator("[data-row]").first
    row.get_by_text(NAME).wait_for()
    page.keyboard.press("j")
    page.keyboard.press("e")
    field = row.locator("[data-celledit] input:not([type=hidden])")
    field.fill(f"{NAME} ۲")
    page.keyboard.press("Enter")
    row.get_by_role("link", name=f"{NAME} ۲").wait_for()
    row.locator("[data-saved]").wait_for()
    page.goto("/records/customer?as=board")
    assert looks_right(page) == []
    card = page.locator("[data-lane=legal] [data-card]", has_text=NAME)
    card.locator("a").focus()
    with page.expect_response(lambda answer: answer.url.endswith("/move")):
        page.keyboard.press("Shift+ArrowLeft")
    page.locator("[data-lane=natural] [data-card]", has_text=NAME).wait_for()
    page.locator("#toasts [data-undo]").wait_for()
    page.keyboard.press("z")
    page.locator("[data-lane=legal] [data-card]", has_text=NAME).locator("a").click()
    page.locator("#fact-city .o-recedit").click()
    page.locator("#fact-city [data-factedit] input:not([type=hidden])").fill("یزد")
    page.keyboard.press("Enter")
    page.locator("#fact-city [data-saved]").get_by_text("یزد").wait_for()
    page.locator("#timeline").get_by_text("یزد").wait_for()


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_records_pages_serve_everybody(visitors: Visitors, size: str, theme: str) -> None:
    page = visitors.sign_in("agent", size, theme, bypass_csp=True)
    page.goto("/records/customer")
    record = str(page.locator("[data-row] a").first.get_attribute("href"))
    wrong = {}
    for address in (
        "/records",
        "/records/customer",
        "/records/ticket",
        "/records/contact/new",
        "/records/customer/views/design",
        record,
    ):
        page.goto(address)
        if findings := looks_right(page):
            wrong[address] = findings
    page.goto("/records/contact")
    page.keyboard.press("f")
    page.locator(".o-conds select").nth(1).select_option("customer.city")
    page.locator("[name$='.op']").wait_for()
    if findings := looks_right(page):
        wrong["conditions"] = findings
    page.goto("/records/customer")
    if size == "phone":
        page.locator(".o-tabbar summary").click()
        page.locator(".o-tabbar .o-menu").wait_for()
    else:
        page.keyboard.press("q")
        page.locator("#quick-name").wait_for()
    if findings := looks_right(page):
        wrong["more" if size == "phone" else "quick row"] = findings
    assert wrong == {}
