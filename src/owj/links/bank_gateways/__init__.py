"""Iranian payment gateways, each under the name by which OWJ_PAYMENTS chooses it."""

from __future__ import annotations

from owj.links.bank_gateways.gateway import CLASSES, BankGateway
from owj.server.payments.gateways import add_gateway


def register() -> None:
    """Stand behind the port of payments under every name that az-iranian-bank-gateways speaks."""
    for key in CLASSES:
        add_gateway(BankGateway(key))
