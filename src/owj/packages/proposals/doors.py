"""What pages that serve any entity may do with proposals: read them. They are written by verbs."""

from __future__ import annotations

from owj.packages.proposals.entity import Proposal
from owj.server.activity.package_moves import moves_in_merges
from owj.server.records.rights import Verb, open_to_pages

open_to_pages(Proposal, {Verb.READ, Verb.EXPORT, Verb.DESIGN}, ())
moves_in_merges(Proposal, "customer")
