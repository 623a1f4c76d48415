"""Who may see tickets: staff all, a hub user as far as the own rights, without what is internal."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import reach_of_work
from owj.packages.desk.bulk import BulkRun
from owj.packages.desk.entity import Attachment, CannedReply, Message, Ticket
from owj.packages.desk.imports import LogImport
from owj.packages.desk.saved_views import DefaultView, SavedView
from owj.packages.desk.words import MessageKind
from owj.server.records import NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(Ticket)
def reach_tickets(ctx: Context) -> Reach:
    """Return the tickets the actor may see."""
    return reach_of_work(ctx)


@access_rule(Message)
def reach_messages(ctx: Context) -> Reach:
    """Return the messages the actor may see; a note never leaves the house."""
    reach = reach_of_work(ctx, "ticket__")
    return reach & ~Q(kind=MessageKind.NOTE) if isinstance(reach, Q) else reach


@access_rule(Attachment)
def reach_attachments(ctx: Context) -> Reach:
    """Return the attachments the actor may see; a note's file never leaves the house."""
    reach = reach_of_work(ctx, "ticket__")
    return reach & Q(internal=False) if isinstance(reach, Q) else reach


@access_rule(CannedReply)
def reach_canned_replies(ctx: Context) -> Reach:
    """Return the desk's own replies and the actor's; a colleague's are nobody else's."""
    if ctx.actor.kind != "staff":
        return NONE
    return Q(owner_id=None) | Q(owner_id=ctx.actor.user_id)


@access_rule(BulkRun)
def reach_own_runs(ctx: Context) -> Reach:
    """Return what this person did to many tickets; it is nobody else's to undo."""
    if ctx.actor.kind != "staff" or ctx.actor.user_id is None:
        return NONE
    return Q(by_id=ctx.actor.user_id)


@access_rule(SavedView)
def reach_saved_views(ctx: Context) -> Reach:
    """Return the actor's own lists and those shared with one of the actor's roles."""
    if ctx.actor.kind != "staff" or ctx.actor.user_id is None:
        return NONE
    seen = Q(owner_id=ctx.actor.user_id)
    for role in sorted(ctx.actor.roles):
        seen |= Q(shared_with__contains=f"|{role}|")
    return seen


@access_rule(DefaultView)
def reach_default_view(ctx: Context) -> Reach:
    """Return the actor's own choice."""
    return NONE if ctx.actor.kind != "staff" else Q(user_id=ctx.actor.user_id)


@access_rule(LogImport)
def reach_imports(ctx: Context) -> Reach:
    """Return the imports: administrators bring logs in, and nobody else sees what is in them."""
    return Q() if ctx.actor.kind == "staff" and "admin" in ctx.actor.roles else NONE
