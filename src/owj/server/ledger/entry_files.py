"""Files as evidence: laid to the record whose account an entry is in, and named in the entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from owj.kernel.errors import InvalidInput
from owj.server.files.models import StoredFile
from owj.server.files.services import ActsFor, file_guard
from owj.server.ledger.file_rows import EntryFile
from owj.server.records.context import Context


class EvidenceFileUnknown(InvalidInput):
    """Say that a file of evidence is none that its sender has uploaded."""

    code = "ledger.file_unknown"
    message = "The file did not arrive. Choose it again."


@dataclass(frozen=True, slots=True)
class ProofFile:
    """A file as its entry names it. digest: the SHA-256 of its content."""

    id: UUID
    name: str
    digest: str


def lay_file(ctx: Context, entity: str, record_id: int, file_id: UUID | None) -> dict[str, str]:
    """Lay an uploaded file to a record and return what its entry says of it; nothing for none.

    Raises: EvidenceFileUnknown for a file that somebody else has uploaded.
    """
    if file_id is None:
        return {}
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None or (file.uploaded_by_id != ctx.actor.user_id and not ctx.actor.is_system):
        raise EvidenceFileUnknown
    EntryFile.objects.get_or_create(entity=entity, record_id=record_id, file=file)
    return {"file": str(file.id), "file_name": file.original_name, "file_sha256": file.sha256}


def proof_file(data: Mapping[str, Any]) -> ProofFile | None:
    """Return the file that an entry names."""
    if not data.get("file"):
        return None
    return ProofFile(UUID(data["file"]), str(data["file_name"]), str(data["file_sha256"]))


@file_guard
def opens_file_of_entry(file: StoredFile, ctx: ActsFor) -> bool:
    """Let whoever sees a record open what proves the entries of its account."""
    if not isinstance(ctx, Context):
        return False
    places = EntryFile.objects.filter(file_id=file.pk).values_list("entity", "record_id")
    return any(
        ctx.records(entity).filter(id=record_id).exists()
        for entity, record_id in places
        if entity in ctx.snapshot.schema.by_key
    )
