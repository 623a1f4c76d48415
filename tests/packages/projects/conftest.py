"""A contract with a project, and the days around it told as distances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.packages.projects.entity import Project, ProjectPhase
from owj.packages.projects.queries import PhaseView, ProjectView, item_of, project_of
from owj.packages.projects.services import (
    Evidence,
    NewPhase,
    NewProject,
    Plan,
    add_phase,
    deliver_phase,
    open_project,
)
from owj.packages.projects.words import ProjectKind
from owj.packages.remedies.services import accept_claim, file_delay_claim
from owj.server.records.context import Context

# Saturday, 2 Aban 1405; today is Sunday, 1 Azar 1405.
START = jalali(1405, 8, 2)
PROOF = Evidence("نامهٔ ۱۲", "رضا کریمی")


@dataclass
class Running:
    """A project of the desk's customer with one phase."""

    covered: Covered
    project: Project
    phase: ProjectPhase

    @property
    def desk(self) -> Desk:
        return self.covered.desk

    @property
    def lead(self) -> Context:
        return self.desk.ctx(self.desk.manager)

    @property
    def customer(self) -> Context:
        return self.desk.ctx(self.desk.hub_user)

    @property
    def ids(self) -> tuple[int, int]:
        return self.project.id, self.phase.id

    def deliver(self, day: date) -> None:
        deliver_phase(self.lead, self.project.id, self.phase.id, day, PROOF)

    def file(self) -> str:
        return file_delay_claim(self.customer, self.covered.contract.id, item_of(self.phase.id))

    def accept(self) -> bool:
        """Let the committee agree to what the rules propose."""
        found = self.see().claim
        assert found is not None
        assert found.claim is not None
        return accept_claim(self.lead, self.covered.contract.id, found.claim.seq)

    def claim_state(self) -> str:
        found = self.see().claim
        assert found is not None
        return found.state

    def look(self, *, as_customer: bool = False) -> ProjectView:
        return project_of(self.customer if as_customer else self.lead, self.project.id)

    def see(self, *, as_customer: bool = False) -> PhaseView:
        (found,) = self.look(as_customer=as_customer).phases
        return found


def run_project(
    covered: Covered, kind: ProjectKind, planned: date, *, title: str = "فاز یکم"
) -> Running:
    """Promise one phase of a project for a day."""
    desk = covered.desk
    ctx = desk.ctx(desk.manager)
    project = open_project(ctx, NewProject(covered.contract.id, "استقرار سامانه", kind, START))
    plan = Plan(START, planned)
    return Running(covered, project, add_phase(ctx, project.id, NewPhase(title, plan)))


def days_ago(desk: Desk, days: int) -> date:
    """Return a day before the desk's own."""
    return desk.now.date() - timedelta(days=days)


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)
