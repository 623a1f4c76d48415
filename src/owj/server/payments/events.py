"""What payments tell the rooms above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnlinePaid:
    """A gateway said that an attempt was paid; told once, whatever comes again."""

    payment_id: str
    entity: str
    record_id: int
    amount: int
    reference: str
