"""Filing and withdrawing documents; nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import rights_at
from owj.packages.parties.entity import PartyDocument
from owj.packages.parties.errors import (
    DocumentDaysRefused,
    DocumentIncomplete,
    DocumentNotFound,
    DocumentReasonWanted,
    OnlyPartiesFile,
)
from owj.packages.parties.words import DocumentKind
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.work import check_keeper, may_keep
from owj.server.files.models import StoredFile
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be filed. file_id: uploaded by whoever files it; title: "" for its kind."""

    kind: DocumentKind | None
    file_id: UUID | None
    title: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@transaction.atomic
def file_document(ctx: Context, contract_id: int, draft: NewDocument) -> PartyDocument:
    """File a document with a contract.

    Raises: OnlyPartiesFile, NotFound, DocumentIncomplete, DocumentDaysRefused.
    """
    contract = ctx.get(Contract, contract_id)
    if not (may_keep(ctx) or may_file(ctx, contract)):
        raise OnlyPartiesFile
    if draft.file_id is None or draft.kind is None:
        raise DocumentIncomplete
    file = StoredFile.objects.filter(id=draft.file_id, uploaded_by=ctx.actor.user_id).first()
    if file is None:
        raise DocumentIncomplete
    issued, expires = draft.issued_on, draft.expires_on
    if issued is not None and expires is not None and expires < issued:
        raise DocumentDaysRefused
    return ctx.as_system().create(
        PartyDocument,
        contract=contract,
        kind=draft.kind,
        title=" ".join(draft.title.split())[:160] or file.original_name[:160],
        file=file.id,
        issued_on=issued,
        expires_on=expires,
    )


@transaction.atomic
def withdraw_document(ctx: Context, contract_id: int, document_id: int, reason: str) -> None:
    """Let a document count no more, with a reason; it stays to be read.

    Raises: OnlyKeepers, NotFound, DocumentNotFound, DocumentReasonWanted.
    """
    check_keeper(ctx)
    contract, reason = ctx.get(Contract, contract_id), reason.strip()[:300]
    rows = ctx.rows(PartyDocument).filter(contract_id=contract.id, withdrawn_on=None)
    document = rows.filter(id=document_id).first()
    if document is None:
        raise DocumentNotFound
    if not reason:
        raise DocumentReasonWanted
    ctx.as_system().update(document, withdrawn_on=today_of(ctx), reason=reason)


def may_file(ctx: Context, contract: Contract) -> bool:
    """Tell whether a person of the customer may file documents."""
    return ctx.actor.kind == "hub" and rights_at(ctx, contract.customer_id).judge
