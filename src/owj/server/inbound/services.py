"""Fetching SMS: stored and committed first, because the provider gives each message once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from owj.kernel.phones import e164
from owj.server import clock
from owj.server.inbound.models import InboundMessage
from owj.server.incidents.services import open_incident
from owj.server.outbox.sms import receiving_port
from owj.server.records.values import UNSTORABLE


def fetch_sms() -> int:
    """Ask the provider for what came in, keep it, then read it; returns how many came."""
    port = receiving_port()
    if port is None:
        return 0
    came = port.fetch()
    at = clock.now()
    with transaction.atomic():
        rows = InboundMessage.objects.bulk_create(
            [InboundMessage(channel="sms", raw=_storable(raw), stored_at=at) for raw in came]
        )
    read_stored_sms()
    return len(rows)


def read_stored_sms() -> int:
    """Read what is stored and not read yet, one by one; what cannot be read waits for a person."""
    port = receiving_port()
    if port is None:
        return 0
    read = 0
    for row in InboundMessage.objects.filter(channel="sms", read_at=None).order_by("id"):
        try:
            message = port.read(row.raw)
        except (KeyError, TypeError, ValueError) as error:
            open_incident("inbound", f"sms {row.pk}", repr(error))
            continue
        row.sender = e164(message.sender) or message.sender[:40]
        row.text = message.text
        row.read_at = clock.now()
        row.save(update_fields=["sender", "text", "read_at"])
        read += 1
    return read


def _storable(value: Any) -> Any:
    """Return what came without the letters that no database holds: one would lose all messages."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {_storable(name): _storable(one) for name, one in value.items()}
    return [_storable(one) for one in value] if isinstance(value, list) else value
