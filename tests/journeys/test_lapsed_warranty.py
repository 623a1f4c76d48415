"""A lapsed customer meets the renewal, claims, and has tickets again once it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import looks_right

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

LAPSED = "آموزشگاه دانش‌نورد"


def sign_in_lapsed(visitors: Visitors) -> Page:
    """Sign in, on a phone, as the person of the demo whose customer has not renewed."""
    shown = [one for one in visitors.owj.running.said["sign_ins"] if one["door"] == "hub"][-1]
    page = visitors.new_page("phone", bypass_csp=True)
    page.goto("/hub/sign-in")
    page.fill("input[name=username]", shown["user"])
    page.fill("input[name=password]", shown["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    return page


def test_lapsed_customer_claims_and_renews(visitors: Visitors) -> None:
    customer = sign_in_lapsed(visitors)
    customer.goto("/hub/tickets/new")
    expect(customer.get_by_role("heading", level=1)).to_have_text("تیکت چشم‌به‌راه تمدید است")
    assert looks_right(customer) == []
    customer.get_by_label("کدام قول داده شد").fill("آموزش هشت روز دیر شد.")
    customer.get_by_label("آخرین روز دیرکرد").fill("امروز")
    customer.get_by_role("button", name="ثبت مطالبه").click()
    customer.wait_for_url("**/hub/tickets/T-*")
    expect(customer.locator("main")).to_contain_text("عدم انجام تعهدات اوج")

    manager = visitors.sign_in("project_manager", bypass_csp=True)
    manager.goto("/customers")
    manager.get_by_role("link", name=LAPSED).first.click()
    manager.locator('a[href^="/contracts/"]').first.click()
    expect(manager.locator("aside")).to_contain_text("پایان‌یافته")
    assert looks_right(manager) == []
    manager.get_by_text("ثبت پرداخت تمدید").click()
    manager.get_by_label("تاریخ پرداخت").fill("امروز")
    manager.get_by_label("شمارهٔ فاکتور").fill("1405/331")
    manager.get_by_role("button", name="ثبت", exact=True).click()
    expect(manager.locator("aside")).to_contain_text("فعال")
    expect(manager.locator("main")).to_contain_text("1405/331")

    customer.goto("/hub/tickets/new")
    expect(customer.locator("#new-ticket")).to_be_visible()
    customer.goto("/hub/contracts")
    expect(customer.locator("main")).to_contain_text("فعال")
    assert looks_right(customer) == []
