"""Asking for documents, drawing them in the worker, opening them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from owj.kernel.errors import OwjError
from owj.server import clock
from owj.server.activity.around import Spot
from owj.server.activity.models import RecordFile
from owj.server.context import SYSTEM
from owj.server.documents.drawing import draw_pdf
from owj.server.documents.errors import DocumentNotReady
from owj.server.documents.models import Document
from owj.server.documents.templates import template_path
from owj.server.files.models import StoredFile
from owj.server.files.services import OpenedFile, open_stored_file, store_file
from owj.server.records.context import Context, open_context

DOCUMENT_TASK = "owj.documents.draw"
State = Document.State


@dataclass(frozen=True, slots=True)
class DocumentWish:
    """A document to be drawn for a record. name: of the file, without its ending."""

    key: str
    template: str
    name: str
    entity: str
    record_id: int
    data: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask_for_document(ctx: Context, wish: DocumentWish, *, drawn_later: bool = True) -> Document:
    """Write a document down and let the worker draw it; one that failed is drawn again.

    Whoever calls has asked whether the actor may see the record. Raises: TemplateUnknown.
    """
    template_path(wish.template)
    row, made = Document.objects.select_for_update().get_or_create(
        key=wish.key,
        defaults={
            "template": wish.template,
            "name": wish.name[:140],
            "entity": wish.entity,
            "record_id": wish.record_id,
            "data": dict(wish.data),
            "asked_by_id": ctx.actor.user_id,
            "asked_at": ctx.now,
        },
    )
    if not made and row.state == State.FAILED:
        row.state, row.error, made = State.WAITING, "", True
        row.save(update_fields=["state", "error"])
    if made and drawn_later:
        app.configure_task(DOCUMENT_TASK, queue="default").defer(document_id=row.pk)
    return row


def draw_document(document_id: int) -> Document:
    """Draw a document that waits, keep its file and lay it to its record; what failed is told.

    Two workers may draw the same one; the first to finish keeps its file.
    """
    row = Document.objects.get(pk=document_id)
    if row.state == State.READY:
        return row
    try:
        pdf = draw_pdf(row.template, row.data)
    except OwjError as error:
        Document.objects.filter(pk=row.pk, state=State.WAITING).update(
            state=State.FAILED, error=str(error)[:2_000]
        )
        row.refresh_from_db()
        return row
    return _keep(row.pk, pdf)


@transaction.atomic
def _keep(document_id: int, pdf: bytes) -> Document:
    row = Document.objects.select_for_update().get(pk=document_id)
    if row.state == State.READY:
        return row
    file, now = store_file(BytesIO(pdf), f"{row.name}.pdf", SYSTEM), clock.now()
    row.file, row.state, row.error, row.ready_at = file, State.READY, "", now
    row.save(update_fields=["file", "state", "error", "ready_at"])
    _lay_to_record(row, file, now)
    return row


def _lay_to_record(row: Document, file: StoredFile, now: datetime) -> None:
    """Show the file among those of the record, if the record is still there."""
    ctx = open_context(SYSTEM)
    entity = ctx.snapshot.schema.by_key.get(row.entity)
    if entity is None or not ctx.records(row.entity).filter(id=row.record_id).exists():
        return
    RecordFile.objects.create(
        **Spot(entity.id, row.record_id).row,
        file=file,
        added_by_id=row.asked_by_id,
        added_by_name=row.asked_by.full_name if row.asked_by else SYSTEM.name,
        added_at=now,
    )


def document_of(key: str) -> Document | None:
    """Return the document that was asked for under a key."""
    return Document.objects.filter(key=key).first()


def open_document(key: str) -> OpenedFile:
    """Open a drawn document; the caller has asked whether its record may be seen.

    Raises: DocumentNotReady, FileGone.
    """
    row = document_of(key)
    if row is None or row.file_id is None:
        raise DocumentNotReady
    return open_stored_file(row.file_id)
