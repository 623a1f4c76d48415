"""A refund above a limit: the finance manager within four working hours, else the director."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from owj.kernel.calendars.business import ticket_calendar
from tests.journeys.conftest import Visitors
from tests.ui.axe import serious_findings

pytestmark = pytest.mark.journey
NAME = "تأیید بازپرداخت"
FINANCE, DIRECTOR = "مدیر مالی", "مدیر ارشد"
# The list of tasks, not one of them.
LIST = re.compile(r"/tasks(\?|$)")


def test_a_refund_goes_to_the_director_when_the_manager_does_not_answer(visitors: Visitors) -> None:
    admin = visitors.sign_in("admin")
    carry_role(admin, FINANCE, "سینا کاظمی")
    carry_role(admin, DIRECTOR, "مریم رستمی")
    draw_decision(admin)
    draw_process(admin)
    deploy(admin)

    agent = visitors.sign_in("agent")
    ticket = ask_for_refund(agent)
    manager = visitors.sign_in("project_manager")
    manager.goto("/tasks?tab=team")
    task = manager.locator("main").get_by_text("تأیید مدیر مالی", exact=True)
    expect(task.first).to_be_visible()
    # The clock has run on since it was read last, for as long as all that was drawn took.
    late = ticket_calendar().add(visitors.owj.now, 4 * 3600) + timedelta(minutes=20)
    visitors.owj.set_clock(late)
    expect(task).to_have_count(0, timeout=15_000)

    director = visitors.sign_in("admin", size="phone", bypass_csp=True)
    approve_on_a_phone(director)
    agent.goto(ticket)
    for line in (
        f"فرایند «{NAME}» را آغاز کرد",
        "«ثبت درخواست» را انجام داد",
        f"زمان گذشت: «پاسخی نیامد»، در فرایند «{NAME}».",
        "«تأیید مدیر ارشد» را انجام داد: تأیید",
        f"فرایند «{NAME}» پایان یافت: پرداخت شود.",
    ):
        expect(agent.locator("main")).to_contain_text(line)


def carry_role(admin: Page, name: str, person: str) -> None:
    """Make a role and give it to one person."""
    admin.goto("/studio/roles")
    admin.fill("#r-name", name)
    admin.get_by_role("button", name="ساختن نقش").click()
    people = admin.locator("form", has=admin.locator("input[name=person]"))
    people.locator("label", has_text=person).locator("input").check()
    people.get_by_role("button", name="ثبت افراد").click()
    expect(admin.locator("label", has_text=person).locator("input")).to_be_checked()


def draw_decision(admin: Page) -> None:
    """Write the threshold into a table of its own, and publish it."""
    admin.goto("/studio/decisions/new")
    admin.fill("#n-name", "سطح تأیید بازپرداخت")
    admin.fill("#n-key", "refund_level")
    admin.locator("[name=input_label]").first.fill("مبلغ")
    admin.locator("[name=input_kind]").first.select_option("number")
    admin.locator("[name=output_label]").fill("سطح")
    admin.get_by_role("button", name="کشیدن جدول").click()
    for row, (amount, level) in enumerate((("> 50000000", '"manager"'), ("-", '"none"'))):
        admin.get_by_role("button", name="قاعده", exact=True).click()
        admin.fill(f"#cell-{row}-inputEntry-0", amount)
        admin.fill(f"#cell-{row}-outputEntry-0", level)
        expect(admin.locator(f"#e-cell-{row}-outputEntry-0")).to_be_empty()
    admin.fill("#p-note", "آستانهٔ ۵۰ میلیون")
    admin.get_by_role("button", name=re.compile("انتشار نسخهٔ")).click()
    expect(admin.locator("#dec-state")).to_contain_text("تصمیم می‌گیرد")


def draw_process(admin: Page) -> None:
    """Draw every shape and say in the panel what each does."""
    admin.goto("/studio/processes/new")
    admin.fill("#np-name", NAME)
    admin.select_option("#np-entity", "ticket")
    admin.get_by_role("button", name="کشیدن نقشه").click()
    admin.locator('[data-element-id="start"]').first.click()
    append(admin, "UserTask", "ثبت درخواست")
    admin.locator("select:near(#pp-assignee)").first.select_option('"starter"')
    admin.locator("[data-pick-name=pp-assignee]").click()
    ask_for(admin, "مبلغ", "amount", "money")
    ask_for(admin, "دلیل", "reason", "text")
    append(admin, "BusinessRuleTask", "سطح تأیید")
    admin.select_option("#pw-decision-decision", "x_refund_level")
    write(admin, "#pw-decision-question", "{مبلغ: amount}")
    write(admin, "#pp-result", "level")
    append(admin, "ExclusiveGateway", "چه سطحی؟")
    append(admin, "UserTask", "تأیید مدیر مالی")
    approve(admin, FINANCE)
    append(admin, "ExclusiveGateway", "تأیید شد؟")
    append(admin, "EndEvent", "پرداخت شود")
    choose(admin, "تأیید شد؟")
    append(admin, "EndEvent", "رد شد")
    choose(admin, "تأیید مدیر مالی")
    append(admin, "BoundaryEvent TimerEventDefinition", "پاسخی نیامد")
    when = admin.locator("[data-when=timer]")
    when.locator("[data-time=kind]").select_option("working")
    when.locator("[data-time=count]").fill("4")
    when.locator("[data-time=unit]").select_option("hours")
    when.locator("[data-time=calendar]").select_option("ticket")
    append(admin, "UserTask", "تأیید مدیر ارشد")
    approve(admin, DIRECTOR)
    admin.select_option("#pp-connect", label="تأیید شد؟")
    choose(admin, "چه سطحی؟")
    admin.select_option("#pp-connect", label="پرداخت شود")
    ways = admin.locator("[data-outline] .o-way button")
    for way, condition in enumerate(('level = "manager"', "", 'outcome = "yes"', "")):
        ways.nth(way).click()
        if condition:
            write(admin, "#pp-cond", condition)
        else:
            admin.locator("[data-bind=default]").check()


def append(admin: Page, kind: str, name: str) -> None:
    """Put the next step behind the selected one, and name it."""
    admin.locator(f'[data-append="{kind}"]').click()
    expect(admin.locator("#pp-name")).to_have_value("")
    write(admin, "#pp-name", name)


def write(admin: Page, field: str, text: str) -> None:
    """Write into a field of the panel and leave it."""
    admin.fill(field, text)
    admin.locator(field).blur()


def choose(admin: Page, name: str) -> None:
    """Select a shape by the list of all."""
    admin.locator("[data-outline] li:not(.o-way) button", has_text=name).click()


def ask_for(admin: Page, words: str, variable: str, kind: str) -> None:
    """Let a task ask for something."""
    admin.locator("[data-lines='owj:fields'] [data-add-line]").click()
    line = admin.locator("[data-lines='owj:fields'] li").last
    line.locator("[data-entry=fa]").fill(words)
    line.locator("[data-entry=name]").fill(variable)
    line.locator("[data-entry=kind]").select_option(kind)


def approve(admin: Page, role: str) -> None:
    """Let a role say yes or no to the amount."""
    admin.locator("select:near(#pp-cand)").first.select_option(label=role)
    admin.locator("[data-pick-name=pp-cand]").click()
    ask_for(admin, "مبلغ", "amount", "money")
    for words, value, tone in (("تأیید", "yes", "primary"), ("رد", "no", "danger")):
        admin.locator("[data-lines='owj:outcomes'] [data-add-line]").click()
        line = admin.locator("[data-lines='owj:outcomes'] li").last
        line.locator("[data-entry=fa]").fill(words)
        line.locator("[data-entry=value]").fill(value)
        line.locator("[data-entry=tone]").select_option(tone)


def deploy(admin: Page) -> None:
    """Deploy what is drawn."""
    expect(admin.locator(".o-findnone")).to_be_visible()
    admin.locator("summary", has_text="انتشار").click()
    admin.fill("#pr-note", "نخستین نسخه")
    admin.locator(".o-deploy button").click()
    expect(admin.get_by_text("نسخهٔ ۱ در کار است")).to_be_visible(timeout=20_000)


def ask_for_refund(agent: Page) -> str:
    """Start it from the first ticket of the inbox, answer what it asks, and return its page."""
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
    agent.wait_for_url(LIST)
    return ticket


def approve_on_a_phone(director: Page) -> None:
    """Take the task that came over, and say yes."""
    director.goto("/tasks?tab=team")
    director.locator("main").get_by_text("تأیید مدیر ارشد", exact=True).first.tap()
    expect(director.locator("#t-amount")).to_have_value("۷۰٬۰۰۰٬۰۰۰")
    assert serious_findings(director) == []
    director.locator("#task-form button[value=yes]").tap()
    director.wait_for_url(LIST)
