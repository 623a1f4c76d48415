"""Lets the worker fill computed fields after a publication, a stretch at a time.

The job is written in the commit that publishes, so nothing is forgotten; each stretch hands over
to the next one with the record it came to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from owj.server.context import SYSTEM
from owj.server.records.computed.backfill import changed_fields, readers_of, recompute
from owj.server.records.context import Context, open_context
from owj.server.records.defs import SchemaDef

RECOMPUTE_TASK = "owj.computed.recompute"
# Tables of this size are filled at once, so that whoever published sees the values.
SMALL = 2_000
_BATCHES_A_STRETCH = 50


def fill_later(before: SchemaDef, after: SchemaDef) -> None:
    """Let the worker fill what a publication added or changed, once this transaction commits."""
    for entity_key, field_keys in changed_fields(before, after).items():
        if after.by_key[entity_key].id in before.by_id:
            _defer(entity_key, field_keys, 0)


def forget_fills(filled: Mapping[str, Sequence[str]]) -> None:
    """Take back the worker's jobs of a publication whose fields were filled at once."""
    jobs = ProcrastinateJob.objects.filter(task_name=RECOMPUTE_TASK, status="todo")
    for job in jobs.filter(args__entity_key__in=list(filled), args__after_id=0):
        if set(job.args["field_keys"]) <= set(filled[job.args["entity_key"]]):
            app.job_manager.cancel_job_by_id(job.pk, delete_job=True)


def fill_readers_later(ctx: Context, entity_key: str, field_key: str) -> None:
    """Let the worker fill what reads a field that was written aside, once this commits."""
    readers = readers_of(ctx.snapshot.computed.graph, entity_key, field_key)
    for key, field_keys in readers.items():
        _defer(key, field_keys, 0)


def fill_small(before: SchemaDef) -> None:
    """Fill small tables at once, after a publication."""
    ctx = open_context(SYSTEM)
    after = ctx.snapshot.schema
    for entity_key, field_keys in changed_fields(before, after).items():
        known = after.by_key[entity_key].id in before.by_id
        if known and len(ctx.records(entity_key).values_list("pk")[: SMALL + 1]) <= SMALL:
            for _ in recompute(ctx, entity_key, _living(field_keys, entity_key)):
                pass


def fill_stretch(entity_key: str, field_keys: Sequence[str], after_id: int) -> None:
    """Fill some batches and hand over to the next job. What is gone meanwhile is left out."""
    ctx = open_context(SYSTEM)
    living = _living(field_keys, entity_key)
    if entity_key not in ctx.snapshot.models or not living:
        return
    stretch = recompute(ctx, entity_key, living, after_id=after_id, at_most=_BATCHES_A_STRETCH)
    for progress in stretch:
        last = progress
    if not last.whole:
        _defer(entity_key, living, last.last_id)


def _living(field_keys: Sequence[str], entity_key: str) -> list[str]:
    programs = open_context(SYSTEM).snapshot.computed.graph.programs
    return [key for key in field_keys if (entity_key, key) in programs]


def _defer(entity_key: str, field_keys: Sequence[str], after_id: int) -> None:
    app.configure_task(RECOMPUTE_TASK).defer(
        entity_key=entity_key, field_keys=list(field_keys), after_id=after_id
    )
