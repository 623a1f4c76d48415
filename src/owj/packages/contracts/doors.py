"""What pages that serve any entity may do with contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import NewContract, add_contract
from owj.server.activity.package_moves import moves_in_merges
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import EVERY_VERB, Verb, open_to_pages

_OWN = ("number", "title", "starts_on")


def _make(ctx: Context, values: Mapping[str, Any]) -> Entity:
    """Write a contract down; what an organisation added is written behind it."""
    known = {key: values[key] for key in _OWN if values.get(key)}
    own = {key: value for key, value in values.items() if key not in (*_OWN, "customer")}
    draft = NewContract(int(values.get("customer") or 0), **({"title": ""} | known))
    contract = add_contract(ctx, draft)
    return ctx.update(contract, **own) if own else contract


write_by(Contract, make=_make, once=("customer",))
# Tickets are judged under contracts, so none is deleted; the agreement is chosen elsewhere.
open_to_pages(Contract, EVERY_VERB - {Verb.DELETE, Verb.IMPORT}, ("customer", *_OWN))
# Its account, its tickets and their agreement hang on the contract, and go where it goes.
moves_in_merges(Contract, "customer")
