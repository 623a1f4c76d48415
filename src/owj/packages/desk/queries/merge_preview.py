"""What a merge would do to the clocks, before it is done (R12). Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import MergeLoop, TicketNotFound
from owj.packages.desk.moves import check_may, check_move
from owj.packages.desk.queries.clock_cards import clock_cards
from owj.packages.desk.queries.results import ClockCard, InboxRow
from owj.packages.desk.queries.rows import row_of
from owj.packages.desk.services.merge_ticket import take_over
from owj.packages.desk.services.work import TicketRef, TicketWork, find_ticket, version_of
from owj.packages.desk.words import Move
from owj.server.agreements.evaluation import Case, Evaluation, replay_case
from owj.server.agreements.log import Subject, as_logged, events_of
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class MergePreview:
    """The surviving ticket's clocks now and after the merge.

    earlier_start: it takes the other's start. answered: it takes the other's first response.
    """

    gone: InboxRow
    kept: InboxRow
    before: tuple[ClockCard, ...]
    after: tuple[ClockCard, ...]
    earlier_start: bool
    answered: bool

    @property
    def breaks(self) -> int:
        """Return how many promises are broken after the merge that are not broken now."""
        return self._late(self.after) - self._late(self.before)

    @staticmethod
    def _late(cards: tuple[ClockCard, ...]) -> int:
        return sum(card.clock.is_late for card in cards)


def preview_merge(ctx: Context, ref: TicketRef, into: TicketRef) -> MergePreview:
    """Return what merging `ref` into `into` would come to now.

    Raises: OnlyStaff, TicketNotFound, TicketRefused's kinds, MergeLoop.
    """
    check_may(ctx.actor, Move.MERGE)
    gone, kept = _work(ctx, ref), _work(ctx, into)
    same_customer = gone.ticket.customer_id == kept.ticket.customer_id
    if gone.ticket.id == kept.ticket.id or not same_customer:
        raise MergeLoop(ticket=gone.ticket.tracking_id, into=kept.ticket.tracking_id)
    before = _replayed(ctx, kept)
    take_over(kept, gone)
    after = _replayed(ctx, kept)
    return MergePreview(
        gone=row_of(ctx, gone.ticket),
        kept=row_of(ctx, kept.ticket),
        before=clock_cards(ctx, before),
        after=clock_cards(ctx, after),
        earlier_start=after.clocks.arrived_at < before.clocks.arrived_at,
        answered=before.clocks.first_response.stopped_at is None
        and after.clocks.first_response.stopped_at is not None,
    )


def _work(ctx: Context, ref: TicketRef) -> TicketWork:
    rows = ctx.rows(Ticket).filter(id=find_ticket(ctx, ref))
    ticket = rows.select_related("customer", "assignee").first()
    if ticket is None:
        raise TicketNotFound(ticket=ref)
    check_move(ctx.actor, ticket.tracking_id, ticket.status, Move.MERGE)
    log = events_of(Subject(Ticket.key, ticket.id))
    return TicketWork(ctx, ticket, version_of(ticket), log)


def _replayed(ctx: Context, work: TicketWork) -> Evaluation:
    seq = work.log[-1].event.seq if work.log else 0
    ahead = as_logged(work.subject, work.drafts, after_seq=seq, at=ctx.now)
    return replay_case(Case(work.subject, [*work.log, *ahead], work.version), as_of=ctx.now)
