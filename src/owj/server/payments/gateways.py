"""What a bank's gateway is to us: an address to send the browser to, and a signed answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from owj.kernel.errors import Conflict, InvalidInput
from owj.server.payments.models import OnlinePayment


class PaymentsClosed(Conflict):
    """Say that this installation takes no payments online."""

    code = "payments.closed"
    message = "Payments online are not open here. Pay by bank transfer."


class PaymentAnswerRefused(InvalidInput):
    """Say that a gateway's answer is not what it signed."""

    code = "payments.answer_refused"
    message = "The answer of the payment gateway is not genuine; nothing was written down."


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What a gateway says of an attempt. reference: its own number, empty when it refused."""

    paid: bool
    amount: int
    reference: str


class Gateway(Protocol):
    """A gateway. is_trial: no money moves there, and pages say so."""

    key: str
    is_trial: bool

    def address(self, payment: OnlinePayment) -> str:
        """Return where the browser goes to pay; it comes back to the address of the answer."""
        ...

    def read_answer(self, payment: OnlinePayment, given: Mapping[str, str]) -> GatewayAnswer:
        """Return what the gateway says. Raises: PaymentAnswerRefused."""
        ...


_gateways: dict[str, Gateway] = {}


def add_gateway(gateway: Gateway) -> None:
    """Make a gateway known by the name that OWJ_PAYMENTS names it with."""
    _gateways[gateway.key] = gateway


def current_gateway() -> Gateway | None:
    """Return the gateway of this installation; None where none is open."""
    return _gateways.get(settings.PAYMENTS)


def gateway_of(payment: OnlinePayment) -> Gateway:
    """Return the gateway by which an attempt began. Raises: PaymentsClosed."""
    gateway = _gateways.get(payment.gateway)
    if gateway is None or payment.gateway != settings.PAYMENTS:
        raise PaymentsClosed
    return gateway
