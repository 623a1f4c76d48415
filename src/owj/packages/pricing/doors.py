"""Pages that serve any entity show prices and rates; the page of price tables changes them."""

from __future__ import annotations

from owj.packages.pricing.entity import TaxRate, WorkPrice
from owj.server.records.rights import Verb, open_to_pages

for entity in (WorkPrice, TaxRate):
    open_to_pages(entity, {Verb.READ, Verb.EXPORT}, ())
