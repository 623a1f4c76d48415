"""Amoot behind the port of SMS. Errors come as HTTP 200: `Status` tells."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from owj.kernel.errors import DefinitionError, OutsideFailure
from owj.links.sms_amoot.transport import LIMIT_S, Account, AnswerUnclear, post
from owj.server.clock import real_now
from owj.server.outbox.sms import DeliveryState, ReceivedSms

SUCCESS = "Success"
# The service broke while it worked: the message may be out.
UNCLEAR = frozenset({"ServerError"})
# These may be better in a while; every other refusal stays one.
PASSING = frozenset({"Failed", "CreditNotEnough", "LineNumber_NotAvailable"})
TEHRAN = ZoneInfo("Asia/Tehran")
DELIVERED = frozenset({"delivered", "1"})
UNDELIVERED = frozenset({"undelivered", "failed", "blacklist", "2"})
VARIABLES = ("OWJ_AMOOT_URL", "OWJ_AMOOT_LINE", "OWJ_AMOOT_TOKEN")


@dataclass(frozen=True, slots=True)
class AmootPort:
    """Sends and fetches SMS as one account."""

    account: Account
    limit_s: float = LIMIT_S

    def send(self, to: str, text: str, key: str) -> str:
        """Send one SMS now and return Amoot's number of it. Raises: as the port says."""
        data = self._ask(
            "SendSimple",
            {
                "SendDateTime": _written(real_now()),
                "SMSMessageText": text,
                "LineNumber": self.account.line,
                "Mobiles": to,
            },
        )
        first = data[0] if isinstance(data, list) and data else data
        number = first.get("MessageID") if isinstance(first, dict) else None
        return str(number) if number is not None else ""

    def ask_delivery(self, receipt: str) -> DeliveryState:
        """Return what became of a message that was sent."""
        data = self._ask("GetDelivery", {"MessageID": receipt})
        first = data[0] if isinstance(data, list) and data else data
        state = first.get("DeliveryStatus") if isinstance(first, dict) else first
        word = str(state).casefold()
        if word in DELIVERED:
            return DeliveryState.DELIVERED
        return DeliveryState.NOT_DELIVERED if word in UNDELIVERED else DeliveryState.ON_ITS_WAY

    def fetch(self) -> list[dict[str, object]]:
        """Return what came in since the last time, raw: Amoot gives each message once."""
        data = self._ask("RecieveNewMessages", {"LineNumber": self.account.line})
        return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []

    def read(self, raw: dict[str, object]) -> ReceivedSms:
        """Return a fetched message in our words. Raises: KeyError when it is none."""
        return ReceivedSms(sender=str(raw["Mobile"]), text=str(raw["SMSMessageText"]))

    def _ask(self, method: str, form: dict[str, str]) -> object:
        answer = post(self.account, method, form, limit_s=self.limit_s)
        if not isinstance(answer, dict) or not isinstance(answer.get("Status"), str):
            raise AnswerUnclear(f"{method}: the answer has no Status")
        status = str(answer["Status"])
        if status in UNCLEAR:
            raise AnswerUnclear(f"{method}: {status}")
        if status != SUCCESS:
            raise OutsideFailure(permanent=status not in PASSING, reason=f"Amoot: {status[:80]}")
        return answer.get("Data")


def amoot_port() -> AmootPort:
    """Return the port of the account that the environment names. Raises: DefinitionError."""
    given = {name: os.environ.get(name, "").strip() for name in VARIABLES}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise DefinitionError(where="OWJ_SMS", expected=", ".join(VARIABLES), got="not all of them")
    url, line, token = (given[name] for name in VARIABLES)
    return AmootPort(Account(url=url, line=line, token=token))


def _written(at: datetime) -> str:
    return f"{at.astimezone(TEHRAN):%Y-%m-%d %H:%M:%S}"
