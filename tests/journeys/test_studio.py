"""An administrator builds an entity from nothing, publishes it, and a record of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import LOOKS, looks_right, read_in, strays_in_english
from tests.ui.axe import serious_findings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

PAGES = (
    "/studio",
    "/studio/new",
    "/studio/map",
    "/studio/versions",
    "/studio/changes",
    "/studio/ticket",
    "/studio/ticket/add",
    "/studio/ticket/add/choice",
    "/studio/ticket/add/formula",
    "/studio/ticket/fields/subject",
    "/studio/ticket/settings",
    "/studio/ticket/relations",
    "/studio/ticket/forms/create",
)


def add_field(page: Page, kind: str, name: str, key: str) -> None:
    """Pick a kind, name the field, and leave the form open to be filled further."""
    page.goto("/studio/x_vehicle")
    page.get_by_role("link", name="فیلد", exact=True).click()
    page.click(f"a.o-kind[href$='/add/{kind}']")
    page.fill("#f-name-fa", name)
    page.fill("#f-key", key)


def keep_field(page: Page) -> None:
    page.get_by_role("button", name="افزودن", exact=True).click()
    expect(page.locator("#f-name-fa")).to_be_visible()
    page.wait_for_url("**/fields/x_*")


def publish(page: Page, note: str) -> None:
    page.goto("/studio/changes")
    assert serious_findings(page) == []
    page.fill("#pb-note", note)
    page.get_by_role("button", name="انتشار برای همه").click()
    page.wait_for_url("**/studio/versions")
    expect(page.locator(".o-card").first).to_contain_text(note)


def test_a_vehicle_is_built_published_and_entered(visitors: Visitors) -> None:
    page = visitors.sign_in("admin", bypass_csp=True)
    page.goto("/studio")
    page.get_by_role("link", name="موجودیت تازه").click()
    page.fill("#e-label-fa", "خودرو")
    page.fill("#e-label-en", "Vehicle")
    page.fill("#e-title-fa", "پلاک")
    page.locator(".o-iconpick", has=page.locator("[value=car]")).click()
    page.get_by_role("button", name="ساختن، سپس فیلدها").click()
    page.wait_for_url("**/studio/x_vehicle")
    add_field(page, "choice", "وضعیت", "state")
    options = page.locator("input[name=option_fa]")
    options.nth(0).fill("در کار")
    options.nth(0).press("Enter")
    page.keyboard.type("در تعمیر")
    keep_field(page)
    add_field(page, "link", "مشتری", "owner")
    page.select_option("#f-target", "customer")
    keep_field(page)
    add_field(page, "date", "تاریخ خرید", "bought")
    keep_field(page)
    # The last line goes up by the keyboard alone.
    page.locator("a.o-fieldrow__a", has_text="تاریخ خرید").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".o-fieldrow").nth(2)).to_contain_text("تاریخ خرید")
    publish(page, "خودروهای ناوگان")

    page.goto("/records/x_vehicle/new")
    page.get_by_label("پلاک").fill("۱۲ ب ۳۴۵")
    page.get_by_label("وضعیت").select_option(label="در تعمیر")
    page.get_by_label("تاریخ خرید").fill("۱ آذر ۱۴۰۵")
    page.get_by_role("button", name="ذخیره", exact=True).click()
    page.wait_for_url(lambda address: not address.endswith("/new"))
    expect(page.locator("main")).to_contain_text("در تعمیر")

    page.goto("/studio/x_vehicle/fields/x_bought/remove")
    page.get_by_role("button", name="بردن فیلد به سطل").click()
    publish(page, "بی تاریخ خرید")
    page.goto("/studio/x_vehicle")
    expect(page.locator("#st-fields")).not_to_contain_text("تاریخ خرید")
    page.locator("summary", has_text="سطل").click()
    page.get_by_role("button", name="بازگرداندن").click()
    publish(page, "تاریخ خرید باز آمد")
    page.goto("/records/x_vehicle")
    expect(page.locator("main")).to_contain_text("۱۲ ب ۳۴۵")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_studio_serves_everybody(visitors: Visitors, theme: str, size: str) -> None:
    page = visitors.sign_in("admin", size, theme, bypass_csp=True)
    wrong = {}
    for address in PAGES:
        page.goto(address)
        if findings := looks_right(page):
            wrong[address] = findings
    assert wrong == {}


def test_the_studio_reads_in_english(visitors: Visitors) -> None:
    page = visitors.sign_in("admin", "phone", bypass_csp=True)
    read_in(page, "/me", "en")
    wrong = {}
    try:
        for address in PAGES:
            page.goto(address)
            if findings := looks_right(page) + strays_in_english(page):
                wrong[address] = findings
    finally:
        read_in(page, "/me", "fa")
    assert wrong == {}
