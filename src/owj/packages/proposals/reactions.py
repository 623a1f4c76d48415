"""What follows: the PDF of a sent proposal, and who hears of it and of its answer."""

from __future__ import annotations

from owj.packages.customers.queries import Rights
from owj.packages.customers.services.telling import CustomerNews, tell_customer_people
from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.events import ProposalAnswered, ProposalSent
from owj.packages.proposals.letters import sent_words
from owj.packages.proposals.prints import ask_for_paper
from owj.packages.proposals.queries import proposal_of
from owj.server.context import SYSTEM
from owj.server.events import reacts_to
from owj.server.notices.services import notify_users
from owj.server.records.context import open_context


@reacts_to(ProposalSent)
def draw_and_tell(event: ProposalSent) -> None:
    """Let the paper be drawn, and tell the customer's people; a lead gets the PDF from staff."""
    ctx = open_context(SYSTEM)
    view = proposal_of(ctx, event.proposal_id)
    paper, proposal = view.paper, view.proposal
    if paper is None:
        return
    ask_for_paper(ctx, proposal, paper)
    if proposal.customer_id is None:
        return
    path, total = f"/hub/proposals/{proposal.id}", int(paper.content["total"])
    news = CustomerNews(
        kind="proposal_sent",
        key=f"proposal:{paper.number}",
        url=path,
        data={"subject": proposal.title},
        but_not=event.by,
    )
    tell_customer_people(
        ctx,
        proposal.customer_id,
        news,
        lambda: sent_words(paper.number, proposal.title, total, proposal.valid_until, path),
        _answers,
    )


@reacts_to(ProposalAnswered)
def tell_owner(event: ProposalAnswered) -> None:
    """Tell whoever wrote the proposal what became of it."""
    proposal = open_context(SYSTEM).get(Proposal, event.proposal_id)
    if proposal.owner_id is None or proposal.owner_id == event.by:
        return
    notify_users(
        [proposal.owner_id],
        "proposal_answered",
        url=f"/proposals/{proposal.id}",
        data={"subject": proposal.title},
        key=f"proposal-answer:{proposal.number}",
    )


def _answers(rights: Rights) -> bool:
    return rights.judge
