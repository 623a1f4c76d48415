"""A draft as it would become real: what differs, what is done, who depends on it, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import DefinitionError
from owj.server.records.apply import user_table
from owj.server.records.compiling import check_links
from owj.server.records.context import Context
from owj.server.records.plan import Plan, plan_changes
from owj.server.records.steps import Risk
from owj.server.schema.beside import BesideChange
from owj.server.schema.changes import ArchiveEntity, Change, ChangeField, RemoveField
from owj.server.schema.checks import Problem, problems_of
from owj.server.schema.data_checks import blank_texts, data_problems
from owj.server.schema.dependents import Dependent, dependents_of
from owj.server.schema.differences import Difference, differences
from owj.server.schema.drawing import Drawing, apply_change
from owj.server.schema.errors import SchemaChangeRefused
from owj.server.schema.queries import Draft, DraftChange


@dataclass(frozen=True, slots=True)
class ReviewedChange:
    """One change with those who use what it changes. problem: why it cannot be made."""

    id: int
    change: Change
    dependents: tuple[Dependent, ...] = ()
    problem: str | Promise = ""


@dataclass(frozen=True, slots=True)
class ReviewedStep:
    """One step of the applier. risk: what it costs those who work meanwhile."""

    name: str
    risk: Risk


@dataclass(frozen=True, slots=True)
class Review:
    """Everything a designer should know before publishing.

    notes: what is worth knowing. beside: what happens to forms, views, roles, decisions, processes.
    """

    draft: Draft
    changes: tuple[ReviewedChange, ...]
    differences: tuple[Difference, ...]
    steps: tuple[ReviewedStep, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    drawing: Drawing
    plan: Plan | None
    beside: tuple[BesideChange, ...] = ()

    @property
    def may_publish(self) -> bool:
        """Tell whether publishing would do something, and nothing stands in its way."""
        does = bool(self.differences) or self.changes_beside
        return self.plan is not None and not self.problems and does

    @property
    def changes_beside(self) -> bool:
        """Tell whether something besides entities and fields would change."""
        return any(not one.kept for one in self.beside)

    def with_beside(self, beside: tuple[BesideChange, ...]) -> Review:
        """Return the review with what happens besides; what cannot be is a problem."""
        wrong = tuple(
            Problem("", "", f"{one.words} · {one.name}", str(one.problem))
            for one in beside
            if one.problem is not None
        )
        return replace(self, beside=beside, problems=self.problems + wrong)


def review_changes(
    ctx: Context, draft: Draft, before: Drawing, changes: Iterable[DraftChange]
) -> Review:
    """Return what some changes of a draft come to upon the definitions in force."""
    drawing, reviewed = before, list[ReviewedChange]()
    problems = list[Problem]()
    for one in changes:
        told = _dependents(ctx, drawing, one.change)
        try:
            drawing = apply_change(drawing, one.change)
        except SchemaChangeRefused as refused:
            wrong = _worded(refused)
            reviewed.append(ReviewedChange(one.id, one.change, told, wrong))
            problems.append(Problem(_entity_of(one.change), _field_of(one.change), "", wrong))
            continue
        reviewed.append(ReviewedChange(one.id, one.change, told))
        problems += _blocked(one.change, told)
    return review_drawing(
        draft, before, drawing, tuple(reviewed), problems, tells_values=ctx.actor.has_role("admin")
    )


def review_drawing(
    draft: Draft,
    before: Drawing,
    drawing: Drawing,
    changes: tuple[ReviewedChange, ...] = (),
    found: Iterable[Problem] = (),
    *,
    tells_values: bool = False,
) -> Review:
    """Return what a drawing comes to.

    found: problems that are known already. tells_values: whether the reader may see every value.
    """
    problems = [*found, *problems_of(drawing.schema)]
    plan = _plan(before, drawing, problems)
    notes: list[Problem] = []
    if plan is not None and not problems:
        problems += data_problems(before.published, plan.steps, tells_values=tells_values)
        notes += _notes(before, drawing)
    return Review(
        draft,
        changes,
        differences(before.published, drawing.schema),
        tuple(ReviewedStep(step.name, step.risk) for step in plan.steps) if plan else (),
        tuple(problems),
        tuple(notes),
        drawing,
        plan,
    )


def _plan(before: Drawing, drawing: Drawing, problems: list[Problem]) -> Plan | None:
    try:
        check_links(drawing.schema.entities)
        return plan_changes(before.published, drawing.schema, user_table())
    except DefinitionError as refused:
        where = str(refused.data.get("where", ""))
        entity, _dot, field = where.partition(".")
        problems.append(Problem(entity, field, where, _worded(refused)))
        return None


def _dependents(ctx: Context, drawing: Drawing, change: Change) -> tuple[Dependent, ...]:
    if isinstance(change, RemoveField):
        return dependents_of(ctx, drawing.schema, change.entity, change.field)
    if isinstance(change, ChangeField) and {"kind", "options", "target"} & set(change.settings):
        return dependents_of(ctx, drawing.schema, change.entity, change.field)
    if isinstance(change, ArchiveEntity):
        return dependents_of(ctx, drawing.schema, change.entity)
    return ()


def _blocked(change: Change, told: tuple[Dependent, ...]) -> list[Problem]:
    users = [f"{one.kind}: {one.name}" for one in told if one.blocks]
    if not users or not isinstance(change, RemoveField):
        return []
    text = format_lazy(_("It is still used by {users}."), users=", ".join(users))
    return [Problem(change.entity, change.field, change.field, text)]


def _notes(before: Drawing, drawing: Drawing) -> list[Problem]:
    notes: list[Problem] = []
    for entity in drawing.schema.by_key.values():
        if before.published.by_id.get(entity.id) is None:
            continue
        for field in entity.by_key.values():
            count = blank_texts(before.published, entity, field)
            if count:
                text = format_lazy(
                    _("{count} records leave it blank; they will be asked when they change."),
                    count=count,
                )
                where = f"{entity.label} · {field.label}"
                notes.append(Problem(entity.key, field.key, where, text))
    return notes


def _worded(refused: DefinitionError) -> str | Promise:
    data = refused.data
    if {"where", "expected", "got"} <= set(data):
        return format_lazy(
            _("{where}: expected {expected}, got {got}."),
            where=data["where"],
            expected=data["expected"],
            got=data["got"],
        )
    return str(refused)


def _entity_of(change: Change) -> str:
    return str(getattr(change, "entity", getattr(change, "key", "")))


def _field_of(change: Change) -> str:
    return str(getattr(change, "field", ""))
