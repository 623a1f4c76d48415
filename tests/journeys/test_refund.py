"""A refund above a limit: the finance manager within four working hours, else the director."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from owj.kernel.calendars.business import ticket_calendar
from tests.journeys.conftest import Visitors
from tests.ui.axe import serious_findings

pytestmark = pytest.mark.journey
DRAWING = Path(__file__).with_name("refund.bpmn")
NAME = "تأیید بازپرداخت"


def test_a_refund_goes_to_the_director_when_the_manager_does_not_answer(visitors: Visitors) -> None:
    admin = visitors.sign_in("admin", bypass_csp=True)
    carry_role(admin, "مدیر مالی", "سینا کاظمی")
    carry_role(admin, "مدیر ارشد", "مریم رستمی")
    draw_and_deploy(admin)

    agent = visitors.sign_in("agent")
    ticket = ask_for_refund(agent)
    manager = visitors.sign_in("project_manager")
    manager.goto("/tasks")
    expect(manager.locator("main")).to_contain_text("تأیید مدیر مالی")
    late = ticket_calendar().add(visitors.owj.now, 4 * 3600) + timedelta(minutes=1)
    visitors.owj.set_clock(late)
    expect(manager.locator("main")).not_to_contain_text("تأیید مدیر مالی", timeout=15_000)

    director = visitors.sign_in("admin", size="phone", bypass_csp=True)
    director.goto("/tasks")
    director.locator("main").get_by_text("تأیید مدیر", exact=True).first.tap()
    expect(director.locator("#t-reason")).to_have_value("خرید دوباره")
    assert serious_findings(director) == []
    director.locator("#task-form button[value=yes]").tap()
    director.wait_for_url("**/tasks**")

    agent.goto(ticket)
    timeline = agent.locator("main")
    for line in (
        f"فرایند «{NAME}» را آغاز کرد",
        "«ثبت درخواست» را انجام داد",
        f"زمان گذشت: «پاسخی نیامد»، در فرایند «{NAME}».",
        "«تأیید مدیر» را انجام داد: تأیید",
        f"فرایند «{NAME}» پایان یافت: پرداخت شود.",
    ):
        expect(timeline).to_contain_text(line)


def carry_role(admin: Page, name: str, person: str) -> None:
    """Make a role and give it to one person."""
    admin.goto("/studio/roles")
    admin.fill("#r-name", name)
    admin.get_by_role("button", name="ساختن نقش").click()
    people = admin.locator("form", has=admin.locator("input[name=person]"))
    people.locator("label", has_text=person).locator("input").check()
    people.get_by_role("button", name="ثبت افراد").click()
    expect(admin.locator("label", has_text=person).locator("input")).to_be_checked()


def draw_and_deploy(admin: Page) -> None:
    """Begin from a file, choose who and by when in the panel, and deploy."""
    admin.goto("/studio/processes/new")
    admin.fill("#np-name", NAME)
    admin.select_option("#np-entity", "ticket")
    admin.set_input_files("#np-file", DRAWING)
    admin.get_by_role("button", name="کشیدن نقشه").click()
    for shape, role in (("finance", "مدیر مالی"), ("director", "مدیر ارشد")):
        admin.locator(f'[data-element-id="{shape}"]').first.click(position={"x": 20, "y": 12})
        part = admin.locator("section", has=admin.locator("#pp-cand")).first
        part.locator("select").first.select_option(label=role)
        part.locator("[data-pick-name=pp-cand]").click()
    admin.locator('[data-element-id="late"]').first.click()
    when = admin.locator("[data-when=timer]")
    when.locator("[data-time=kind]").select_option("working")
    when.locator("[data-time=count]").fill("4")
    when.locator("[data-time=unit]").select_option("hours")
    when.locator("[data-time=calendar]").select_option("ticket")
    expect(admin.locator(".o-findnone")).to_be_visible()
    assert serious_findings(admin) == []
    admin.locator("summary", has_text="انتشار").click()
    admin.fill("#pr-note", "نخستین نسخه")
    admin.locator(".o-deploy button").click()
    expect(admin.get_by_text("نسخهٔ ۱ در کار است")).to_be_visible(timeout=20_000)


def ask_for_refund(agent: Page) -> str:
    """Start it from the first ticket of the inbox, fill what it asks, and return its page."""
    agent.goto("/inbox")
    agent.locator('a[href^="/tickets/T-"]').first.click()
    agent.wait_for_url("**/tickets/T-*")
    ticket = agent.url
    agent.get_by_text("آغاز فرایند").click()
    agent.get_by_role("button", name=NAME).click()
    agent.goto("/tasks")
    agent.locator("main").get_by_text("ثبت درخواست").first.click()
    agent.fill("#t-amount", "70000000")
    agent.fill("#t-reason", "خرید دوباره")
    agent.locator("#task-form button[type=submit]").click()
    agent.wait_for_url("**/tasks**")
    return ticket
