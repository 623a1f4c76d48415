"""What this package tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MembershipChanged:
    """A person has other rights at a customer, or none any more; user_id: of the account."""

    contact_id: int
    customer_id: int
    user_id: int | None
