"""What every writing on a project's account has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from owj.packages.contracts.entity import Contract
from owj.packages.projects.account import ProjectAccount, read_project
from owj.packages.projects.entity import Project, ProjectPhase
from owj.packages.projects.errors import (
    OnlyProjectKeepers,
    PhaseNotFound,
    ProjectDayAhead,
    ProjectEvidenceWanted,
    ProjectReasonWanted,
)
from owj.packages.projects.events import ProjectChanged
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.work import may_keep
from owj.server.events import publish
from owj.server.ledger.entries import Account, EntryDraft, append_entries, entries_of
from owj.server.ledger.entry_files import lay_file
from owj.server.records.context import Context


class Proof(Protocol):
    """A document that proves a fact."""

    @property
    def document(self) -> str: ...

    @property
    def author(self) -> str: ...

    @property
    def file_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class ProjectWork:
    """A project whose account is held: nobody else writes on it in this transaction."""

    ctx: Context
    project: Project
    contract: Contract
    last_seq: int
    account: ProjectAccount

    def write(self, kind: str, day: date, data: Mapping[str, Any]) -> ProjectWork:
        """Write one entry down, tell the rooms above, and return the account with it."""
        draft = EntryDraft(kind, day, self.ctx.actor.user_id, data)
        where = account_of(self.project)
        append_entries(where, [draft], after_seq=self.last_seq, recorded_at=self.ctx.now)
        by = self.ctx.actor.user_id
        publish(ProjectChanged(self.project.id, self.contract.customer_id, str(kind), by))
        return _held(self.ctx, self.project)

    def phase(self, phase_id: int) -> ProjectPhase:
        """Return a phase of this project. Raises: PhaseNotFound."""
        rows = self.ctx.as_system().rows(ProjectPhase).filter(project_id=self.project.id)
        found = rows.filter(id=phase_id).first()
        if found is None:
            raise PhaseNotFound
        return found


def account_of(project: Project) -> Account:
    """Return where a project's facts are written down."""
    return Account(Project.key, project.id)


def hold(ctx: Context, project_id: int) -> ProjectWork:
    """Hold a project's account. Raises: NotFound for a project that the actor does not see."""
    ctx.get(Project, project_id)
    return _held(ctx, ctx.as_system().lock(Project, project_id))


def _held(ctx: Context, project: Project) -> ProjectWork:
    entries = entries_of(account_of(project))
    contract = ctx.as_system().get(Contract, project.contract_id)
    last = entries[-1].seq if entries else 0
    return ProjectWork(ctx, project, contract, last, read_project(entries))


def check_project_keeper(ctx: Context) -> None:
    """Refuse whoever does not keep promises. Raises: OnlyProjectKeepers."""
    if not (ctx.actor.is_system or may_keep(ctx)):
        raise OnlyProjectKeepers


def check_past(ctx: Context, day: date) -> None:
    """Refuse a day that has not come yet. Raises: ProjectDayAhead."""
    if day > today_of(ctx):
        raise ProjectDayAhead


def evidence(document: str, author: str) -> dict[str, str]:
    """Return what proves a fact. Raises: ProjectEvidenceWanted."""
    document, author = document.strip(), author.strip()
    if not document or not author:
        raise ProjectEvidenceWanted
    return {"document": document[:200], "author": author[:120]}


def proven(work: ProjectWork, proof: Proof) -> dict[str, str]:
    """Return what an entry says of its evidence; the file is laid to the project.

    Raises: ProjectEvidenceWanted, EvidenceFileUnknown.
    """
    told = evidence(proof.document, proof.author)
    return told | lay_file(work.ctx, Project.key, work.project.id, proof.file_id)


def given_reason(text: str) -> str:
    """Return a reason. Raises: ProjectReasonWanted."""
    reason = text.strip()
    if not reason:
        raise ProjectReasonWanted
    return reason[:1000]
