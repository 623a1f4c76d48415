"""What pages that serve any entity may do with money: look and take along, nothing else."""

from __future__ import annotations

from owj.packages.billing.entity import BuyerCard, Invoice, SellerCard, WorkEntry
from owj.server.records.rights import Verb, open_to_pages

for entity in (Invoice, BuyerCard, SellerCard, WorkEntry):
    open_to_pages(entity, {Verb.READ, Verb.EXPORT}, ())
