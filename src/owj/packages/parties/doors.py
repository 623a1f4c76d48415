"""What pages that serve any entity may do with documents of parties: read."""

from owj.packages.parties.entity import PartyDocument
from owj.server.records.rights import Verb, open_to_pages

open_to_pages(PartyDocument, {Verb.READ, Verb.EXPORT}, ())
