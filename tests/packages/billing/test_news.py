"""Customers hear of invoices, of money that arrived, of moved days and of verdicts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.packages.conftest import Desk
from tests.packages.projects.conftest import PROOF, START, run_project
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.packages.billing.services import Payment, invoice_renewal, record_payment
from owj.packages.billing.words import PayMethod
from owj.packages.projects.services import Plan, agree_anew
from owj.packages.projects.words import ProjectKind
from owj.packages.remedies.services import file_own_claim, refuse_claim
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


def news(kind: str) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(kind=kind).values_list("user__username", "url"))


def letters() -> list[str]:
    found = OutboxMessage.objects.filter(channel="email").order_by("id")
    return [one.payload["subject"] for one in found]


def test_invoice_and_payment_are_told_with_their_sums(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    desk = covered.desk
    invoice = invoice_renewal(desk.ctx(desk.manager), covered.contract.id)
    assert news("invoice_issued") == [(desk.hub_user.username, f"/hub/invoices/{invoice.id}")]
    paid = Payment(1_000_000_000, desk.now.date(), PayMethod.TRANSFER, "۱۲۳۴", invoice.id)
    record_payment(desk.ctx(desk.manager), desk.customer.id, paid)
    assert news("payment_received") == [(desk.hub_user.username, "/hub/invoices")]
    issued, received = letters()
    assert issued == "فاکتور INV-۱۴۰۵-۰۰۰۰۱: ۷۰۱٬۲۵۰٬۰۰۰ ریال"
    assert received == "۱٬۰۰۰٬۰۰۰٬۰۰۰ ریال رسید"
    body = OutboxMessage.objects.order_by("-id")[0].payload["body"]
    assert "۲۹۸٬۷۵۰٬۰۰۰ ریال" in body


def test_who_asked_for_the_invoice_is_not_told_of_it(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    desk = covered.desk
    invoice_renewal(desk.ctx(desk.hub_user), covered.contract.id)
    assert news("invoice_issued") == []
    assert letters() == []


def test_moved_day_and_delivery_are_told_but_not_the_plan(covered: Covered) -> None:
    running = run_project(covered, ProjectKind.TRAINING, START + timedelta(days=5))
    assert letters() == []
    later = START + timedelta(days=40)
    agree_anew(running.lead, *running.ids, Plan(START, later), PROOF)
    running.deliver(running.desk.now.date())
    moved, delivered = letters()
    title = running.phase.title
    assert moved.startswith(f"«{title}» اکنون برای")
    assert delivered == f"«{title}» تحویل شد"
    assert [url for _, url in news("project_moved")] == [f"/hub/projects/{running.project.id}"]


def test_verdict_is_told_in_the_program_and_by_the_tickets_letter(covered: Covered) -> None:
    desk = covered.desk
    today: date = desk.now.date()
    file_own_claim(desk.ctx(desk.hub_user), covered.contract.id, "دیر شد", today)
    refuse_claim(desk.ctx(desk.manager), covered.contract.id, 1, "سندی نیست")
    assert news("claim_decided") == [(desk.hub_user.username, "/hub/contracts")]


def test_letter_of_a_payment_for_no_invoice_tells_the_credit_that_is_left(covered: Covered) -> None:
    covered.deliver(jalali(1404, 12, 1))
    desk = covered.desk
    invoice_renewal(desk.ctx(desk.manager), covered.contract.id)
    paid = Payment(1_000_000_000, desk.now.date(), PayMethod.TRANSFER, "۱۲۳۴")
    record_payment(desk.ctx(desk.manager), desk.customer.id, paid)
    [body] = OutboxMessage.objects.order_by("-id").values_list("payload__body", flat=True)[:1]
    assert "۲۹۸٬۷۵۰٬۰۰۰ ریال" in body
