"""Projects and their phases: what is promised for which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from owj.packages.contracts.entity import Contract
from owj.packages.projects.entity import Project, ProjectPhase
from owj.packages.projects.errors import PhaseDelivered, PlanRefused
from owj.packages.projects.services.work import (
    ProjectWork,
    check_past,
    check_project_keeper,
    hold,
    proven,
)
from owj.packages.projects.words import ProjectEntry, ProjectKind
from owj.packages.warranty.queries import today_of
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project as it was agreed. lead_id: the colleague who leads it.

    agreed_price: what was agreed pays for the time that is worked for it.
    """

    contract_id: int
    title: str
    kind: ProjectKind
    starts_on: date
    lead_id: int | None = None
    agreed_price: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The days that a phase is promised for."""

    begins: date
    planned: date


@dataclass(frozen=True, slots=True)
class NewPhase:
    """One promised delivery. kind: None for that of the project."""

    title: str
    plan: Plan
    kind: ProjectKind | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that proves a fact, and who wrote or signed it. dated: None for today.

    file_id: the document itself, uploaded by whoever writes the fact down; the customer sees it.
    """

    document: str
    author: str
    dated: date | None = None
    file_id: UUID | None = None


@transaction.atomic
def open_project(ctx: Context, draft: NewProject) -> Project:
    """Begin a project of a contract; its first day is written into its account (R46).

    Raises: OnlyProjectKeepers, NotFound, InvalidInput.
    """
    check_project_keeper(ctx)
    project = ctx.create(
        Project,
        contract=ctx.get(Contract, draft.contract_id),
        title=draft.title,
        kind=draft.kind,
        starts_on=draft.starts_on,
        lead=draft.lead_id,
        agreed_price=draft.agreed_price,
    )
    hold(ctx, project.id).write(ProjectEntry.OPENED, draft.starts_on, {})
    return project


@transaction.atomic
def add_phase(ctx: Context, project_id: int, draft: NewPhase) -> ProjectPhase:
    """Promise a phase for a day.

    Raises: OnlyProjectKeepers, NotFound, PlanRefused, InvalidInput.
    """
    check_project_keeper(ctx)
    work = hold(ctx, project_id)
    _check_plan(work, draft.plan)
    phase = ctx.create(
        ProjectPhase,
        project=work.project,
        title=draft.title,
        kind=draft.kind or work.project.kind,
        begins_on=draft.plan.begins,
        planned_on=draft.plan.planned,
    )
    _promise(work, phase.id, draft.plan, None)
    return phase


@transaction.atomic
def agree_anew(ctx: Context, project_id: int, phase_id: int, plan: Plan, proof: Evidence) -> None:
    """Write down that another day was agreed; the former promise stays in the account.

    Raises: OnlyProjectKeepers, NotFound, PhaseDelivered, PlanRefused, ProjectEvidenceWanted.
    """
    check_project_keeper(ctx)
    work = hold(ctx, project_id)
    phase = work.phase(phase_id)
    if work.account.phase(phase_id).delivered is not None:
        raise PhaseDelivered
    _check_plan(work, plan)
    _promise(work, phase_id, plan, proof)
    ctx.as_system().update(phase, begins_on=plan.begins, planned_on=plan.planned)


@transaction.atomic
def deliver_phase(ctx: Context, project_id: int, phase_id: int, day: date, proof: Evidence) -> None:
    """Write down that a phase was delivered.

    Raises: OnlyProjectKeepers, NotFound, PhaseDelivered, ProjectDayAhead, PlanRefused,
    ProjectEvidenceWanted.
    """
    check_project_keeper(ctx)
    check_past(ctx, day)
    work = hold(ctx, project_id)
    write_delivery(work, work.phase(phase_id), day, proven(work, proof))


def write_delivery(
    work: ProjectWork, phase: ProjectPhase, day: date, data: Mapping[str, str | int]
) -> ProjectWork:
    """Write a delivery into a held account. Raises: PhaseDelivered, PlanRefused."""
    if work.account.phase(phase.id).delivered is not None:
        raise PhaseDelivered
    check_begun(work, day)
    after = work.write(ProjectEntry.DELIVERED, day, {"phase": phase.id, **data})
    work.ctx.as_system().update(phase, delivered_on=day)
    return after


def check_begun(work: ProjectWork, day: date) -> None:
    """Refuse a delivery before the project's first day. Raises: PlanRefused."""
    if work.account.starts_on is not None and day < work.account.starts_on:
        raise PlanRefused


def _check_plan(work: ProjectWork, plan: Plan) -> None:
    starts_on = work.account.starts_on
    if plan.begins > plan.planned or (starts_on is not None and plan.begins < starts_on):
        raise PlanRefused


def _promise(work: ProjectWork, phase_id: int, plan: Plan, proof: Evidence | None) -> None:
    days = {"begins": plan.begins.isoformat(), "planned": plan.planned.isoformat()}
    data: dict[str, str | int] = {"phase": phase_id, **days}
    if proof is not None:
        data |= proven(work, proof)
    work.write(ProjectEntry.PROMISED, today_of(work.ctx), data)
