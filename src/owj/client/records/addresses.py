"""Where records are shown: on their general page, and on a page of their own where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from django.urls import reverse

from owj.server.layouts.access import entities_of
from owj.server.records.context import Context
from owj.ui.records.faces import Address

# The pages that know an entity by name.
_OWN_PAGES: Mapping[str, Callable[[Any], str]] = {
    "ticket": lambda ticket: reverse("client:ticket", args=[ticket.tracking_id]),
    "customer": lambda customer: reverse("client:customer", args=[customer.id]),
    "contact": lambda contact: reverse("client:contact", args=[contact.id]),
    "proposal": lambda proposal: reverse("client:proposal", args=[proposal.id]),
}
# Where a record is made that general pages may not make.
_OWN_NEW: Mapping[str, str] = {"ticket": "client:new_ticket"}


def record_address(entity_key: str, record_id: int) -> str:
    """Return where the general page of a record is."""
    return f"{_records_at(entity_key)}{record_id}"


@lru_cache(maxsize=1_000)
def _records_at(entity_key: str) -> str:
    """Return what the addresses of an entity's records begin with; a list asks for hundreds."""
    return reverse("client:record", args=[entity_key, 0]).removesuffix("0")


def addresses_for(ctx: Context) -> Address:
    """Return where the records of each entity are shown to the actor."""
    open_keys = {entity.key for entity in entities_of(ctx)}

    def address(entity_key: str, record_id: int) -> str | None:
        return record_address(entity_key, record_id) if entity_key in open_keys else None

    return address


def own_page_of(record: Any) -> str:
    """Return the page that knows this entity by name; empty when there is none."""
    page = _OWN_PAGES.get(record.key)
    return page(record) if page else ""


def own_new_page(entity_key: str) -> str:
    """Return where such a record is made by a page that knows it; empty when there is none."""
    name = _OWN_NEW.get(entity_key)
    return reverse(name) if name else ""
