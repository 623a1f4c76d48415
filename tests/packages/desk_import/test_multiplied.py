"""The log multiplied for measuring: whole tickets, in another time, of other customers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db import connection
from tests.packages.conftest import Desk
from tests.packages.desk_import.logs import SMALL, write_log

from owj.packages.customers.entity import Customer
from owj.packages.desk.bench_log import CASES, CUSTOMERS
from owj.packages.desk.bench_log import write_log as write_measured_log
from owj.packages.desk.bench_multiply import STRIDE, multiply_log
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.importer import import_helpdesk_log
from owj.packages.desk.importer.reading import read_log
from owj.packages.desk.queries import InboxFilter, inbox_rows, ticket_page
from owj.packages.desk.words import Queue
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.agreements.result_rows import PromiseResult


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
        return {name for (name,) in cursor.fetchall()}


def many() -> list[int]:
    return [model.objects.count() for model in (PromiseEvent, Breach, PromiseResult)]


def test_every_copy_is_whole_and_later(committed_desk: Desk, tmp_path: Path) -> None:
    desk, before = committed_desk, indexes()
    import_helpdesk_log(desk.system, write_log(tmp_path / "log.csv", SMALL))
    tickets = desk.system.rows(Ticket).filter(external_key__startswith="helpdesk-log:")
    once, rows_once = tickets.count(), many()
    said, customers = desk.system.rows(Message).count(), desk.system.rows(Customer).count()
    first = tickets.order_by("id").first()
    assert first is not None
    assert multiply_log(3, now=desk.now) == 3 * once
    assert many() == [3 * number for number in rows_once]
    assert desk.system.rows(Message).count() == 3 * said
    assert desk.system.rows(Customer).count() == customers + 2 * 3
    assert indexes() == before
    copy = desk.system.get(Ticket, first.id + 2 * STRIDE)
    step = copy.opened_at - first.opened_at
    assert step > timedelta(weeks=400)
    assert step % timedelta(weeks=2) == timedelta(0)
    assert copy.opened_at < desk.now
    assert copy.customer_id == first.customer_id + 2 * STRIDE
    assert copy.opened_month > first.opened_month
    agent = desk.ctx(desk.agent)
    pages = [ticket_page(agent, ticket.tracking_id) for ticket in (first, copy)]
    assert [[(e.kind, e.text) for e in page.timeline] for page in pages[:1]] == [
        [(e.kind, e.text) for e in page.timeline] for page in pages[1:]
    ]
    newest = inbox_rows(agent, InboxFilter(queue=Queue.ALL), limit=200)
    assert len(newest.rows) == 3 * once


def test_the_measured_log_has_the_size_of_the_real_one(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    write_measured_log(path)
    log = read_log(path)
    assert len({row.case for row in log.rows}) == CASES
    assert 200 < len({row.customer for row in log.rows}) <= CUSTOMERS
    assert 19_000 < log.total < 24_000
    assert not log.rejected
