"""Drawing and deploying: a draft for each process, then versions that never change."""

from __future__ import annotations

import hashlib
import re

from django.db import connection, transaction

from owj.kernel.bpmn.graph import load_process
from owj.server.events import publish
from owj.server.processes.access import check_design
from owj.server.processes.deeds import DRAFT_DROPPED, record_deed
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.deployment import check_drawing, register_starts
from owj.server.processes.errors import (
    DrawingTooLarge,
    NoProcessDraft,
    ProcessDraftMoved,
    ProcessKeyRefused,
    UnknownProcess,
)
from owj.server.processes.events import ProcessDeployed
from owj.server.processes.message_rows import ProcessStart
from owj.server.records.context import Context

MOST_LETTERS = 1_000_000
NOTE_LIMIT = 300
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,59}")


@transaction.atomic
def save_draft(
    ctx: Context,
    key: str,
    xml: str,
    *,
    name: str = "",
    entity: str | None = None,
    revision: int | None = None,
) -> ProcessDraft:
    """Keep a drawing, which need not run yet; the first one makes the process.

    name, entity: of the process; what is not given stays. revision: of the draft that the person
    loaded (0: there was none); None saves over whatever is there.
    Raises: ProcessKeyRefused, OnlyProcessDesigners, DrawingTooLarge, ProcessDraftMoved.
    """
    if not _KEY.fullmatch(key):
        raise ProcessKeyRefused(expected="small letters, digits, - and _, 60 at most", got=key)
    if len(xml) > MOST_LETTERS:
        raise DrawingTooLarge(limit=MOST_LETTERS)
    take_turn(key)
    definition = _settled_definition(ctx, key, name, entity)
    draft = ProcessDraft.objects.select_related("saved_by").filter(definition=definition).first()
    if revision is not None and revision != (draft.revision if draft else 0):
        who = draft.saved_by.full_name if draft and draft.saved_by else "Owj"
        raise ProcessDraftMoved(who=who)
    draft = draft or ProcessDraft(definition=definition, revision=0)
    draft.xml, draft.revision = xml, draft.revision + 1
    draft.saved_by_id, draft.saved_at = ctx.actor.user_id, ctx.now
    draft.save()
    return draft


def _settled_definition(ctx: Context, key: str, name: str, entity: str | None) -> ProcessDefinition:
    found = ProcessDefinition.objects.filter(key=key).first()
    check_design(ctx, found.entity if found else entity or "")
    if entity is not None:
        check_design(ctx, entity)
    found = found or ProcessDefinition(key=key, name=key, made_at=ctx.now)
    found.name = " ".join(name.split())[:200] or found.name
    found.entity = found.entity if entity is None else entity
    found.save()
    return found


@transaction.atomic
def drop_draft(ctx: Context, key: str) -> None:
    """Forget what is drawn and not deployed. Raises: UnknownProcess, OnlyProcessDesigners."""
    definition = designed(ctx, key)
    if ProcessDraft.objects.filter(definition=definition).delete()[0]:
        record_deed(ctx, DRAFT_DROPPED, key)


@transaction.atomic
def deploy(ctx: Context, key: str, *, note: str = "") -> ProcessVersion:
    """Let new instances run by the draft from now on; running ones stay with their version.

    Raises: UnknownProcess, OnlyProcessDesigners, NoProcessDraft, XmlRefused, ProcessRefused with
    all problems.
    """
    take_turn(key)
    definition = designed(ctx, key)
    draft = ProcessDraft.objects.filter(definition=definition).first()
    last = ProcessVersion.objects.filter(definition=definition).order_by("number").last()
    digest = hashlib.sha256(draft.xml.encode()).hexdigest() if draft else ""
    if draft is None or (last is not None and last.digest == digest):
        raise NoProcessDraft
    process = load_process(draft.xml, calls_outside=True)
    check_drawing(ctx, definition, process)
    version = ProcessVersion.objects.create(
        definition=definition,
        number=last.number + 1 if last else 1,
        xml=draft.xml,
        digest=digest,
        note=" ".join(note.split())[:NOTE_LIMIT],
        deployed_by_id=ctx.actor.user_id,
        deployed_at=ctx.now,
    )
    definition.name_en = process.containers[process.main].extensions.get("nameEn", "")[:200]
    definition.save(update_fields=["name_en"])
    draft.delete()
    register_starts(ctx, version, process)
    publish(ProcessDeployed(key, version.number, ctx.now, by=ctx.actor.user_id))
    return version


@transaction.atomic
def set_archived(ctx: Context, key: str, *, archived: bool) -> None:
    """Take a process out of use, or back; what runs goes on. Raises: as `drop_draft`."""
    definition = designed(ctx, key)
    definition.archived = archived
    definition.save()
    ProcessStart.objects.filter(version__definition=definition).delete()
    newest = ProcessVersion.objects.filter(definition=definition).order_by("-number").first()
    if newest is not None and not archived:
        register_starts(ctx, newest, load_process(newest.xml, calls_outside=True))


def designed(ctx: Context, key: str) -> ProcessDefinition:
    """Return a process that the actor may change. Raises: UnknownProcess, OnlyProcessDesigners."""
    found = ProcessDefinition.objects.filter(key=key).first()
    if found is None:
        check_design(ctx)
        raise UnknownProcess(key=key)
    check_design(ctx, found.entity)
    return found


def take_turn(key: str) -> None:
    """Let one person at a time change a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"process:{key}"])
