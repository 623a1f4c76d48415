"""The demo organisation as a visitor finds it, loaded once at noon of a working day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from tests.database import taken_back
from tests.packages.demo.test_load import NOON, manager_at, rows_of

from owj.kernel.sla.events import EventKind
from owj.packages.customers.entity import Contact, Customer
from owj.packages.desk.demo import load_demo
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.queries import (
    hub_home,
    open_attachment,
    ticket_page,
)
from owj.packages.desk.words import Queue, Status
from owj.server.agreements.models import PromiseEvent
from owj.server.files.models import StoredFile
from owj.server.identity.models import User
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.records.context import Context, open_context
from owj.server.workspace.queries import current_workspace

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Load the demo once, inside a transaction that is never committed."""
    kept, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), taken_back():
        load_demo(NOON)
        yield
    settings.DATA_DIR = kept


@pytest.fixture
def _django_db_helper(loaded: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Stand in for pytest-django's own transaction, which would end the one around the demo."""
    with django_db_blocker.unblock(), taken_back():
        yield


@pytest.fixture
def noon(db: None) -> Context:
    """Return the manager's context at noon."""
    return manager_at(NOON)


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


def test_it_is_named_and_no_letter_is_sent(noon: Context) -> None:
    assert current_workspace().name("fa") == "نرم‌افزاری آذرین‌رود"
    assert current_workspace().name("en") == "Azarinrud Software"
    assert not OutboxMessage.objects.exists()


def test_the_manager_finds_a_notice_of_each_ticket_in_p0(noon: Context) -> None:
    notices = Notice.objects.filter(kind="promise_broken")
    assert {notice.user_id for notice in notices} == {noon.actor.user_id}
    told = {notice.data["tracking_id"] for notice in notices}
    assert told == {row.tracking_id for row in rows_of(noon, Queue.P0)}
