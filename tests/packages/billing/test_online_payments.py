"""Paying online: signed answers only, once however often they come, and the year begins."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.billing.conftest import Books
from tests.packages.warranty.conftest import jalali

from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.warranty.services.facts import give_discount
from owj.packages.warranty.services.work import hold
from owj.server.payments.gateways import PaymentAnswerRefused, PaymentsClosed
from owj.server.payments.models import OnlinePayment
from owj.server.payments.sandbox import APPROVED, REFUSED, answer_of, sign
from owj.server.payments.services import begin_payment, settle_payment

pytestmark = pytest.mark.django_db


def begin(books: Books, invoice: Invoice) -> OnlinePayment:
    ctx = books.desk.ctx(books.desk.hub_user)
    payment_id, _address = begin_payment(ctx, "invoice", invoice.id, invoice.left)
    return OnlinePayment.objects.get(id=payment_id)


def test_approved_payment_settles_the_invoice_once_however_often_it_is_told(books: Books) -> None:
    invoice = books.bill()
    payment = begin(books, invoice)
    answer = answer_of(payment, APPROVED)
    for _ in range(3):
        assert settle_payment(payment.id, answer).state == "paid"
    assert books.fresh(invoice).state is InvoiceState.PAID
    assert books.account.credit == 0


def test_two_approved_attempts_leave_the_second_as_credit(books: Books) -> None:
    invoice = books.bill()
    for payment in (begin(books, invoice), begin(books, invoice)):
        settle_payment(payment.id, answer_of(payment, APPROVED))
    assert books.account.credit == invoice.total


def test_refused_payment_moves_nothing_and_cannot_turn_good(books: Books) -> None:
    invoice = books.bill()
    payment = begin(books, invoice)
    assert settle_payment(payment.id, answer_of(payment, REFUSED)).state == "refused"
    assert settle_payment(payment.id, answer_of(payment, APPROVED)).state == "refused"
    assert books.fresh(invoice).left == invoice.total


@pytest.mark.parametrize(
    "forged",
    [
        {"amount": "1"},
        {"signature": "0" * 64},
        {"signature": "امضا"},
        {"outcome": APPROVED, "reference": "X"},
    ],
)
def test_answer_that_was_not_signed_so_is_refused(books: Books, forged: dict[str, str]) -> None:
    payment = begin(books, books.bill())
    with pytest.raises(PaymentAnswerRefused):
        settle_payment(payment.id, answer_of(payment, REFUSED) | forged)
    assert OnlinePayment.objects.get().state == "started"


def test_answer_signed_for_another_amount_or_attempt_is_refused(books: Books) -> None:
    payment, other = begin(books, books.bill()), begin(books, books.bill())
    cheap = {"outcome": APPROVED, "amount": "1", "reference": "X"}
    signed = cheap | {"signature": sign(payment, APPROVED, "1", "X")}
    for answer in (signed, answer_of(other, APPROVED)):
        with pytest.raises(PaymentAnswerRefused):
            settle_payment(payment.id, answer)


def test_payments_that_are_not_open_take_nothing(books: Books) -> None:
    payment = begin(books, books.bill())
    with override_settings(PAYMENTS="none"):
        with pytest.raises(PaymentsClosed):
            begin(books, books.bill())
        with pytest.raises(PaymentsClosed):
            settle_payment(payment.id, answer_of(payment, APPROVED))


def test_customer_renews_on_the_hub_with_a_remedy_and_has_another_year(books: Books) -> None:
    set_page_clock(books.desk)
    contract_id = books.covered.contract.id
    give_discount(hold(books.ctx, contract_id), 5, "1405-07")
    customer: Client = client_of(books.desk.hub_user)
    page = customer.post(reverse("hub:renew", args=[contract_id]), follow=True)
    said = text_of(page)
    assert "۵٪ تخفیف" in said
    assert "۶۶۶٬۱۸۷٬۵۰۰" in said  # 637.5 million less 5 %, with 10 % tax
    invoice_id = page.redirect_chain[-1][0].rpartition("/")[2]
    gate = customer.post(reverse("hub:pay", args=[invoice_id]), follow=True)
    assert "پولی جابه‌جا نمی‌شود" in text_of(gate)
    address = gate.redirect_chain[-1][0]
    assert client_of(books.desk.other_hub_user).get(address).status_code == 404
    back = customer.post(address, {"outcome": "approved"}, follow=True)
    assert "پرداخت‌شده" in text_of(back)
    assert books.covered.look().ends_on == jalali(1406, 11, 30)
    answer = reverse("hub:payment_answer", args=[uuid.UUID(address.split("/")[-2])])
    assert customer.get(answer).status_code == 302  # unsigned: told, and nothing written
    assert books.account.credit == 0
