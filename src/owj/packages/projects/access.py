"""Who may see projects: staff all, a hub user those of the own customer's contracts.

Minutes are the customer's business from the moment they were sent.
"""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import reach_through
from owj.packages.projects.entity import Project, ProjectMinutes, ProjectPhase, ProjectSession
from owj.packages.projects.words import MinutesState
from owj.server.records import Reach, access_rule
from owj.server.records.context import Context


@access_rule(Project)
def reach_projects(ctx: Context) -> Reach:
    """Return the projects the actor may see."""
    return reach_through(ctx, "contract__customer_id")


@access_rule(ProjectPhase)
def reach_phases(ctx: Context) -> Reach:
    """Return the phases of those projects that the actor may see."""
    return reach_through(ctx, "project__contract__customer_id")


@access_rule(ProjectSession)
def reach_sessions(ctx: Context) -> Reach:
    """Return the sessions of those projects that the actor may see."""
    return reach_through(ctx, "project__contract__customer_id")


@access_rule(ProjectMinutes)
def reach_minutes(ctx: Context) -> Reach:
    """Return the minutes of those projects that the actor may see."""
    reach = reach_through(ctx, "project__contract__customer_id")
    if isinstance(reach, Q):
        return reach & ~Q(state=MinutesState.DRAFT)
    return reach
