"""Reading projects: the same answer for the vendor and for the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from owj.kernel.promises.compensation import Proposal
from owj.kernel.sla.agreement import Agreement
from owj.packages.contracts.entity import Contract
from owj.packages.projects.account import PhaseFacts, ProjectAccount, Signature, read_project
from owj.packages.projects.delays import Judges, PhaseDelay, judge_phase
from owj.packages.projects.entity import Project, ProjectMinutes, ProjectPhase, ProjectSession
from owj.packages.projects.words import PROCESSES
from owj.packages.remedies.queries import DelayClaim, LateItem, delay_claims
from owj.packages.warranty.queries import today_of
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.ledger.entries import Entry, entries_of_records
from owj.server.records.context import Context

LISTED = 200


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase with its delay. claim: how a claim on the delay stands; None without any."""

    phase: ProjectPhase
    facts: PhaseFacts
    delay: PhaseDelay | None
    claim: DelayClaim | None


@dataclass(frozen=True, slots=True)
class MinutesView:
    """Minutes, and how they ended."""

    minutes: ProjectMinutes
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """The rows and entries that belong to one project.

    filed: when the claims on its contract's phases were filed, by item.
    """

    entries: tuple[Entry, ...]
    filed: Mapping[str, datetime]
    phases: Sequence[ProjectPhase]
    minutes: Sequence[ProjectMinutes]
    sessions: Sequence[ProjectSession]


@dataclass(frozen=True, slots=True)
class ProjectView:
    """Everything that a project's page shows, on one day. entries: the whole account."""

    project: Project
    contract: Contract
    today: date
    agreement: Agreement
    account: ProjectAccount
    entries: tuple[Entry, ...]
    phases: tuple[PhaseView, ...]
    minutes: tuple[MinutesView, ...]
    sessions: tuple[ProjectSession, ...]

    @property
    def is_done(self) -> bool:
        """Return whether every phase was delivered."""
        found = [one.delay for one in self.phases if one.delay is not None]
        return bool(found) and all(one.is_delivered for one in found)

    @property
    def next_phase(self) -> PhaseView | None:
        """Return the open phase that is promised first."""
        due = [one for one in self.phases if one.delay and not one.delay.is_delivered]
        return min(due, key=lambda one: one.delay.planned if one.delay else date.max, default=None)

    @property
    def worst(self) -> PhaseView | None:
        """Return the phase with the most days that count."""
        late = [one for one in self.phases if one.delay and one.delay.is_late]
        return max(late, key=lambda one: one.delay.delay.net_days if one.delay else 0, default=None)


def judges_at(contract: Contract, at: datetime) -> Judges:
    """Return the agreement and the calendar in force at an instant. Source: R50."""
    agreement = agreement_at(contract.agreement, at).agreement
    return Judges(agreement, calendar_at(agreement.ticket_calendar, at))


def project_of(ctx: Context, project_id: int) -> ProjectView:
    """Return a project today. Raises: NotFound for a project that is not seen."""
    project = ctx.get(Project, project_id)
    return _with_claims(ctx, _views(ctx, [project]))[0]


def projects_of_contract(ctx: Context, contract_id: int) -> tuple[ProjectView, ...]:
    """Return the projects of a contract, the latest first."""
    rows = ctx.rows(Project).filter(contract_id=contract_id)
    return _views(ctx, list(rows.order_by("-starts_on", "-id")[:LISTED]))


def projects_of_customer(ctx: Context, customer_id: int) -> tuple[ProjectView, ...]:
    """Return the projects of a customer, the latest first."""
    rows = ctx.rows(Project).filter(contract__customer_id=customer_id)
    return _with_claims(ctx, _views(ctx, list(rows.order_by("-starts_on", "-id")[:LISTED])))


def all_projects(ctx: Context) -> tuple[ProjectView, ...]:
    """Return the latest projects that the actor sees."""
    return _views(ctx, list(ctx.rows(Project).order_by("-starts_on", "-id")[:LISTED]))


def awaited_phases(ctx: Context) -> dict[int, list[ProjectPhase]]:
    """Return what is promised for a day and has not come, by customer, the earliest first."""
    rows = ctx.rows(ProjectPhase).filter(planned_on__isnull=False, delivered_on__isnull=True)
    found: dict[int, list[ProjectPhase]] = {}
    for one in rows.select_related("project__contract").order_by("planned_on", "id"):
        found.setdefault(one.project.contract.customer_id, []).append(one)
    return found


def item_of(phase_id: int) -> str:
    """Return the name of a phase in claims."""
    return f"phase:{phase_id}"


def late_phases(ctx: Context, contract: Contract) -> tuple[LateItem, ...]:
    """Return the late phases of a contract, for whoever acts on its account. Source: R30-R35, R42.

    Kinds that the agreement promises nothing for are none; what an exclusion bars is one, with
    nothing proposed.
    """
    system = ctx.as_system()
    projects = list(system.rows(Project).filter(contract_id=contract.id).order_by("id"))
    items = []
    for phase in (phase for view in _views(system, projects) for phase in view.phases):
        delay = phase.delay
        if delay is None or delay.late is None or delay.process is None or not delay.would_be:
            continue
        proposal = Proposal(delay.process, delay.delay, delay.awards, delay.barred)
        items.append(LateItem(item_of(phase.phase.id), phase.phase.title, delay.late, proposal))
    return tuple(sorted(items, key=lambda one: one.late.first))


def _with_claims(ctx: Context, views: Sequence[ProjectView]) -> tuple[ProjectView, ...]:
    """Return projects with how the claims on their phases stand."""
    claims: dict[str, DelayClaim] = {}
    for contract_id in {one.contract.id for one in views}:
        for found in delay_claims(ctx, contract_id):
            key = found.item.item if found.item else found.claim.key if found.claim else ""
            claims[key] = found
    return tuple(
        replace(
            view,
            phases=tuple(
                replace(one, claim=claims.get(item_of(one.phase.id))) for one in view.phases
            ),
        )
        for view in views
    )


def _views(ctx: Context, projects: Sequence[Project]) -> tuple[ProjectView, ...]:
    """Return projects with all that belongs to them, in as many questions for one as for many."""
    ids = [one.id for one in projects]
    rows = ctx.as_system().rows(Contract).filter(id__in={one.contract_id for one in projects})
    contracts = {one.id: one for one in rows}
    phases = list(ctx.rows(ProjectPhase).filter(project_id__in=ids).order_by("planned_on", "id"))
    minutes = list(ctx.rows(ProjectMinutes).filter(project_id__in=ids).order_by("-held_on", "-id"))
    sessions = list(ctx.rows(ProjectSession).filter(project_id__in=ids).order_by("-held_at", "-id"))
    entries = entries_of_records(Project.key, ids)
    kept = entries_of_records(Contract.key, contracts)
    return tuple(
        _view(
            ctx,
            one,
            contracts[one.contract_id],
            _Parts(
                entries=entries.get(one.id, ()),
                filed={
                    entry.data["item"]: entry.recorded_at
                    for entry in kept.get(one.contract_id, ())
                    if "item" in entry.data
                },
                phases=[phase for phase in phases if phase.project_id == one.id],
                minutes=[paper for paper in minutes if paper.project_id == one.id],
                sessions=[session for session in sessions if session.project_id == one.id],
            ),
        )
        for one in projects
    )


def _view(ctx: Context, project: Project, contract: Contract, parts: _Parts) -> ProjectView:
    account = read_project(parts.entries)
    today = today_of(ctx)
    phases = []
    for phase in parts.phases:
        # A claim is judged by what was in force when it was filed (R50).
        judges = judges_at(contract, parts.filed.get(item_of(phase.id), ctx.now))
        facts, process = account.phase(phase.id), PROCESSES.get(phase.kind)
        delay = judge_phase(facts, account, process, today, judges)
        phases.append(PhaseView(phase, facts, delay, None))
    return ProjectView(
        project=project,
        contract=contract,
        today=today,
        agreement=judges_at(contract, ctx.now).agreement,
        account=account,
        entries=parts.entries,
        phases=tuple(phases),
        minutes=tuple(MinutesView(one, account.signatures.get(one.id)) for one in parts.minutes),
        sessions=tuple(parts.sessions),
    )
