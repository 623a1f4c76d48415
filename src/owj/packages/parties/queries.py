"""The documents of a contract, and what is missing of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.parties.entity import PartyDocument
from owj.packages.parties.words import REQUIRED, CheckState, DocumentKind
from owj.packages.warranty.queries import today_of
from owj.server.files.models import StoredFile
from owj.server.records.context import Context

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document with the name of its file. state: as a required one would stand."""

    document: PartyDocument
    file_name: str
    state: CheckState


@dataclass(frozen=True, slots=True)
class Check:
    """One required kind and how it stands."""

    kind: DocumentKind
    state: CheckState


@dataclass(frozen=True, slots=True)
class PartyFile:
    """Everything filed with a contract. checks: what the law of R57 asks for."""

    documents: tuple[FiledDocument, ...]
    withdrawn: tuple[FiledDocument, ...]
    checks: tuple[Check, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every required document is filed and in date."""
        return all(one.state in {CheckState.FILED, CheckState.ENDS_SOON} for one in self.checks)


def party_file(ctx: Context, contract: Contract) -> PartyFile:
    """Return the documents of a contract that the actor may see, with what is missing."""
    rows = list(ctx.rows(PartyDocument).filter(contract_id=contract.id).order_by("kind", "-id"))
    names = dict(
        StoredFile.objects.filter(id__in=[one.file for one in rows]).values_list(
            "id", "original_name"
        )
    )
    filed = [FiledDocument(one, names.get(one.file, ""), _state(ctx, one)) for one in rows]
    standing = tuple(one for one in filed if one.document.withdrawn_on is None)
    kind = ctx.as_system().get(Customer, contract.customer_id).kind
    return PartyFile(
        documents=standing,
        withdrawn=tuple(one for one in filed if one.document.withdrawn_on is not None),
        checks=tuple(Check(one, _best(standing, one)) for one in REQUIRED[kind]),
    )


def _state(ctx: Context, document: PartyDocument) -> CheckState:
    if document.expires_on is None:
        return CheckState.FILED
    left = document.expires_on - today_of(ctx)
    if left < timedelta(0):
        return CheckState.EXPIRED
    return CheckState.ENDS_SOON if left <= SOON else CheckState.FILED


def _best(standing: tuple[FiledDocument, ...], kind: DocumentKind) -> CheckState:
    """Return how a required kind stands: by the best of its documents."""
    found = {one.state for one in standing if one.document.kind is kind}
    order = (CheckState.FILED, CheckState.ENDS_SOON, CheckState.EXPIRED)
    return next((one for one in order if one in found), CheckState.MISSING)
