"""What this package tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProposalSent:
    """A proposal got its number and stands before its recipient. by: None for the system."""

    proposal_id: int
    number: str
    by: int | None


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """A proposal was accepted, and has become a contract, or was declined."""

    proposal_id: int
    accepted: bool
    contract_id: int | None
    by: int | None
