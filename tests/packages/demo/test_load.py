"""The demo organisation as a visitor finds it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.packages.conftest import tehran

from owj.kernel.sla.events import EventKind
from owj.packages.customers.entity import Contact, Customer
from owj.packages.desk.demo import load_demo
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.queries import (
    desk_status,
    hub_home,
    inbox_rows,
    monthly_counts,
    open_attachment,
    queue_counts,
    ticket_page,
)
from owj.packages.desk.queries.results import InboxFilter
from owj.packages.desk.words import Queue, Status
from owj.server.agreements.models import PromiseEvent
from owj.server.context import SYSTEM
from owj.server.files.models import StoredFile
from owj.server.identity.hashing import password_fits
from owj.server.identity.models import User
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer
from owj.server.workspace.queries import current_workspace

NOON = tehran("2026-11-24 12:00")
MOMENTS = {
    "noon": NOON,
    "opening": tehran("2026-11-24 08:30"),
    "one minute after opening": tehran("2026-11-24 08:31"),
    "closing": tehran("2026-11-24 17:00"),
    "night": tehran("2026-11-25 00:30"),
    "Friday evening": tehran("2026-11-27 21:00"),
    "Nowruz": tehran("2026-03-22 11:00"),
    "after Nowruz": tehran("2026-04-05 10:00"),
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def noon(db: None) -> Context:
    """Load the demo at noon of a working day; return the manager's context."""
    load_demo(NOON)
    return manager_at(NOON)


def manager_at(now: datetime) -> Context:
    return open_context(User.objects.get(username="sina").actor, now=now)


def rows_of(ctx: Context, queue: Queue = Queue.ALL) -> list[Any]:
    return list(inbox_rows(ctx, InboxFilter(queue=queue), limit=100).rows)


@pytest.mark.parametrize("now", MOMENTS.values(), ids=MOMENTS)
def test_every_queue_holds_something_whenever_it_is_loaded(db: None, now: datetime) -> None:
    load_demo(now)
    ctx = manager_at(now)
    counts = queue_counts(ctx)
    assert counts[Queue.OPEN] == 28
    assert counts[Queue.P0] == 4
    assert counts[Queue.PAUSED] == 5
    assert counts[Queue.NEAR] >= 4
    assert counts[Queue.UNASSIGNED] >= 4
    assert counts[Queue.MINE] >= 2
    assert counts[Queue.WAITING] == (0 if desk_status(ctx).is_open else 4)
    assert len(rows_of(ctx)) == 60
    assert not PromiseEvent.objects.filter(at__gt=now).exists()
    assert not Timer.objects.filter(due_at__lte=now).exists()
    remedies = [month.broken for month in monthly_counts(ctx) if month.remedy_due]
    assert remedies == [5]


def test_each_kind_of_ticket_is_there(noon: Context) -> None:
    statuses = Counter(row.status for row in rows_of(noon))
    assert statuses[Status.REJECTED] == 2
    assert statuses[Status.RESOLVED] == 5
    assert statuses[Status.CLOSED] == 25
    assert {row.priority.value for row in rows_of(noon)} == {"critical", "high", "medium", "low"}
    tickets = list(noon.rows(Ticket))
    assert sum(ticket.rating is not None for ticket in tickets) >= 14
    assert sum(ticket.announced_for is not None for ticket in tickets if not ticket.closed_at) >= 6
    kinds = set(PromiseEvent.objects.values_list("kind", flat=True))
    assert kinds >= {
        EventKind.PRIORITY_SET,
        EventKind.CALL_LOGGED,
        EventKind.FIX_ACCEPTED,
        EventKind.REOPENED,
        EventKind.P0_CLEARED,
        EventKind.CONFIRMED,
    }


def test_tracking_ids_grow_with_time(noon: Context) -> None:
    tickets = list(noon.rows(Ticket).order_by("tracking_id"))
    assert [one.opened_at for one in tickets] == sorted(one.opened_at for one in tickets)


def test_the_manager_confirmed_one_priority_lower(noon: Context) -> None:
    ticket = noon.rows(Ticket).get(proposed_priority="critical", priority="high")
    assert ticket.priority_confirmed_by_id == noon.actor.user_id


def test_people_talk_and_attach(noon: Context) -> None:
    told = Counter(noon.rows(Message).values_list("ticket_id", flat=True))
    assert len(told) == 60
    assert sum(many >= 3 for many in told.values()) >= 15
    assert noon.rows(Message).filter(kind="note").count() >= 10
    pictures = StoredFile.objects.filter(content_type="image/png")
    assert pictures.count() >= 4
    assert noon.rows(Attachment).count() == StoredFile.objects.count() >= 15
    attached = noon.rows(Attachment).first()
    assert attached is not None
    assert open_attachment(noon, attached.file).name == attached.name


def test_a_page_of_the_demo_reads_like_any_other(noon: Context) -> None:
    row = next(row for row in rows_of(noon) if row.subject.startswith("مالیات ارزش افزوده"))
    page = ticket_page(noon, row.tracking_id)
    assert [entry.kind for entry in page.timeline] == [
        "opened",
        "auto_reply",
        "priority_set",
        "assigned",
        "public_reply",
        "fix_accepted",
        "public_reply",
        "resolved",
        "confirmed",
        "rated",
    ]
    assert page.timeline[4].first_response
    assert page.timeline[0].files[0].name == "bargashti-881.csv"
    assert page.row.face.state.value == "met"


def test_every_customer_has_a_person_at_the_hub(noon: Context) -> None:
    customers = noon.rows(Customer)
    assert customers.count() == 12
    for customer in customers:
        contact = noon.rows(Contact).filter(customer_id=customer.id).first()
        assert contact is not None
        home = hub_home(open_context(User.objects.get(id=contact.user_id).actor, now=NOON))
        assert home.customer.id == customer.id
        assert home.open_count + len(home.done_tickets) >= 4


def test_sign_ins_open_their_doors(db: None) -> None:
    sign_ins = load_demo(NOON)
    assert {(one["door"], one["role"]) for one in sign_ins} == {
        ("client", "admin"),
        ("client", "project_manager"),
        ("client", "agent"),
        ("hub", "customer"),
    }
    for one in sign_ins:
        user = User.objects.get(username=one["user"])
        assert user.kind == {"client": "staff", "hub": "hub"}[one["door"]]
        assert one["role"] in [*user.roles, "customer"]
        assert password_fits(one["password"], user.password)


def test_loading_again_adds_nothing_and_makes_a_new_password(db: None) -> None:
    first = load_demo(NOON)
    again = load_demo(NOON)
    assert open_context(SYSTEM, now=NOON).rows(Ticket).count() == 60
    assert [one["user"] for one in again] == [one["user"] for one in first]
    assert again[0]["password"] != first[0]["password"]
    for one in again:
        assert password_fits(one["password"], User.objects.get(username=one["user"]).password)


def test_it_is_named_and_no_letter_is_sent(noon: Context) -> None:
    assert current_workspace().name("fa") == "نرم‌افزاری آذرین‌رود"
    assert current_workspace().name("en") == "Azarinrud Software"
    assert not OutboxMessage.objects.exists()


def test_the_manager_finds_a_notice_of_each_ticket_in_p0(noon: Context) -> None:
    notices = Notice.objects.filter(kind="promise_broken")
    assert {notice.user_id for notice in notices} == {noon.actor.user_id}
    told = {notice.data["tracking_id"] for notice in notices}
    assert told == {row.tracking_id for row in rows_of(noon, Queue.P0)}
