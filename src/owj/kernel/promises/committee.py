"""The committee approves what the rules propose, or overrides it with a reason. Source: R29."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.promises.compensation import Award
from owj.kernel.sla.agreement import Agreement


class OverrideReasonMissing(InvalidInput):
    """Say that an award other than the proposed one has no reason."""

    code = "committee.override_reason_missing"
    message = "An award other than the proposed one needs a reason."


class QuorumMissing(Conflict):
    """Say that too few members agree."""

    code = "committee.quorum_missing"
    message = "Expected %(quorum)s members of the committee to agree, got %(got)s."


class MembersDisagree(Conflict):
    """Say that members want different awards."""

    code = "committee.members_disagree"
    message = "The members of the committee want different awards. They must agree on one."


@dataclass(frozen=True, slots=True)
class Vote:
    """Hold what one member decided. reason: needed when the awards are not those proposed."""

    member: str
    awards: tuple[Award, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold what the committee decided, beside what was proposed, for ever."""

    proposed: tuple[Award, ...]
    awards: tuple[Award, ...]
    overridden: bool
    reason: str
    members: tuple[str, ...]


def decide(proposed: tuple[Award, ...], votes: Sequence[Vote], agreement: Agreement) -> Decision:
    """Return the committee's decision on what the rules propose; a member's last vote counts.

    Raises: QuorumMissing, MembersDisagree, OverrideReasonMissing. Source: R29.
    """
    by_member = {vote.member: vote for vote in votes}
    if len(by_member) < agreement.committee_quorum:
        raise QuorumMissing(quorum=agreement.committee_quorum, got=len(by_member))
    cast = list(by_member.values())
    awards = cast[0].awards
    if any(vote.awards != awards for vote in cast):
        raise MembersDisagree
    overridden = awards != proposed
    reason = next((vote.reason.strip() for vote in cast if vote.reason.strip()), "")
    if overridden and not reason:
        raise OverrideReasonMissing
    return Decision(proposed, awards, overridden, reason, tuple(by_member))
