"""Reading claims: what the rules drafted, what was filed, and what it led to."""

from owj.packages.remedies.queries.claims import (
    DelayClaim,
    MissedTicket,
    MonthClaim,
    claims_at_work,
    counted,
    delay_claims,
    judge,
    month_claims,
    month_count,
    own_claims,
)
from owj.packages.remedies.queries.lateness import (
    LateItem,
    LateItemSource,
    late_item,
    late_items,
    register_late_items,
)

__all__ = [
    "DelayClaim",
    "LateItem",
    "LateItemSource",
    "MissedTicket",
    "MonthClaim",
    "claims_at_work",
    "counted",
    "delay_claims",
    "judge",
    "late_item",
    "late_items",
    "month_claims",
    "month_count",
    "own_claims",
    "register_late_items",
]
