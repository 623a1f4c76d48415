"""Trying a draft in one's own session: its pages are drawn as if it were published.

Nobody else sees anything of it, and nothing of it stays: each page runs in a transaction that is
taken back. What the administrator says there of forms, shared views, rights and the hub goes into
the draft, to be published with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from owj.kernel.errors import Conflict, DefinitionError, NotAllowed, OwjError
from owj.server.configuration.drafted import MALFORMED, in_turn
from owj.server.configuration.items import Part, part_of
from owj.server.configuration.layout_parts import DUPLICATES, FORMS, VIEWS, shared_views
from owj.server.configuration.models import DraftItem, DraftTrial
from owj.server.configuration.rights_parts import HUB_SHARES, RIGHTS, ROLES
from owj.server.identity.models import UserSession
from owj.server.layouts.models import RecordView
from owj.server.records.apply import user_table
from owj.server.records.context import Context, open_context
from owj.server.records.plan import Plan, plan_changes
from owj.server.records.trying import rights_instead, schema_instead
from owj.server.schema.checks import problems_of
from owj.server.schema.drawing import Drawing
from owj.server.schema.models import SchemaDraft
from owj.server.schema.queries import drawing_with, read_draft
from owj.server.schema.services import open_draft

ADMIN = "admin"
_PAGES_KEPT = 500
# Decisions and processes have trials of their own; here they stay as they are published.
TRIED_PARTS: tuple[Part, ...] = (FORMS, VIEWS, DUPLICATES, ROLES, RIGHTS, HUB_SHARES)
_KINDS = frozenset(part.kind for part in TRIED_PARTS)
ItemKey = tuple[str, str]


class DraftCannotBeTried(DefinitionError):
    """Say that a draft does not hold together, so that no page can be drawn of it."""

    code = "schema.draft_cannot_be_tried"
    message = "The draft cannot be tried as it is: %(why)s"


class TrialWritesNothing(Conflict):
    """Say that somebody who tries a draft did what a draft cannot carry."""

    code = "schema.trial_writes_nothing"
    message = "You are trying a draft, so nothing is written. End the trial to do this."


@transaction.atomic
def begin_trial(ctx: Context, seat: UserSession) -> DraftTrial:
    """Let a session of an administrator see its pages with the draft in force.

    Raises: OnlyDesigners, NotAllowed, DraftCannotBeTried.
    """
    if not ctx.actor.has_role(ADMIN) or seat.user.pk != ctx.actor.user_id:
        raise NotAllowed
    draft = open_draft(ctx)
    _planned(drawing_with(draft))
    end_trial(seat)
    return DraftTrial.objects.create(by_id=seat.user.pk, by_name=ctx.actor.name, session=seat)


def end_trial(seat: UserSession) -> None:
    """See pages as they are published again."""
    DraftTrial.objects.filter(session=seat).update(session=None, ended_at=Now())


def trial_of(seat: UserSession) -> DraftTrial | None:
    """Return the trial of a session; over when its person ceased to administer."""
    trial: DraftTrial | None = getattr(seat, "drafttrial", None)
    if trial is not None and ADMIN not in seat.user.roles:
        end_trial(seat)
        return None
    return trial


def note_tried_page(trial: DraftTrial, path: str) -> None:
    """Remember which page was looked at, without what it was asked."""
    if len(trial.pages) < _PAGES_KEPT:
        trial.pages = [*trial.pages, path]
        trial.save(update_fields=["pages"])


@dataclass
class Tried:
    """One page that is drawn of a draft.

    before: what of the draft's kinds was in force when the page began; views: numbers of shared
    views by key, once the draft was laid over them.
    """

    draft_id: int | None
    ctx: Context
    before: Mapping[ItemKey, Any] = field(default_factory=dict)
    changed: dict[ItemKey, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def notice(self) -> bool:
        """Take up what the page changed of forms, views, rights; return whether it was any."""
        after = _read(self.ctx)
        both = {**self.before, **after}
        self.changed = {
            key: after.get(key) for key in both if after.get(key) != self.before.get(key)
        }
        self._take_rows()
        return bool(self.changed)

    def _take_rows(self) -> None:
        self.rows = {key: row.pk for key, row in shared_views(self.ctx).items()}


@contextmanager
def draft_in_force(trial: DraftTrial, *, watched: bool = False) -> Iterator[Tried]:
    """Run one page with the draft of a trial in force; whatever it writes is taken back.

    watched: remember what was in force before, so that `notice` can tell what the page changed.
    Raises: DraftCannotBeTried.
    """
    row = SchemaDraft.objects.filter(by_id=trial.by_id).first()
    drawing = drawing_with(read_draft(row) if row else None)
    plan = _planned(drawing)
    items = list(DraftItem.objects.filter(draft=row, kind__in=_KINDS)) if row else []
    with transaction.atomic():
        try:
            with schema_instead(drawing.published, plan) as snapshot:
                ctx = open_context(trial.session.user.actor).with_full_reach()  # type: ignore[union-attr]  # a trial that runs has one
                _lay_items(ctx, items)
                with rights_instead(snapshot):
                    tried = Tried(row.pk if row else None, ctx)
                    tried._take_rows()
                    if watched:
                        tried.before = _read(ctx)
                    yield tried
        finally:
            transaction.set_rollback(True)
    _keep_numbers(items, tried)


def keep_tried(ctx: Context, tried: Tried) -> None:
    """Let the draft carry what a page changed; what is as published again goes out of it.

    After the page's transaction was taken back. Raises: OnlyDesigners.
    """
    draft = open_draft(ctx)
    live = _read(ctx.with_full_reach())
    for (kind, key), data in tried.changed.items():
        found = DraftItem.objects.filter(draft_id=draft.id, kind=kind, key=key)
        if data == live.get((kind, key)):
            found.delete()
            continue
        DraftItem.objects.update_or_create(
            draft_id=draft.id,
            kind=kind,
            key=key,
            defaults={"data": data, "row": tried.rows.get(key) if kind == VIEWS.kind else None},
        )
    SchemaDraft.objects.filter(pk=draft.id).update(changed_at=ctx.now)


def _planned(drawing: Drawing) -> Plan:
    try:
        wrong = problems_of(drawing.schema)
        if wrong:
            why = f"{wrong[0].where}: {wrong[0].text}" if wrong[0].where else str(wrong[0].text)
            raise DraftCannotBeTried(why=why)
        return plan_changes(drawing.published, drawing.schema, user_table())
    except DefinitionError as refused:
        if isinstance(refused, DraftCannotBeTried):
            raise
        raise DraftCannotBeTried(why=str(refused)) from refused


def _lay_items(ctx: Context, items: list[DraftItem]) -> None:
    """Write what a draft carries besides; what refuses is left out, the review tells it."""
    for part, item in in_turn(items):
        try:
            with transaction.atomic():
                part.write(ctx, item.key, item.data)
        except (OwjError, *MALFORMED):
            continue
        if part is VIEWS and item.row is not None:
            _renumber(ctx, item)


def _renumber(ctx: Context, item: DraftItem) -> None:
    """Give a view of a draft the number under which earlier pages of the trial showed it."""
    made = shared_views(ctx).get(item.key)
    if made is None or item.row is None:
        return
    if not RecordView.objects.filter(pk=item.row).exists():
        RecordView.objects.filter(pk=made.pk).update(id=item.row)


def _keep_numbers(items: list[DraftItem], tried: Tried) -> None:
    """Remember the numbers of views that were shown; numbers are never given twice."""
    for item in items:
        number = tried.rows.get(item.key)
        if item.kind == VIEWS.kind and item.row is None and number is not None:
            DraftItem.objects.filter(pk=item.pk).update(row=number)


def _read(ctx: Context) -> dict[ItemKey, Any]:
    return {
        (part.kind, key): data
        for kind in sorted(_KINDS)
        for part in [part_of(kind)]
        for key, data in part.read(ctx).items()
    }
