"""A bank's gateway behind the port of payments; az-iranian-bank-gateways speaks its protocol.

The library keeps a row of its own for each attempt (its token, its amount). Which attempt of ours
that row belongs to is its `callback_url`: an answer about another's row opens nothing.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azbankgateways.models import Bank, PaymentStatus
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.module_loading import import_string

from owj.kernel.errors import DefinitionError
from owj.server.payments.gateways import (
    Door,
    GatewayAnswer,
    GatewayShut,
    PaymentAnswerRefused,
    PaymentUnclear,
)
from owj.server.payments.models import OnlinePayment
from owj.server.records.values import UNSTORABLE

log = logging.getLogger(__name__)

# Imported with the first payment: some of them bring along a SOAP client.
CLASSES: Mapping[str, str] = {
    "asanpardakht": "azbankgateways.banks.AsanPardakht",
    "bahamta": "azbankgateways.banks.Bahamta",
    "bmi": "azbankgateways.banks.BMI",
    "irandargah": "azbankgateways.banks.irandargah.IranDargah",
    "mellat": "azbankgateways.banks.Mellat",
    "sep": "azbankgateways.banks.SEP",
    "zarinpal": "azbankgateways.banks.Zarinpal",
    "zibal": "azbankgateways.banks.Zibal",
}
# What a gateway said, once, of a token.
SAID = frozenset({PaymentStatus.COMPLETE, PaymentStatus.CANCEL_BY_USER})
# The library's rows keep ten digits; some gateways count in toman, so rials go in tens.
MOST, STEP = 9_999_999_990, 10


@dataclass(frozen=True, slots=True)
class BankGateway:
    """The gateway of one bank, with the account that OWJ_BANK holds."""

    key: str

    @property
    def is_trial(self) -> bool:
        """Return whether the account is one of the gateway's own trials."""
        return bool(_account().get("SANDBOX"))

    def open_door(self, payment: OnlinePayment) -> Door:
        """Ask the gateway for a token. Raises: GatewayShut."""
        if payment.amount > MOST or payment.amount % STEP:
            raise GatewayShut
        try:
            bank = self._bank()
            bank.set_request(_Returning(payment))
            bank.set_amount(payment.amount)
            bank.set_client_callback_url(_home(payment))
            bank.ready()
            door = bank.get_gateway()
        except Exception as failure:
            log.exception("gateway %s did not open for payment %s", self.key, payment.id)
            raise GatewayShut from failure
        fields = {name: str(value) for name, value in door["params"].items() if value is not None}
        return Door(door["url"], door["method"], fields)

    def read_answer(self, payment: OnlinePayment, given: Mapping[str, str]) -> GatewayAnswer:
        """Have the gateway confirm what the browser brought.

        Raises: PaymentAnswerRefused when it speaks of no token of this attempt, PaymentUnclear.
        """
        # Anybody may call: what no database holds is no token of ours.
        tokens = [one for one in given.values() if not UNSTORABLE.search(one)]
        told = Q(reference_number__in=tokens) | Q(tracking_code__in=tokens)
        rows = Bank.objects.filter(told, callback_url=_home(payment))
        row = rows.order_by("-id").first()
        if row is None:
            raise PaymentAnswerRefused
        if row.status not in SAID:
            self._confirm(row, payment, given)
        return GatewayAnswer(row.is_success, int(row.amount), row.reference_number)

    def _confirm(self, row: Any, payment: OnlinePayment, given: Mapping[str, str]) -> None:
        """Ask whether a token was paid, and keep the word in its row. Raises: PaymentUnclear."""
        again = row.status == PaymentStatus.RETURN_FROM_BANK
        try:
            if again:
                self._bank().verify(row.tracking_code)
            else:
                self._bank().verify_from_gateway(_Returning(payment, given))
        except Exception as failure:
            log.exception("gateway %s left payment %s unclear", self.key, payment.id)
            raise PaymentUnclear from failure
        row.refresh_from_db()
        if again and not row.is_success:
            # A gateway that confirmed it before, unheard, may refuse to do so a second time.
            Bank.objects.filter(pk=row.pk).update(status=PaymentStatus.RETURN_FROM_BANK)
            raise PaymentUnclear

    def _bank(self) -> Any:  # the library has no types
        bank = import_string(CLASSES[self.key])(**_account(), identifier="1")
        bank.set_currency("IRR")
        return bank


class _Returning(HttpRequest):
    """What the library asks a request for: where the gateway returns to, and what it said."""

    def __init__(self, payment: OnlinePayment, given: Mapping[str, str] | None = None) -> None:
        super().__init__()
        back = reverse("hub:bank_answer", args=[payment.id])
        self._back = f"{settings.BASE_URL}{back}"
        said = QueryDict(mutable=True)
        said.update(given or {})
        self.GET = self.POST = said  # type: ignore[assignment]  # changed by nobody

    def build_absolute_uri(self, location: str | None = None) -> str:
        return self._back


def _home(payment: OnlinePayment) -> str:
    return reverse("hub:payment_answer", args=[payment.id])


def _account() -> dict[str, Any]:
    """Return what the gateway knows us by, in the library's names. Raises: DefinitionError."""
    try:
        account = json.loads(os.environ.get("OWJ_BANK") or "{}")
    except ValueError:
        account = None
    if not isinstance(account, dict):
        raise DefinitionError(where="OWJ_BANK", expected="a JSON object", got="something else")
    return account
