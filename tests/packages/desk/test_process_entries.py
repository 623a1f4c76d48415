"""The timeline of a ticket tells of the processes that run for it."""

from __future__ import annotations

import pytest
from tests.client.studio.drawn import refund_drawing
from tests.packages.conftest import Desk

from owj.packages.desk.queries.ticket_page import hub_ticket, ticket_page
from owj.server.processes.services import deploy, save_draft, start
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import Told, do_task
from owj.server.processes.timing import ProcessesReport, fire_due_timer
from owj.ui.tickets.timeline import show_entry

pytestmark = pytest.mark.django_db


def open_task(node: str) -> int:
    return UserTask.objects.get(status="open", node=node).pk


def test_staff_read_who_began_who_decided_and_that_time_was_up_and_the_customer_none_of_it(
    desk: Desk,
) -> None:
    save_draft(desk.system, "refund", refund_drawing(), name="بازپرداخت", entity="ticket")
    deploy(desk.system, "refund")
    ticket = desk.file()
    start(desk.ctx(desk.agent), "refund", record=ticket)
    do_task(desk.ctx(desk.agent), open_task("file"), Told({"amount": 70_000_000}))
    desk.wait(hours=5)
    while fire_due_timer(desk.system, ProcessesReport()):
        pass
    do_task(desk.ctx(desk.manager), open_task("director"), Told())
    told = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).timeline
    lines = [show_entry(one) for one in told if one.kind.startswith("process_")]
    assert [f"{one.actor} {one.words}".strip() for one in lines] == [
        f"{desk.agent.full_name} فرایند «بازپرداخت» را آغاز کرد",
        f"{desk.agent.full_name} «ثبت مبلغ» را انجام داد",
        "زمان گذشت: «late»، در فرایند «بازپرداخت».",
        f"{desk.manager.full_name} «تأیید مدیر» را انجام داد",
        "فرایند «بازپرداخت» پایان یافت.",
    ]
    seen = hub_ticket(desk.ctx(desk.hub_user), ticket.tracking_id).timeline
    assert not [one for one in seen if one.kind.startswith("process_")]
