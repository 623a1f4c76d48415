"""What moves on the pages of running cases, and how long cases stand where."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from tests.client.studio.drawn import refund_drawing
from tests.doors import client_of, set_page_clock
from tests.packages.conftest import Desk, make_desk

from owj.client.studio.processes import together
from owj.server.processes import live
from owj.server.processes.definition_rows import ProcessVersion
from owj.server.processes.figures import stays_of
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.services import (
    cancel_instance,
    complete_task,
    deploy,
    save_draft,
    set_variables,
    start,
)
from owj.server.processes.task_rows import UserTask
from owj.server.records.context import Context

RUNNING = "/studio/processes/refund/running"


@pytest.fixture
def desk(db: None) -> Desk:
    """Give a desk on which refunds run."""
    made = make_desk()
    set_page_clock(made)
    save_draft(made.system, "refund", refund_drawing(), name="بازپرداخت")
    deploy(made.system, "refund")
    return made


def file(ctx: Context, case: ProcessInstance, amount: int) -> None:
    task = UserTask.objects.get(instance=case, status="open")
    complete_task(ctx, task.pk, {"amount": Decimal(amount)})


def tokens(client: Client, address: str) -> list[tuple[str, str]]:
    answer = client.get(address).content.decode()
    found = re.search(r'data-marks="([^"]*)"', answer)
    assert found is not None
    marks = json.loads(html.unescape(found[1]))
    return [(one["node"], one["text"]) for one in marks if one["kind"] == "token"]


def test_a_part_of_the_page_brings_the_tokens_as_they_are_now(desk: Desk) -> None:
    admin = client_of(desk.admin)
    cases = [start(desk.system, "refund") for _ in range(2)]
    assert tokens(admin, RUNNING) == tokens(admin, f"{RUNNING}/live") == [("file", "۲")]
    file(desk.system, cases[0], 60_000_000)
    assert sorted(tokens(admin, f"{RUNNING}/live")) == [("file", "۱"), ("finance", "۱")]
    page = f"/processes/{cases[0].pk}"
    assert tokens(admin, f"{page}/live") == tokens(admin, page) == [("finance", "۱")]
    assert 'id="pc-happened" hx-swap-oob="true"' in admin.get(f"{page}/live").content.decode()
    assert client_of(desk.agent).get(f"{RUNNING}/live").status_code == 403


def test_what_no_person_did_is_told_to_open_pages(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, object]] = []
    monkeypatch.setattr(live, "notify_live", lambda _to, what, **data: told.append((what, data)))
    case = start(desk.system, "refund")
    set_variables(desk.ctx(desk.admin), case.pk, {"amount": Decimal(1)})
    cancel_instance(desk.ctx(desk.admin), case.pk)
    assert told == [("process", {"id": case.pk})] * 3


def test_the_usual_and_the_long_stays_of_each_shape_are_told(desk: Desk) -> None:
    for hours in range(1, 12):
        case = start(desk.system, "refund")
        later = desk.system.at(desk.system.now + timedelta(hours=hours))
        file(later, case, 1)
    version = ProcessVersion.objects.get(definition__key="refund")
    stays = {one.node: one for one in stays_of(version.pk)}
    assert (stays["file"].count, stays["file"].usual) == (11, timedelta(hours=6))
    assert stays["file"].long == timedelta(hours=10)
    shown = client_of(desk.admin).get(RUNNING).content.decode()
    assert "از هر ده بار یک بار بیش از" in shown


def test_many_cases_are_ended_part_by_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "AT_ONCE", 2)
    cases = [start(desk.system, "refund") for _ in range(3)]
    admin, part = client_of(desk.admin), "/studio/processes/refund/together/part"
    assert admin.get("/studio/processes/refund/together").status_code == 200
    first = admin.post(part, {"do": "cancel", "reason": "بس"}).content.decode()
    assert "با ۲ از ۳ انجام شد" in first
    asked = dict(re.findall(r'name="(\w+)" value="([^"]*)"', first))
    assert "با ۳ از ۳ انجام شد" in admin.post(part, asked).content.decode()
    assert {ProcessInstance.objects.get(pk=one.pk).status for one in cases} == {"cancelled"}
    assert admin.post(part, {"do": "burn"}).status_code == 422
    assert admin.post(part, {"do": "cancel"}).status_code == 422
    assert client_of(desk.agent).post(part, {"do": "cancel"}).status_code == 403


def test_cases_are_looked_at_before_they_go_over_to_another_version(desk: Desk) -> None:
    case = start(desk.system, "refund")
    save_draft(desk.system, "refund", refund_drawing().replace('"file"', '"ask"'))
    deploy(desk.system, "refund")
    admin, part = client_of(desk.admin), "/studio/processes/refund/together/part"
    looked = admin.post(part, {"do": "look", "to": "2"}).content.decode()
    assert "۰ از ۱ می‌تواند برود" in looked
    assert f"/processes/{case.pk}" in looked
    save_draft(desk.system, "refund", refund_drawing(7))
    deploy(desk.system, "refund")
    assert "با ۱ از ۱ انجام شد" in admin.post(part, {"do": "migrate", "to": "3"}).content.decode()
    assert admin.get(f"/processes/{case.pk}").status_code == 200


def test_a_process_is_deleted_by_its_typed_name_only(desk: Desk) -> None:
    admin, page = client_of(desk.admin), "/studio/processes/refund/delete"
    assert client_of(desk.agent).get(page).status_code == 403
    case = start(desk.system, "refund")
    cancel_instance(desk.ctx(desk.admin), case.pk)
    assert admin.post(page, {"typed": "بازپرداخت"}).status_code == 409
    wrong = admin.post(f"{page}/cases", {"days": "0", "typed": "x"})
    assert wrong.status_code == 422
    gone = admin.post(f"{page}/cases", {"days": "0", "typed": "بازپرداخت"}).content.decode()
    assert "۱ پرونده حذف شد" in gone
    assert "بازپرداخت" in admin.get(page).content.decode()
    assert admin.post(page, {"typed": "بازپرداخت"}).status_code == 302


def test_a_secret_is_written_and_never_shown(desk: Desk) -> None:
    admin, page = client_of(desk.admin), "/studio/secrets"
    given = {"name": "bank", "value": "s3cr3t-value", "hosts": "api.example, *.b.example"}
    assert admin.post(page, given).status_code == 302
    shown = admin.get(page).content.decode()
    assert "bank" in shown
    assert "*.b.example" in shown
    assert "s3cr3t" not in shown
    refused = admin.post(page, given | {"name": "نام"})
    assert refused.status_code == 422
    assert "s3cr3t" not in refused.content.decode()
    for person in (desk.agent, desk.manager):
        assert client_of(person).get(page).status_code == 403
        assert client_of(person).post(f"{page}/bank/remove").status_code == 403
    assert admin.post(f"{page}/bank/remove").status_code == 302
    assert admin.post(f"{page}/bank/remove").status_code == 404
