"""Changing a field's kind while people work: start, convert by stretches, swap, take back.

    seen = preview_kind(ctx, "x_vehicle", "x_year", Kind.NUMBER)
    change = start_change(ctx, seen, consent=True)     # small tables are done at once
    run_stretch(change.id)                             # the worker, until it says that it is done
    undo_change(ctx, change.id)                        # for a week

Each stretch is several short transactions; a crash loses none of them. The swap is a publication
like any other, in whose transaction writers are held off while the last rows are converted.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import F
from procrastinate.contrib.django import app
from psycopg import errors as pg
from psycopg import sql

from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.events import publish as tell
from owj.server.records.apply import (
    Story,
    apply_schema,
    current_number,
    finish_broken_off,
    stored_schema,
)
from owj.server.records.computed.jobs import fill_readers_later, fill_small
from owj.server.records.context import Context, open_context
from owj.server.records.defs import EntityDef, FieldDef
from owj.server.records.defs_json import field_from_json, field_to_json
from owj.server.records.rest import Do, Rest, register_rest
from owj.server.records.shadow import Shadow
from owj.server.records.sync import check_layer
from owj.server.schema.drawing import with_field
from owj.server.schema.errors import KindChangeGone, KindChangeNeedsConsent, KindChangeRuns
from owj.server.schema.events import SchemaPublished
from owj.server.schema.kinds.converting import Converter, converter
from owj.server.schema.kinds.previewing import Preview
from owj.server.schema.models import KindChange
from owj.server.schema.queries import check_designer, current_drawing
from owj.server.schema.told import kind_changed

CONVERT_TASK = "owj.schema.convert"
SWAP, UNDO = "swap", "undo_swap"
UNDO_FOR = timedelta(days=7)
AT_ONCE, STRETCH_S, SMALL = 500, 15.0, 2_000
LATE_S = 60
_LOCK_MS, _LOCK_TRIES = 100, 40
State = KindChange.State


def start_change(ctx: Context, seen: Preview, *, consent: bool) -> KindChange:
    """Begin a change that was looked at. consent: to what has no equal being left out.

    Raises: OnlyDesigners, KindChangeNeedsConsent, KindChangeRuns, SchemaBusy.
    """
    check_designer(ctx, seen.entity.key)
    if seen.problems or (seen.fails and not consent):
        raise KindChangeNeedsConsent(count=seen.fails)
    finish_broken_off()
    running = KindChange.objects.filter(before__id=seen.before.id, state=State.CONVERTING)
    if running.exists():
        raise KindChangeRuns(field=seen.before.label)
    shadow = Shadow(seen.entity.table, seen.before, seen.after)
    _in_short_lock(shadow.add)
    with transaction.atomic():
        change = KindChange.objects.create(
            entity_id=seen.entity.id,
            table=seen.entity.table,
            before=field_to_json(seen.before),
            after=field_to_json(seen.after),
            total=seen.rows,
            by_name=ctx.actor.name,
            by_id=ctx.actor.user_id,
            at=ctx.now,
        )
        _defer(change.pk)
    if seen.rows <= SMALL:
        run_stretch(change.pk)
    change.refresh_from_db()
    return change


def run_stretch(change_id: int, duration: float = STRETCH_S) -> bool:
    """Convert for some time; swap when nothing is left. Returns whether the change is over."""
    change = KindChange.objects.filter(pk=change_id).first()
    if change is None or change.state not in (State.CONVERTING, State.DONE):
        return True
    shadow, convert = _ready(change)
    until = time.monotonic() + duration
    last = change.last_id if change.state == State.CONVERTING else 0
    while time.monotonic() < until:
        found = _convert_some(change, shadow, convert, last)
        if found is None:
            # From the beginning again: rows that others held, or changed meanwhile.
            if last == 0:
                break
            last = 0
            continue
        last = found
    else:
        KindChange.objects.filter(pk=change_id).update(last_id=last)
        _defer(change_id)
        return False
    if change.state == State.CONVERTING:
        _swap(change)
    return True


def undo_change(ctx: Context, change_id: int) -> KindChange:
    """Go back to the old kind and its values, with what was changed since as far as it fits.

    Raises: OnlyDesigners, KindChangeGone, SchemaBusy.
    """
    check_designer(ctx)
    change = KindChange.objects.filter(pk=change_id, state__in=[State.CONVERTING, State.DONE])
    row = change.first()
    if row is None:
        raise KindChangeGone
    shadow, _convert = _ready(row)
    if row.state == State.DONE:
        entity = _entity(row)
        current = entity.by_key.get(shadow.before.key)
        if current is None or current.column != shadow.after.column:
            raise KindChangeGone
        back = converter(entity, shadow.after, shadow.before, ctx.zone)
        _write_back(shadow, back)
        field = replace(shadow.before, required=False, label=current.label)
        by = (ctx.actor.user_id, ctx.actor.name)
        _publish(row, shadow.after, field, UNDO, by)
    else:
        _mark_undone(row)
    row.refresh_from_db()
    return row


def drop_expired(ctx: Context) -> int:
    """Drop for ever what nobody can go back to any more; returns how many columns went."""
    dropped = 0
    for row in KindChange.objects.filter(state__in=[State.DONE, State.UNDONE], until__lt=ctx.now):
        shadow = Shadow(row.table, field_from_json(row.before), field_from_json(row.after))
        _in_short_lock(shadow.drop_old if row.state == State.DONE else shadow.drop)
        KindChange.objects.filter(pk=row.pk).update(state=State.DROPPED)
        dropped += 1
    return dropped


def changes_of_field(entity_id: str, field_id: str) -> Sequence[KindChange]:
    """Return the changes of a field's kind, newest first."""
    rows = KindChange.objects.filter(entity_id=entity_id, before__id=field_id)
    return list(rows.order_by("-id")[:10])


def _ready(change: KindChange) -> tuple[Shadow, Converter]:
    shadow = Shadow(change.table, field_from_json(change.before), field_from_json(change.after))
    zone = open_context(SYSTEM).zone
    return shadow, converter(_entity(change), shadow.before, shadow.after, zone)


def _entity(change: KindChange) -> EntityDef:
    return current_drawing().schema.by_id[change.entity_id]


def _convert_some(change: KindChange, shadow: Shadow, convert: Converter, last: int) -> int | None:
    """Convert some rows behind an id; returns the last of them, None when there was none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(shadow.waiting(), [last, AT_ONCE])
        rows = cursor.fetchall()
        if not rows:
            return None
        found = [(record_id, convert(value)) for record_id, value in rows]
        good = [(one.value, record_id) for record_id, one in found if not one.reason]
        bad = [record_id for record_id, one in found if one.reason]
        if good:
            cursor.executemany(shadow.fill(), good)
        if bad:
            cursor.execute(shadow.leave(), [bad])
        KindChange.objects.filter(pk=change.pk).update(
            converted=F("converted") + len(good), left=F("left") + len(bad)
        )
        if change.state == State.DONE:
            # Too late for what the swap worked out of them.
            ctx = open_context(SYSTEM)
            key = ctx.snapshot.schema.by_id[change.entity_id].key
            fill_readers_later(ctx, key, shadow.after.key)
        return int(rows[-1][0])


def _write_back(shadow: Shadow, back: Converter) -> None:
    last = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(shadow.written_anew(), [last, AT_ONCE])
            rows = cursor.fetchall()
            found = [(record_id, back(value)) for record_id, value in rows]
            good = [(one.value, record_id) for record_id, one in found if not one.reason]
            if good:
                cursor.executemany(shadow.fill_back(), good)
                cursor.execute(shadow.leave(), [[record_id for _value, record_id in good]])
        if not rows:
            return
        last = int(rows[-1][0])


def _mark_undone(change: KindChange) -> None:
    until = clock.now() + timedelta(days=1)
    KindChange.objects.filter(pk=change.pk).update(state=State.UNDONE, until=until)


def _prepare_undo(rest: Rest) -> Do:
    """Return what writes back the last rows with the version that takes the new kind back."""
    change = KindChange.objects.get(pk=rest.data["change"])
    shadow, _convert = _ready(change)
    back = converter(_entity(change), shadow.after, shadow.before, rest.context().zone)

    def last_rows(number: int) -> None:
        _write_back(shadow, back)
        _mark_undone(change)
        tell(SchemaPublished(number, rest.data["by"]))

    return last_rows


def _prepare_swap(rest: Rest) -> Do:
    """Return what converts the last rows, writers held off, with the version of the new kind."""
    change = KindChange.objects.get(pk=rest.data["change"])
    shadow, convert = _ready(change)

    def last_rows(number: int) -> None:
        _hold(shadow)
        last: int | None = 0
        while last is not None:
            last = _convert_some(change, shadow, convert, last)
        now = clock.now()
        KindChange.objects.filter(pk=change.pk).update(
            state=State.DONE, done_at=now, until=now + UNDO_FOR
        )
        # Units of work that pinned the version before may still write the old column.
        _defer(change.pk, in_s=LATE_S)
        tell(SchemaPublished(number, rest.data["by"]))

    return last_rows


register_rest(SWAP, _prepare_swap)
register_rest(UNDO, _prepare_undo)


def _swap(change: KindChange) -> None:
    """Publish the new kind, and convert the last rows while writers are held off."""
    before, after = field_from_json(change.before), field_from_json(change.after)
    _publish(change, before, after, SWAP, (change.by_id, change.by_name))
    run_stretch(change.pk, duration=2.0)


def _publish(
    change: KindChange,
    before: FieldDef,
    field: FieldDef,
    rest: str,
    by: tuple[int | None, str],
) -> None:
    # A crash may have left the publication of this very change half done.
    finish_broken_off()
    if KindChange.objects.get(pk=change.pk).state != change.state:
        return
    drawing = current_drawing()
    entity = drawing.schema.by_id[change.entity_id]
    drawing = with_field(drawing, entity, field)
    known = stored_schema()
    apply_schema(
        check_layer(drawing.declared, drawing.layer),
        made_by=Story(by[1], [kind_changed(entity, before, field)]),
        layer=drawing.layer,
        base=current_number(),
        rest=Rest(rest, SYSTEM, clock.now(), {"change": change.pk, "by": by[0]}),
    )
    fill_small(known)


def _hold(shadow: Shadow) -> None:
    """Hold writers off until the transaction ends; when the table is too busy, go on without.

    What they write meanwhile is converted a moment later.
    """
    for _try in range(_LOCK_TRIES):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {_LOCK_MS}")
                cursor.execute(shadow.hold())
                cursor.execute("SET LOCAL lock_timeout = 0")
        except OperationalError as refused:
            if not isinstance(refused.__cause__, pg.LockNotAvailable):
                raise
            time.sleep(random.uniform(0.02, 0.1))  # noqa: S311 -- spreads retries, guards nothing
        else:
            return


def _in_short_lock(statements: Callable[[], Sequence[sql.Composed]]) -> None:
    """Run DDL when its lock comes at once, trying again while others hold the table."""
    for attempt in range(_LOCK_TRIES * 5):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {_LOCK_MS}")
                for one in statements():
                    cursor.execute(one)
                cursor.execute("SET LOCAL lock_timeout = 0")
        except OperationalError as refused:
            waited = isinstance(refused.__cause__, pg.LockNotAvailable)
            if not waited or attempt == _LOCK_TRIES * 5 - 1:
                raise
            time.sleep(random.uniform(0.05, 0.4))  # noqa: S311 -- spreads retries, guards nothing
        else:
            return


def _defer(change_id: int, in_s: int = 0) -> None:
    task = app.configure_task(CONVERT_TASK, schedule_in={"seconds": in_s} if in_s else None)
    task.defer(change_id=change_id)
