"""The page that replays ended cases on another drawing, part by part."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.client.studio.drawn import refund_drawing
from tests.doors import client_of, set_page_clock
from tests.packages.conftest import Desk, make_desk

from owj.client.studio.processes import replays
from owj.server.processes.services import complete_task, deploy, save_draft, start
from owj.server.processes.task_rows import UserTask

PAGE = "/studio/processes/refund/replay"


@pytest.fixture
def desk(db: None) -> Desk:
    """Give a desk with a process of which three small cases have ended, and a draft."""
    made = make_desk()
    set_page_clock(made)
    system = made.system
    save_draft(system, "refund", refund_drawing(), name="بازپرداخت", entity="")
    deploy(system, "refund")
    for amount in (10, 20, 30):
        case = start(system, "refund")
        complete_task(system, UserTask.objects.get(instance=case).pk, {"amount": Decimal(amount)})
    save_draft(system, "refund", refund_drawing(15), name="بازپرداخت")
    return made


def part(client: Client, **posted: Any) -> str:
    return client.post(f"{PAGE}/part", posted).content.decode()


def marks(answer: str) -> list[dict[str, str]]:
    found = re.search(r'data-marks="([^"]*)"', answer)
    assert found is not None
    told: list[dict[str, str]] = json.loads(html.unescape(found[1]))
    return told


def test_the_draft_shows_how_many_cases_would_go_elsewhere_and_where(desk: Desk) -> None:
    admin = client_of(desk.admin)
    assert admin.get(PAGE).status_code == 200
    answer = part(admin, on="draft", count="20")
    assert "۲ از ۳ پرونده به جای دیگری می‌رود" in answer
    assert "نزد «تأیید مالی» منتظر می‌ماند" in answer
    assert [(one["node"], one["text"]) for one in marks(answer)] == [("finance", "۲")]
    assert "۰ از ۳ پرونده" in part(admin, on="1", count="20")


def test_what_was_found_travels_from_part_to_part(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "AT_ONCE", 2)
    admin = client_of(desk.admin)
    answer = part(admin, on="draft", count="20")
    assert "۲ از ۲ پرونده" in answer
    tally = re.search(r'name="tally" value="([^"]*)"', answer)
    assert tally is not None
    last = part(admin, on="draft", tally=html.unescape(tally[1]))
    assert "۲ از ۳ پرونده" in last
    assert 'name="tally"' not in last


@pytest.mark.parametrize("tally", ["", "{}", "[1]", '[20,5,9,0,7,{"x":1}]', "[9e9,1,1,1,1,[]]"])
def test_a_tally_that_is_none_of_ours_begins_anew(desk: Desk, tally: str) -> None:
    assert "۲ از ۳ پرونده" in part(client_of(desk.admin), on="draft", tally=tally)


def test_only_who_designs_replays(desk: Desk) -> None:
    agent = client_of(desk.agent)
    assert agent.get(PAGE).status_code == 403
    assert agent.post(f"{PAGE}/part", {"on": "draft", "count": "20"}).status_code == 403


def test_a_draft_that_cannot_run_says_so(desk: Desk) -> None:
    save_draft(desk.system, "refund", refund_drawing().replace('start"', 'x"', 1))
    page = client_of(desk.admin).get(PAGE).content.decode()
    assert "این نقشه هنوز اجرا نمی‌شود" in page
    assert client_of(desk.admin).post(f"{PAGE}/part", {"on": "draft"}).status_code < 500
