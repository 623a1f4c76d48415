"""Amoot, a provider of SMS: sending, asking for delivery, fetching what came in."""

from __future__ import annotations

from owj.links.sms_amoot.port import amoot_port
from owj.server.outbox.sms import register_sms_port


def register() -> None:
    """Stand behind the port of SMS under the name `amoot`."""
    register_sms_port("amoot", amoot_port)
