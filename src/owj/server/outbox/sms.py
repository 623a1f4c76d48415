"""The SMS channel: a port for providers, and files in the data folder until one is chosen.

At most once: no provider of ours promises to know a message again, and a customer who gets the
same SMS five times loses more than one who gets none. What certainly did not leave (no
connection, a refusal) is tried again; when nobody knows, the message stands as `unknown` until a
person decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from django.conf import settings

from owj.kernel.errors import DefinitionError, OutsideFailure
from owj.server.clock import real_now
from owj.server.outbox.channels import Outgoing, Policy, channel

# A send ends after 10 s; the rest is for a slow database.
LEASE_S = 30
AT_ONCE = 4


class SmsPort(Protocol):
    """A way to send one SMS."""

    def send(self, to: str, text: str, key: str) -> str:
        """Send it and return the provider's own number of it ("" when there is none).

        to: E.164. key: stable over attempts. Raises: OutsideFailure when it certainly did not
        leave; any other exception means that nobody knows.
        """


class DeliveryState(StrEnum):
    """What a provider says of a message it took."""

    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True, slots=True)
class ReceivedSms:
    """One SMS that came in."""

    sender: str
    text: str


@runtime_checkable
class ReceivingPort(SmsPort, Protocol):
    """A provider that also says what became of a message, and brings what came in."""

    def ask_delivery(self, receipt: str) -> DeliveryState:
        """Return what became of the message with this number. Raises: OutsideFailure."""

    def fetch(self) -> list[dict[str, object]]:
        """Return what came in, raw; each message is given once, so keep it first."""

    def read(self, raw: dict[str, object]) -> ReceivedSms:
        """Return a fetched message in our words. Raises: KeyError when it is none."""


_ports: dict[str, Callable[[], SmsPort]] = {}


def register_sms_port(name: str, make: Callable[[], SmsPort]) -> None:
    """Make a provider known by the name that OWJ_SMS names it with."""
    _ports[name] = make


def sms_port() -> SmsPort:
    """Return the chosen provider. Raises: DefinitionError for a name that nobody has."""
    name = str(settings.SMS_PROVIDER)
    make = _ports.get(name)
    if make is None:
        raise DefinitionError(where="OWJ_SMS", expected=" | ".join(sorted(_ports)), got=name)
    return make()


def receiving_port() -> ReceivingPort | None:
    """Return the chosen provider when it brings messages too."""
    port = sms_port()
    return port if isinstance(port, ReceivingPort) else None


@channel("sms", policy=Policy.AT_MOST_ONCE, lease_s=LEASE_S, at_once=AT_ONCE)
def deliver_sms(outgoing: Outgoing) -> str:
    """Send one SMS, unless its time has passed: a code that nobody can use any more."""
    until = outgoing.payload.get("until")
    if until and datetime.fromisoformat(str(until)) <= real_now():
        raise OutsideFailure(permanent=True, reason="its time had passed before it could leave")
    text = str(outgoing.payload.get("text", ""))
    return sms_port().send(outgoing.recipient, text, outgoing.key)


@dataclass(frozen=True, slots=True)
class SmsFolder:
    """Write each SMS to a file of the folder `sms`: one JSON object a message."""

    folder: Path

    def send(self, to: str, text: str, key: str) -> str:
        """Keep it under a name made of its key: a second copy replaces the first."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        written = {"to": to, "text": text, "at": real_now().isoformat()}
        beside = self.folder / f".{name}"
        beside.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(self.folder / f"{name}.json")
        return ""


register_sms_port("folder", lambda: SmsFolder(Path(settings.DATA_DIR) / "sms"))
