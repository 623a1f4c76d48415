"""Deleting for good: a process that never ran, and the cases that have ended.

Cases that run, and versions that cases ran by, stay: a process that has run is archived.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from owj.kernel.errors import OwjError
from owj.server.processes.access import check_administer
from owj.server.processes.deeds import HISTORY_DELETED, PROCESS_DELETED, record_deed
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.definitions import designed, take_turn
from owj.server.processes.drawings import drawing_of
from owj.server.processes.errors import DeletionNotConfirmed, ProcessHasRun, ProcessInUse
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.message_rows import ProcessStart
from owj.server.records.context import Context

AT_ONCE = 50


@transaction.atomic
def delete_process(ctx: Context, key: str, typed: str) -> None:
    """Delete a process that never ran, with its draft and versions. typed: its name, or its key.

    Raises: OnlyProcessAdministrators, UnknownProcess, DeletionNotConfirmed, ProcessHasRun,
    ProcessInUse.
    """
    check_administer(ctx)
    take_turn(key)
    definition = _confirmed(ctx, key, typed)
    cases = ProcessInstance.objects.filter(version__definition=definition).count()
    if cases:
        raise ProcessHasRun(name=definition.name, count=cases)
    users = list(users_of(key))
    if users:
        raise ProcessInUse(name=definition.name, users=", ".join(users[:5]))
    versions = ProcessVersion.objects.filter(definition=definition)
    record_deed(ctx, PROCESS_DELETED, key, name=definition.name, versions=versions.count())
    ProcessStart.objects.filter(version__definition=definition).delete()
    ProcessDraft.objects.filter(definition=definition).delete()
    versions.delete()
    definition.delete()


def users_of(key: str) -> Iterator[str]:
    """Yield the names of other processes whose newest version starts or calls this one."""
    newest = ProcessVersion.objects.order_by("definition_id", "-number").distinct("definition_id")
    for version in newest.exclude(definition__key=key).select_related("definition"):
        try:
            nodes = drawing_of(version.pk).process.nodes.values()
        except OwjError:
            continue
        if any(key in (node.extensions.get("process"), node.called_outside) for node in nodes):
            yield version.definition.name


def ended_cases(ctx: Context, key: str, before: datetime | None = None) -> int:
    """Return how many cases have ended, before an instant or at all. Raises: as deleting."""
    check_administer(ctx)
    return _ended(designed(ctx, key), before).count()


def delete_ended(ctx: Context, key: str, typed: str, *, before: datetime | None, most: int) -> int:
    """Delete cases that have ended, the oldest first, so many at most; returns how many are left.

    before: only those that ended before. Each fifty go in a transaction of their own.
    Raises: OnlyProcessAdministrators, UnknownProcess, DeletionNotConfirmed.
    """
    check_administer(ctx)
    definition = _confirmed(ctx, key, typed)
    gone = 0
    while gone < most:
        dropped = _drop_some(ctx, definition, before, min(AT_ONCE, most - gone))
        gone += dropped
        if not dropped:
            break
    return _ended(definition, before).count()


@transaction.atomic
def _drop_some(
    ctx: Context, definition: ProcessDefinition, before: datetime | None, most: int
) -> int:
    rows = _ended(definition, before).order_by("ended_at", "pk")
    locked = rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    ids = list(locked[:most])
    if ids:
        told = {"count": len(ids), "first": ids[0], "last": ids[-1]}
        record_deed(ctx, HISTORY_DELETED, definition.key, **told)
        ProcessInstance.objects.filter(pk__in=ids).delete()
    return len(ids)


def _ended(definition: ProcessDefinition, before: datetime | None) -> QuerySet[ProcessInstance]:
    rows = ProcessInstance.objects.filter(version__definition=definition)
    rows = rows.exclude(status=ProcessInstance.Status.ACTIVE)
    return rows if before is None else rows.filter(ended_at__lt=before)


def _confirmed(ctx: Context, key: str, typed: str) -> ProcessDefinition:
    definition = designed(ctx, key)
    if " ".join(typed.split()) not in {definition.name, definition.key}:
        raise DeletionNotConfirmed(name=definition.name)
    return definition
