"""The gateway to try with: a page of our own that approves or refuses; no money moves."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from owj.server.payments.gateways import (
    Door,
    GatewayAnswer,
    PaymentAnswerRefused,
    add_gateway,
)
from owj.server.payments.models import OnlinePayment

APPROVED, REFUSED = "approved", "refused"


class Sandbox:
    """Signs what its page decided, as a bank would."""

    key = "sandbox"
    is_trial = True

    def open_door(self, payment: OnlinePayment) -> Door:
        return Door(reverse("hub:sandbox", args=[payment.id]))

    def read_answer(self, payment: OnlinePayment, given: Mapping[str, str]) -> GatewayAnswer:
        outcome, reference = given.get("outcome", ""), given.get("reference", "")
        amount = given.get("amount", "")
        signed = sign(payment, outcome, amount, reference)
        if not hmac.compare_digest(signed.encode(), given.get("signature", "").encode()):
            raise PaymentAnswerRefused
        return GatewayAnswer(outcome == APPROVED, int(amount), reference)


def answer_of(payment: OnlinePayment, outcome: str) -> dict[str, str]:
    """Return the signed answer with which the sandbox sends the browser back."""
    amount = str(payment.amount)
    reference = f"SB-{payment.id.hex[:12]}" if outcome == APPROVED else ""
    return {
        "outcome": outcome,
        "amount": amount,
        "reference": reference,
        "signature": sign(payment, outcome, amount, reference),
    }


def sign(payment: OnlinePayment, outcome: str, amount: str, reference: str) -> str:
    """Return the signature of an answer about one attempt."""
    said = f"{payment.id}|{outcome}|{amount}|{reference}"
    key = f"owj.payments.sandbox:{settings.SECRET_KEY}".encode()
    return hmac.new(key, said.encode(), sha256).hexdigest()


add_gateway(Sandbox())
