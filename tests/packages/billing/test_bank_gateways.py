"""Paying at a bank: its token, its word, once; nothing that a browser brings is believed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from django.test import Client, override_settings
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.billing.conftest import Books

from owj.boot.configuration import PAYMENTS, payments_of, usual_payments
from owj.links.bank_gateways.gateway import CLASSES, MOST, BankGateway
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.server.incidents.models import Incident
from owj.server.payments import services
from owj.server.payments.gateways import GatewayShut, PaymentAnswerRefused, PaymentUnclear
from owj.server.payments.models import OnlinePayment
from owj.server.payments.services import (
    MOST_ASKED,
    SETTLE_TASK,
    begin_payment,
    settle_or_ask_again,
)
from owj.service.refusals import VariableRejected

pytestmark = pytest.mark.django_db

ACCOUNTS = {
    "zarinpal": {"MERCHANT_CODE": "00000000-0000-4000-8000-000000000001", "SANDBOX": 0},
    "sep": {"MERCHANT_CODE": "1234", "TERMINAL_CODE": "5678"},
}


@dataclass
class Bank:
    """Answers in a bank's place. says: what it answers when a payment is to be confirmed."""

    says: Any = field(default_factory=lambda: {"data": {"code": 100, "message": "Verified"}})
    opens: bool = True
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def post(self, api: str, json: dict[str, Any], timeout: float) -> requests.Response:
        self.asked.append((api, json))
        if not api.casefold().endswith(("request.json", "onlinepg/onlinepg")):
            answer = self.says
        elif not self.opens:
            answer = {"data": [], "errors": {"message": "no"}}
        elif "sep" in api:
            answer = {"status": 1, "token": f"T{len(self.asked)}"}
        else:
            answer = {"data": {"authority": f"A{len(self.asked):035}", "message": "Success"}}
        if isinstance(answer, Exception):
            raise answer
        return answer_with(answer)


def answer_with(content: object) -> requests.Response:
    response = requests.Response()
    response._content = json.dumps(content).encode()
    return response


@pytest.fixture(params=["zarinpal"])
def bank(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    bank = Bank()
    monkeypatch.setattr(requests, "post", bank.post)
    monkeypatch.setenv("OWJ_BANK", json.dumps(ACCOUNTS[request.param]))
    with override_settings(
        PAYMENTS=request.param, SECURE_REFERRER_POLICY="strict-origin-when-cross-origin"
    ):
        yield bank


def begin(books: Books, invoice: Invoice) -> tuple[OnlinePayment, str]:
    ctx = books.desk.ctx(books.desk.hub_user)
    payment_id, door = begin_payment(ctx, "invoice", invoice.id, invoice.left)
    return OnlinePayment.objects.get(id=payment_id), door.url.rpartition("/")[2]


def test_a_confirmed_payment_settles_the_invoice_once_however_often_it_comes(
    books: Books, bank: Bank
) -> None:
    invoice = books.bill()
    payment, token = begin(books, invoice)
    told = bank.asked[0][1]
    assert told["callback_url"].partition("?")[0].endswith(f"/hub/payments/{payment.id}/bank")
    assert told["amount"] * 10 == invoice.total  # Zarinpal counts in toman
    for _ in range(2):
        settle_or_ask_again(payment.id, {"Authority": token, "Status": "OK"})
    assert len(bank.asked) == 2  # asked for the token, and once whether it was paid
    assert books.fresh(invoice).state is InvoiceState.PAID
    assert books.account.credit == 0


def test_what_the_bank_does_not_confirm_is_refused_whatever_the_browser_says(
    books: Books, bank: Bank
) -> None:
    invoice = books.bill()
    payment, token = begin(books, invoice)
    bank.says = {"data": [], "errors": {"code": -51, "message": "Session is not valid"}}
    settle_or_ask_again(payment.id, {"Authority": token, "Status": "OK"})
    payment.refresh_from_db()
    assert payment.state == "refused"
    assert books.fresh(invoice).left == invoice.total


def test_the_token_of_another_attempt_pays_nothing(books: Books, bank: Bank) -> None:
    dear, other = begin(books, books.bill()), begin(books, books.bill())
    foreign = ({"Authority": other[1], "Status": "OK"}, {"Authority": "A1"}, {})
    for given in (*foreign, {"Authority": "A\x00"}, {"Authority": "\ud800"}):
        with pytest.raises(PaymentAnswerRefused):
            settle_or_ask_again(dear[0].id, given)
    assert len(bank.asked) == 2  # the bank was not bothered with it
    assert set(OnlinePayment.objects.values_list("state", flat=True)) == {"started"}


@pytest.mark.parametrize(
    "says", [requests.Timeout(), requests.ConnectionError(), {"odd": "answer"}, [], ValueError()]
)
def test_a_bank_that_does_not_say_is_asked_again_later(
    books: Books, bank: Bank, says: object
) -> None:
    invoice = books.bill()
    payment, token = begin(books, invoice)
    given, good, bank.says = {"Authority": token, "Status": "OK"}, bank.says, says
    for _ in range(2):
        with pytest.raises(PaymentUnclear):
            settle_or_ask_again(payment.id, given)
    job = ProcrastinateJob.objects.get(task_name=SETTLE_TASK)
    assert job.args == {"payment_id": str(payment.id), "given": given, "asked": 1}
    bank.says = good
    settle_or_ask_again(uuid.UUID(job.args["payment_id"]), job.args["given"], job.args["asked"])
    assert books.fresh(invoice).state is InvoiceState.PAID


def test_a_gateway_that_was_not_heard_is_not_believed_when_it_refuses_later(
    books: Books, bank: Bank
) -> None:
    invoice = books.bill()
    payment, token = begin(books, invoice)
    given, good = {"Authority": token, "Status": "OK"}, bank.says
    for says in (requests.Timeout(), {"data": [], "errors": {"message": "done before"}}):
        bank.says = says
        with pytest.raises(PaymentUnclear):
            settle_or_ask_again(payment.id, given)
    settle_or_ask_again(payment.id, given, MOST_ASKED)
    assert Incident.objects.get(source="payment").subject == str(payment.id)
    bank.says = good
    settle_or_ask_again(payment.id, given, 1)
    assert books.fresh(invoice).state is InvoiceState.PAID


def test_what_the_bank_said_is_kept_though_writing_it_down_failed(
    books: Books, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = books.bill()
    payment, token = begin(books, invoice)
    given = {"Authority": token, "Status": "OK"}
    with monkeypatch.context() as broken:
        broken.setattr(services, "_write_down", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            settle_or_ask_again(payment.id, given)
    bank.says = {"data": [], "errors": {"message": "verified before"}}
    settle_or_ask_again(payment.id, given)
    assert books.fresh(invoice).state is InvoiceState.PAID


def test_a_gateway_that_does_not_open_leaves_nothing_behind(books: Books, bank: Bank) -> None:
    invoice = books.bill()
    bank.opens = False
    with pytest.raises(GatewayShut):
        begin(books, invoice)
    assert not OnlinePayment.objects.exists()
    for amount in (MOST + 10, 12_345):
        with pytest.raises(GatewayShut):
            BankGateway("zarinpal").open_door(OnlinePayment(amount=amount))


def test_a_customer_goes_to_the_bank_and_comes_back_without_a_session(
    books: Books, bank: Bank
) -> None:
    set_page_clock(books.desk)
    invoice = books.bill()
    customer = client_of(books.desk.hub_user)
    page = customer.post(reverse("hub:pay", args=[invoice.id]))
    payment = OnlinePayment.objects.get()
    assert "زرین‌پال" in text_of(page)
    door = "https://payment.zarinpal.com/pg/StartPay/"
    token = page.content.decode().partition(door)[2].partition('"')[0]
    back = f"{reverse('hub:bank_answer', args=[payment.id])}?Authority={token}&Status=OK"
    came = Client(enforce_csrf_checks=True).get(back)
    assert came.headers["Location"] == reverse("hub:payment_answer", args=[payment.id])
    assert "پرداخت‌شده" in text_of(customer.get(came.headers["Location"], follow=True))
    stranger = client_of(books.desk.other_hub_user)
    assert stranger.get(came.headers["Location"]).status_code == 404


@pytest.mark.parametrize("bank", ["sep"], indirect=True)
def test_a_form_may_lead_to_the_bank_alone_and_the_bank_may_post_back(
    books: Books, bank: Bank
) -> None:
    set_page_clock(books.desk)
    customer = client_of(books.desk.hub_user)
    page = customer.post(reverse("hub:pay", args=[books.bill().id]))
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://sep.shaparak.ir;" in policy
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    bank.says = {"ResultCode": 0}
    payment = OnlinePayment.objects.get()
    number = bank.asked[0][1]["ResNum"]
    form = {"ResNum": number, "State": "OK", "RefNum": "R-77", "Token": "T1"}
    address = reverse("hub:bank_answer", args=[payment.id])
    assert Client(enforce_csrf_checks=True).post(address, form).status_code == 302
    payment.refresh_from_db()
    assert (payment.state, payment.reference) == ("paid", "R-77")


def test_what_a_gateway_needs_is_asked_for_at_the_start() -> None:
    assert {"sandbox", "none", *CLASSES} == PAYMENTS
    assert payments_of("zarinpal", '{"MERCHANT_CODE": "1"}') == "zarinpal"
    for name, account in (("zarinpal", ""), ("zarinpal", "[]"), ("zarinpall", "{}")):
        with pytest.raises(VariableRejected):
            payments_of(name, account)


@pytest.mark.parametrize(
    ("instance", "gateway"),
    [({}, "sandbox"), ({"sign_ins": [{"user": "maryam"}]}, "sandbox"), ({"sign_ins": []}, "none")],
)
def test_without_the_demo_nobody_pays_where_no_money_moves(
    instance: dict[str, Any], gateway: str
) -> None:
    assert usual_payments(instance) == gateway
