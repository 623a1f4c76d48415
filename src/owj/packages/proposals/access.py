"""Who may see proposals: staff all; of a customer who may see numbers or speaks the last word."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import standings
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.words import ProposalState
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context

# A customer sees what was sent, not what a colleague still writes.
UNSEEN = (ProposalState.DRAFT, ProposalState.DROPPED)


@access_rule(Proposal)
def reach_proposals(ctx: Context) -> Reach:
    """Return the proposals the actor may see."""
    if ctx.actor.kind == "staff":
        return ALL
    seen = [one.customer_id for one in standings(ctx) if one.rights.numbers or one.rights.judge]
    return Q(customer_id__in=seen) & ~Q(state__in=UNSEEN) if seen else NONE
