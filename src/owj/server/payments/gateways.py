"""What a bank's gateway is to us: an address to send the browser to, and a signed answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class GatewayShut(Conflict):
    """Say that a gateway did not begin an attempt."""

    code = "payments.gateway_shut"
    message = (
        "The bank's gateway did not open for this amount. Try again later, or pay by bank transfer."
    )


class PaymentUnclear(Conflict):
    """Say that a gateway has not confirmed what a browser brought."""

    code = "payments.unclear"
    message = (
        "The bank has not confirmed this payment yet. It is asked again; do not pay a second time."
    )


@dataclass(frozen=True, slots=True)
class Door:
    """Where the browser goes to pay. url: a path of our own, or a bank's with its fields."""

    url: str
    method: str = "GET"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What a gateway says of an attempt. reference: its own number, empty when it refused."""

    paid: bool
    amount: int
    reference: str


class Gateway(Protocol):
    """A gateway. is_trial: no money moves there, and pages say so."""

    @property
    def key(self) -> str: ...

    @property
    def is_trial(self) -> bool: ...

    def open_door(self, payment: OnlinePayment) -> Door:
        """Return where the browser goes to pay; it comes back with an answer.

        Raises: GatewayShut.
        """
        ...

    def read_answer(self, payment: OnlinePayment, given: Mapping[str, str]) -> GatewayAnswer:
        """Return what the gateway says. Raises: PaymentAnswerRefused, PaymentUnclear."""
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
