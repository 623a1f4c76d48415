"""Who sees documents of parties: who keeps contracts, and the customer's last word (R53, R57)."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import standings
from owj.packages.parties.entity import PartyDocument
from owj.packages.warranty.services.work import may_keep
from owj.server.files.models import StoredFile
from owj.server.files.services import ActsFor, file_guard
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(PartyDocument)
def reach_documents(ctx: Context) -> Reach:
    """Return the documents the actor may see; they carry names and numbers of persons."""
    if ctx.actor.kind == "staff":
        return ALL if may_keep(ctx) else NONE
    ids = [one.customer_id for one in standings(ctx) if one.rights.judge]
    return Q(contract__customer_id__in=ids) if ids else NONE


@file_guard
def opens_party_document(file: StoredFile, ctx: ActsFor) -> bool:
    """Let whoever sees a document open its file."""
    if not isinstance(ctx, Context):
        return False
    return ctx.rows(PartyDocument).filter(file=file.id).exists()
