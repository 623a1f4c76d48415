"""Two agents in one ticket: they see each other, a draft outlives its page, nothing is lost."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitors

pytestmark = pytest.mark.journey

TEXT = "[data-writes]"


def test_two_agents_write_in_one_ticket_and_nothing_is_lost(visitors: Visitors) -> None:
    manager, agent = visitors.sign_in("project_manager"), visitors.sign_in("agent")
    manager.goto("/inbox")
    address = str(manager.locator("a[href*='/tickets/T-']").first.get_attribute("href"))
    manager.goto(address)
    agent.goto(address)
    manager.locator("#tk-presence .o-chip").wait_for()
    manager.locator(TEXT).press_sequentially("پیش‌نویسی که می‌ماند")
    agent.locator("#tk-presence [data-tone=warn]").wait_for()
    manager.locator("[data-draft-state]:not(:empty)").wait_for()
    manager.reload()
    assert manager.locator(TEXT).input_value() == "پیش‌نویسی که می‌ماند"
    agent.locator(TEXT).fill("همکارتان پیش از شما پاسخ داد.")
    agent.locator(TEXT).press("Control+Enter")
    manager.locator("#tk-news .o-note").wait_for()
    assert manager.locator(TEXT).input_value() == "پیش‌نویسی که می‌ماند"
    manager.locator(TEXT).press("Control+Enter")
    manager.locator(".o-msg", has_text="پیش‌نویسی که می‌ماند").wait_for()
    assert manager.locator(TEXT).input_value() == ""
