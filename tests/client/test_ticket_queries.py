"""A ticket's page asks the database a fixed, small number of questions."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import customer_reply

# Two of them count the tasks in the bar: who the reader is to tasks, and how many there are. One
# is for the papers that processes drew for the ticket.
MOST = 28


def asked(desk: Desk, ticket: Ticket) -> list[str]:
    """Return the questions of one page, drawn after another has warmed the process."""
    client = client_of(desk.agent)
    address = reverse("client:ticket", args=[ticket.tracking_id])
    assert ticket.tracking_id in text_of(client.get(address))
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [one["sql"] for one in found]


def test_the_page_of_a_ticket_asks_few_questions(desk: Desk) -> None:
    assert len(asked(desk, desk.file())) <= MOST


def test_its_questions_do_not_grow_with_what_was_said_and_filed(desk: Desk) -> None:
    ticket = desk.file()
    before = len(asked(desk, ticket))
    for number in range(4):
        desk.file(subject=f"دیگری {number}")
        customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply(f"پاسخ {number}"))
    assert len(asked(desk, ticket)) <= before + 1


def test_calendars_and_agreements_are_read_once_a_page(desk: Desk) -> None:
    questions = asked(desk, desk.file())
    for table in ("server_calendarrevision", "server_agreementversion"):
        assert sum(f'FROM "{table}"' in one for one in questions) <= 1
