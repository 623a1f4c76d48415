"""A buyer's legal details: written by who keeps the books, and on the next invoice."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.billing.conftest import Books, open_books
from tests.packages.conftest import Desk

from owj.server.ledger.paper_rows import SealedPaper

pytestmark = pytest.mark.django_db

GIVEN = {"economic_code": "۴۱۱۱۲۲۳۳۴۴۵۵", "postal_code": "۹۱۳۷۷", "address": "مشهد، خیابان کوهسنگی"}


@pytest.fixture
def books(desk: Desk) -> Books:
    return open_books(desk)


def test_details_stand_on_the_next_invoice_and_issued_ones_keep_theirs(books: Books) -> None:
    manager, customer = client_of(books.desk.manager), books.customer_id
    books.bill()
    assert manager.post(reverse("client:statement_act", args=[customer, "buyer"]), GIVEN).url
    books.bill()
    before, after = (one.content["buyer"] for one in SealedPaper.objects.order_by("id"))
    assert (before["economic_code"], before["address"]) == ("", "")
    assert (after["economic_code"], after["postal_code"]) == ("411122334455", "91377")
    said = text_of(manager.get(reverse("client:statement", args=[customer])))
    assert 'value="مشهد، خیابان کوهسنگی"' in said


def test_agent_reads_the_details_and_does_not_write_them(books: Books) -> None:
    agent, customer = client_of(books.desk.agent), books.customer_id
    answer = agent.post(reverse("client:statement_act", args=[customer, "buyer"]), GIVEN)
    assert answer.status_code == 403
    said = text_of(agent.get(reverse("client:statement", args=[customer])))
    assert "disabled" in said
