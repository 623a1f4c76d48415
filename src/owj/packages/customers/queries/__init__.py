"""Reading customers and their people, and for whom a person of the hub acts."""

from owj.packages.customers.queries.people import (
    Member,
    Speaker,
    acts_for,
    colleagues_of,
    contact_of,
    customers_by_key,
    find_speaker,
    own_contact,
    people_of,
    places_of,
)
from owj.packages.customers.queries.standing import (
    Standing,
    check_judges,
    reach_of_work,
    reach_through,
    rights_at,
    standing_at,
    standings,
)
from owj.packages.customers.rights import USUAL, Rights, rights_of

__all__ = [
    "USUAL",
    "Member",
    "Rights",
    "Speaker",
    "Standing",
    "acts_for",
    "check_judges",
    "colleagues_of",
    "contact_of",
    "customers_by_key",
    "find_speaker",
    "own_contact",
    "people_of",
    "places_of",
    "reach_of_work",
    "reach_through",
    "rights_at",
    "rights_of",
    "standing_at",
    "standings",
]
