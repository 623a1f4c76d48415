"""Files of a record: laid there by people, or held by a field; opened through the record alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from owj.server.activity.around import Spot, find_spot
from owj.server.activity.models import RecordComment, RecordFile
from owj.server.activity.refusals import FileNotFound, FileNotYours
from owj.server.activity.watching import tell_watchers
from owj.server.files.models import StoredFile
from owj.server.files.services import OpenedFile
from owj.server.files.storage import open_stored
from owj.server.records.access import visible_fields
from owj.server.records.defs import Kind

if TYPE_CHECKING:
    from owj.server.records.context import Context


@transaction.atomic
def add_files(
    ctx: Context, entity_key: str, record_id: int, files: Sequence[UUID]
) -> list[RecordFile]:
    """Lay files that the actor uploaded to a record. Raises: RecordNotFound."""
    spot, _record = find_spot(ctx, entity_key, record_id)
    tell_watchers([spot])
    return attach(ctx, spot, files, None)


def attach(
    ctx: Context, spot: Spot, files: Sequence[UUID], comment: RecordComment | None
) -> list[RecordFile]:
    """Lay files to a place; only those that the actor uploaded, whatever is claimed."""
    own = StoredFile.objects.filter(id__in=files, uploaded_by_id=ctx.actor.user_id)
    return RecordFile.objects.bulk_create(
        [
            RecordFile(
                **spot.row,
                file=one,
                comment=comment,
                added_by_id=ctx.actor.user_id,
                added_by_name=ctx.actor.name,
                added_at=ctx.now,
            )
            for one in own.order_by("created_at", "id")
        ]
    )


def files_of(ctx: Context, spot: Spot) -> list[RecordFile]:
    """Return the files of a record that the context has read, the latest first."""
    rows = RecordFile.objects.filter(**spot.row, removed_at=None).select_related("file")
    return list(rows.order_by("-added_at", "-id"))


def remove_file(ctx: Context, file_id: int) -> RecordFile:
    """Take a file away from its record; `restore_file` brings it back.

    Raises: FileNotFound, FileNotYours.
    """
    return _turn(ctx, file_id, gone=True)


def restore_file(ctx: Context, file_id: int) -> RecordFile:
    """Bring a file back. Raises: FileNotFound, FileNotYours."""
    return _turn(ctx, file_id, gone=False)


@transaction.atomic
def _turn(ctx: Context, file_id: int, *, gone: bool) -> RecordFile:
    row = RecordFile.objects.filter(id=file_id, removed_at__isnull=gone).first()
    entity = ctx.snapshot.schema.by_id.get(row.entity_id) if row else None
    if row is None or entity is None or entity.retired:
        raise FileNotFound
    spot, _record = find_spot(ctx, entity.key, row.record_id)
    if row.added_by_id != ctx.actor.user_id or row.added_by_id is None:
        raise FileNotYours
    row.removed_at = ctx.now if gone else None
    row.save(update_fields=["removed_at"])
    tell_watchers([spot])
    return row


def open_record_file(ctx: Context, entity_key: str, record_id: int, file_id: UUID) -> OpenedFile:
    """Open a file of a record: one laid there, or one that a field holds which the actor sees.

    Whoever opens it closes the stream. Raises: RecordNotFound, FileNotFound, FileGone.
    """
    spot, record = find_spot(ctx, entity_key, record_id)
    laid = RecordFile.objects.filter(**spot.row, file_id=file_id, removed_at=None).exists()
    if not laid and not _in_a_field(ctx, record, file_id):
        raise FileNotFound
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        raise FileNotFound
    return OpenedFile(
        stream=open_stored(file.storage_name),
        name=file.original_name,
        content_type=file.content_type,
        size_bytes=file.size_bytes,
    )


def _in_a_field(ctx: Context, record: object, file_id: UUID) -> bool:
    key = str(getattr(record, "key", ""))
    kinds = (Kind.FILE, Kind.IMAGE)
    held = (one.attname for one in visible_fields(ctx, key) if one.stored_kind in kinds)
    return any(getattr(record, name, None) == file_id for name in held)
