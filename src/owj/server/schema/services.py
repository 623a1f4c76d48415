"""Drafting, reviewing, publishing and taking back changes of entities and fields.

    draft = open_draft(ctx)
    draft = add_change(ctx, draft, AddField("ticket", Kind.TEXT, Label("شمارهٔ دستگاه", "Device")))
    review(ctx, draft).may_publish
    publish(ctx, draft)

Publishing runs many transactions of its own: call it outside of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from owj.server.events import publish as tell
from owj.server.records.apply import (
    SchemaOutdated,
    Story,
    apply_schema,
    current_number,
    finish_broken_off,
    stored_schema,
)
from owj.server.records.computed.jobs import fill_small
from owj.server.records.context import Context
from owj.server.records.layers import layer_at
from owj.server.records.models import SchemaVersion
from owj.server.records.overlays import in_present_columns
from owj.server.records.rest import Do, Rest, register_rest
from owj.server.records.sync import check_layer
from owj.server.schema.beside import rooms
from owj.server.schema.changes import Change, change_to_json
from owj.server.schema.drawing import apply_change, apply_changes
from owj.server.schema.errors import DraftNotReady, NothingToPublish, UnknownDraft, UnknownVersion
from owj.server.schema.events import SchemaPublished
from owj.server.schema.models import SchemaDraft, SchemaDraftChange
from owj.server.schema.queries import (
    Draft,
    DraftChange,
    check_designer,
    current_drawing,
    draft_row,
    own_row,
    read_draft,
)
from owj.server.schema.reviewing import Review, review_changes, review_drawing
from owj.server.schema.settling import settle
from owj.server.schema.told import went_back

NOTE_LENGTH = 300
# The names under which a version keeps what is to be done with it.
DRAFT, BACK = "draft", "back"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did. steps: the applier's, by name."""

    number: int
    steps: tuple[str, ...]


@transaction.atomic
def open_draft(ctx: Context) -> Draft:
    """Return the actor's draft; an empty one is made when there is none. Raises: OnlyDesigners."""
    check_designer(ctx)
    row = own_row(ctx)
    if row is None:
        row, _made = SchemaDraft.objects.get_or_create(
            by_id=ctx.actor.user_id,
            defaults={"base": current_number(), "opened_at": ctx.now, "changed_at": ctx.now},
        )
    return read_draft(row)


@transaction.atomic
def add_change(ctx: Context, draft: Draft | int, change: Change) -> Draft:
    """Put one change at the end of a draft and return the draft.

    Names that the change leaves open (`key`, values of answers) are given; the last of
    `changes` carries them. Raises: OnlyDesigners, UnknownDraft, SchemaChangeRefused.
    """
    row = draft_row(ctx, draft)
    known = read_draft(row)
    drawing = apply_changes(current_drawing(), tuple(one.change for one in known.changes))
    settled = settle(drawing, change)
    apply_change(drawing, settled)
    SchemaDraftChange.objects.create(draft=row, change=change_to_json(settled), at=ctx.now)
    SchemaDraft.objects.filter(pk=row.pk).update(changed_at=ctx.now)
    return read_draft(row)


@transaction.atomic
def add_settled(ctx: Context, draft: Draft | int, changes: Sequence[Change]) -> Draft:
    """Put changes that are settled and known to fit at the end of a draft, all at once.

    Raises: OnlyDesigners, UnknownDraft.
    """
    row = draft_row(ctx, draft)
    SchemaDraftChange.objects.bulk_create(
        SchemaDraftChange(draft=row, change=change_to_json(one), at=ctx.now) for one in changes
    )
    SchemaDraft.objects.filter(pk=row.pk).update(changed_at=ctx.now)
    return read_draft(row)


@transaction.atomic
def drop_change(ctx: Context, draft: Draft | int, change_id: int) -> Draft:
    """Take one change out of a draft; `review` says whether the others still fit.

    Raises: OnlyDesigners, UnknownDraft.
    """
    row = draft_row(ctx, draft)
    SchemaDraftChange.objects.filter(draft=row, pk=change_id).delete()
    SchemaDraft.objects.filter(pk=row.pk).update(changed_at=ctx.now)
    return read_draft(row)


@transaction.atomic
def drop_draft(ctx: Context, draft: Draft | int) -> None:
    """Forget a draft with all its changes. Raises: OnlyDesigners, UnknownDraft."""
    draft_row(ctx, draft).delete()


def review(ctx: Context, draft: Draft | int) -> Review:
    """Return what publishing a draft would do; from now on the draft is upon what is in force.

    Raises: OnlyDesigners, UnknownDraft.
    """
    row = draft_row(ctx, draft)
    number = current_number()
    SchemaDraft.objects.filter(pk=row.pk).update(base=number)
    row.base = number
    return _reviewed(ctx, read_draft(row))


def _reviewed(ctx: Context, draft: Draft) -> Review:
    found = review_changes(ctx, draft, current_drawing(), draft.changes)
    sound = not found.problems
    told = (room.review(ctx, draft.id, found.drawing, trial=sound) for room in rooms())
    return found.with_beside(tuple(one for part in told for one in part))


def publish(ctx: Context, draft: Draft | int, *, note: str = "") -> Published:
    """Make a draft real, as the next version, and forget the draft.

    Raises: OnlyDesigners, UnknownDraft, DraftNotReady, NothingToPublish, SchemaOutdated (others
    published since `review`), SchemaBusy, DefinitionError (the data refuse; undone).
    """
    finish_broken_off()
    row = draft_row(ctx, draft)
    found = read_draft(row)
    if found.is_outdated:
        raise SchemaOutdated(who=_last_publisher())
    reviewed = _reviewed(ctx, found)
    _check_ready(reviewed)
    changes = [change_to_json(one.change) for one in found.changes]
    data = {
        "draft": row.pk,
        "changes": [one.id for one in found.changes],
        "carried": [room.carried(row.pk) for room in rooms()],
    }
    return _apply(ctx, reviewed, changes, note, Rest(DRAFT, ctx.actor, ctx.now, data))


def _publish_draft(rest: Rest) -> Do:
    """Return what publishes the rest of a draft, and takes what is published out of it."""
    ctx, data = rest.context(), rest.data

    def publish_rest(number: int) -> None:
        row = SchemaDraft.objects.filter(pk=data["draft"]).first()
        if row is None:
            raise UnknownDraft
        for room, carried in zip(rooms(), data["carried"], strict=True):
            room.publish(ctx, row.pk, carried, number)
        row.changes.filter(pk__in=data["changes"]).delete()
        if not row.changes.exists() and not any(room.count(row.pk) for room in rooms()):
            row.delete()
        tell(SchemaPublished(number, ctx.actor.user_id))

    return publish_rest


def roll_back(ctx: Context, number: int, *, note: str = "") -> Published:
    """Publish, as a new version, what this organisation had made itself at an older one.

    Packages stay as they are. Fields that were removed since come back with their values; those
    made since go to the trash. Raises: OnlyDesigners, UnknownVersion, and as `publish`.
    """
    check_designer(ctx)
    finish_broken_off()
    reviewed = review_roll_back(ctx, number)
    _check_ready(reviewed)
    rest = Rest(BACK, ctx.actor, ctx.now, {"number": number})
    return _apply(ctx, reviewed, [went_back(number)], note, rest)


def _go_back(rest: Rest) -> Do:
    """Return what takes the rest back to a version."""
    ctx = rest.context()

    def go_back(new: int) -> None:
        for room in rooms():
            room.go_back(ctx, rest.data["number"], new)
        tell(SchemaPublished(new, ctx.actor.user_id))

    return go_back


register_rest(DRAFT, _publish_draft)
register_rest(BACK, _go_back)


def review_roll_back(ctx: Context, number: int) -> Review:
    """Return what rolling back to a version would do. Raises: OnlyDesigners, UnknownVersion."""
    check_designer(ctx)
    states = [SchemaVersion.State.CURRENT, SchemaVersion.State.SUPERSEDED]
    if not SchemaVersion.objects.filter(number=number, state__in=states).exists():
        raise UnknownVersion(number=number)
    before = current_drawing()
    current = current_number()
    drawing = replace(before, layer=in_present_columns(layer_at(number), before.published))
    found = review_drawing(Draft(0, current, current, ()), before, drawing)
    told = (one for room in rooms() for one in room.review_back(ctx, number))
    return found.with_beside(tuple(told))


def _check_ready(reviewed: Review) -> None:
    if reviewed.problems:
        first = reviewed.problems[0]
        told = f"{first.where}: {first.text}" if first.where else str(first.text)
        raise DraftNotReady(count=len(reviewed.problems), first=told)
    if not reviewed.may_publish:
        raise NothingToPublish


def _apply(
    ctx: Context,
    reviewed: Review,
    changes: Sequence[Mapping[str, Any]],
    note: str,
    rest: Rest,
) -> Published:
    drawing = reviewed.drawing
    composed = check_layer(drawing.declared, drawing.layer)
    story = Story(
        ctx.actor.name,
        changes,
        " ".join(note.split())[:NOTE_LENGTH],
    )

    before = stored_schema()
    applied = apply_schema(
        composed,
        made_by=story,
        layer=drawing.layer,
        base=reviewed.draft.base,
        rest=rest,
        anyway=reviewed.changes_beside,
    )
    fill_small(before)
    return Published(applied.number, applied.steps)


def _last_publisher() -> str:
    row = SchemaVersion.objects.filter(state=SchemaVersion.State.CURRENT).first()
    return row.made_by if row else ""


__all__ = [
    "Draft",
    "DraftChange",
    "Published",
    "add_change",
    "add_settled",
    "drop_change",
    "drop_draft",
    "open_draft",
    "publish",
    "review",
    "review_roll_back",
    "roll_back",
]
