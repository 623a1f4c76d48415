"""The ticket's own field from the studio to the customer and back, and an entity on the hub."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import looks_right

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey

DEVICE = "شماره دستگاه"
SERIAL = "SN-4077"
# What the issue grants somebody who builds an entity with a board and a page for customers.
BUILT_WITHIN_S = 300


def add_field(page: Page, entity: str, kind: str, name: str, key: str) -> None:
    page.goto(f"/studio/{entity}/add/{kind}")
    page.fill("#f-name-fa", name)
    page.fill("#f-key", key)


def keep_field(page: Page) -> None:
    page.get_by_role("button", name="افزودن", exact=True).click()
    page.wait_for_url("**/fields/x_*")


def publish(page: Page, note: str) -> None:
    page.goto("/studio/changes")
    page.fill("#pb-note", note)
    page.get_by_role("button", name="انتشار برای همه").click()
    page.wait_for_url("**/studio/versions")


def try_out(admin: Page, visitors: Visitors) -> None:
    """See the field in one's own list before it is published, while nobody else does."""
    tickets = "/records/ticket?as=list&columns=subject,x_device"
    admin.goto("/studio/changes")
    admin.get_by_role("button", name="امتحان پیش‌نویس").click()
    admin.goto(tickets)
    expect(admin.get_by_role("columnheader", name=DEVICE)).to_be_visible()
    assert looks_right(admin) == []
    other = visitors.sign_in("admin")
    other.goto(tickets)
    expect(other.locator("[data-row]").first).to_be_visible()
    expect(other.get_by_role("columnheader", name=DEVICE)).to_have_count(0)
    admin.get_by_role("button", name="پایان امتحان").click()
    admin.wait_for_url("**/studio/changes")


def test_the_number_of_the_device_goes_out_comes_back_and_is_forbidden(visitors: Visitors) -> None:
    admin = visitors.sign_in("admin", bypass_csp=True)
    add_field(admin, "ticket", "text", DEVICE, "device")
    keep_field(admin)
    try_out(admin, visitors)
    publish(admin, "شماره دستگاه در تیکت")
    admin.goto("/studio/ticket/forms/hub")
    admin.get_by_role("button", name=f"گذاشتن {DEVICE} در فرم").click()
    admin.locator("button[name=act][value=save]:not(.o-sr)").click()
    expect(admin.locator("main")).to_contain_text(DEVICE)

    customer = visitors.sign_in("customer", "phone", bypass_csp=True)
    customer.goto("/hub/tickets/new")
    customer.fill("#t-subject", "چاپگر شعبه نمی‌نویسد")
    customer.locator("input[name=kind][value=bug]").check()
    customer.locator("input[name=blocks_use][value=no]").check()
    customer.get_by_label(DEVICE).fill(SERIAL)
    customer.fill("#t-text", "از صبح چیزی چاپ نمی‌کند.")
    assert looks_right(customer) == []
    customer.get_by_role("button", name="ثبت تیکت").click()
    customer.wait_for_url("**/hub/tickets/T-*")
    expect(customer.locator("#ht-own")).to_contain_text(SERIAL)
    assert looks_right(customer) == []

    agent = visitors.sign_in("agent", bypass_csp=True)
    agent.goto("/inbox")
    agent.get_by_text("شرط", exact=True).click()
    agent.locator("#fo-x_device").fill("4077")
    agent.locator(".o-filters button[type=submit]").click()
    rows = agent.locator("[data-row]")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("چاپگر شعبه نمی‌نویسد")
    agent.goto(f"{agent.url}&columns=customer&columns=x_device")
    expect(agent.locator(".o-item__own")).to_contain_text(SERIAL)
    assert looks_right(agent) == []
    agent.locator(".o-item__t").click()
    agent.locator("#fact-x_device .o-recedit").click()
    agent.locator("#fact-x_device input:not([type=hidden])").fill("SN-5000")
    agent.keyboard.press("Enter")
    agent.locator("#fact-x_device [data-saved]").get_by_text("SN-5000").wait_for()
    agent.reload()
    expect(agent.locator("#tk-timeline")).to_contain_text("SN-5000")
    page_of_ticket = agent.url

    admin.goto("/studio/roles/agent/entities/ticket")
    admin.locator("#f-x_device").select_option("hidden")
    admin.locator("footer button[type=submit]").first.click()
    admin.wait_for_url("**/studio/roles/agent")
    agent.goto(page_of_ticket)
    expect(agent.locator("#tk-timeline")).to_be_visible()
    assert "SN-5000" not in agent.content()
    agent.goto("/inbox?x_device=SN-5000&columns=x_device")
    assert DEVICE not in agent.content()
    assert agent.locator("[data-row]").count() > 1
    admin.goto("/studio/roles/agent/entities/ticket")
    admin.locator("#f-x_device").select_option("write")
    admin.locator("footer button[type=submit]").first.click()
    admin.wait_for_url("**/studio/roles/agent")


def test_vehicles_and_their_visits_are_built_and_met_on_the_hub(visitors: Visitors) -> None:
    page = visitors.sign_in("admin", bypass_csp=True)
    began = monotonic()
    for fa, en, title, icon in (
        ("خودروی مشتری", "Fleet car", "پلاک", "car"),
        ("مراجعهٔ سرویس", "Service visit", "شرح", "calendar-check"),
    ):
        page.goto("/studio/new")
        page.fill("#e-label-fa", fa)
        page.fill("#e-label-en", en)
        page.fill("#e-title-fa", title)
        choice = page.locator(".o-iconpick", has=page.locator(f"[value={icon}]"))
        if choice.count():
            choice.click()
        page.get_by_role("button", name="ساختن، سپس فیلدها").click()
        page.wait_for_url("**/studio/x_*")
    add_field(page, "x_fleet_car", "link", "مشتری", "of_customer")
    page.select_option("#f-target", "customer")
    keep_field(page)
    add_field(page, "x_service_visit", "link", "خودرو", "of_car")
    page.select_option("#f-target", "x_fleet_car")
    keep_field(page)
    add_field(page, "x_service_visit", "choice", "مرحله", "stage")
    options = page.locator("input[name=option_fa]")
    options.nth(0).fill("در نوبت")
    options.nth(0).press("Enter")
    page.keyboard.type("انجام شد")
    keep_field(page)
    publish(page, "خودروها و سرویس‌ها")
    for key in ("x_fleet_car", "x_service_visit"):
        page.goto(f"/studio/{key}/hub")
        assert looks_right(page) == []
        page.locator("input[name=may][value=create]").check()
        page.locator("button[name=act][value=keep]").click()
        expect(page.locator("button[value=stop]")).to_be_visible()
    page.goto("/records/x_service_visit?as=board")
    expect(page.locator("[data-lane]").first).to_be_visible()
    assert monotonic() - began < BUILT_WITHIN_S

    customer = visitors.sign_in("customer", "phone", bypass_csp=True)
    customer.goto("/hub/")
    customer.locator(".o-hubtile", has_text="خودروی مشتری").click()
    assert looks_right(customer) == []
    customer.goto("/hub/records/x_fleet_car/new")
    expect(customer.locator("#f-x_of_customer")).to_have_count(0)
    customer.locator(".o-recform input[type=text], .o-recform input[type=url]").first.fill("۱۲ب۳۴۵")
    customer.get_by_role("button", name="ذخیره").click()
    customer.wait_for_url(lambda address: not address.endswith("/new"))
    expect(customer.locator("main")).to_contain_text("۱۲ب۳۴۵")
    assert looks_right(customer) == []
    customer.goto("/hub/records/x_service_visit/new")
    customer.locator("#f-x_of_car").click()
    customer.locator("#f-x_of_car").press_sequentially("۱۲ب")
    customer.get_by_role("option", name="۱۲ب۳۴۵").click()
    customer.locator(".o-recform input[name]:not([type=hidden])").first.fill("تعویض روغن")
    assert looks_right(customer) == []
    customer.get_by_role("button", name="ذخیره").click()
    customer.wait_for_url(lambda address: not address.endswith("/new"))
    page.goto("/records/x_service_visit")
    expect(page.locator("main")).to_contain_text("تعویض روغن")
