"""Leads keep no log beside their own: pages that serve any entity read and write all of them."""

from __future__ import annotations

from owj.packages.leads.entity import Lead
from owj.server.records.rights import open_to_pages

open_to_pages(Lead)
