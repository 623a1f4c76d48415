"""People, teams and toy records for tasks."""

from __future__ import annotations

import pytest

from owj.server.agreements.services import install_shipped_agreement
from owj.server.identity.models import User
from owj.server.records.context import Context
from owj.server.roles.models import Team


@pytest.fixture
def agreement(toys: None) -> None:
    install_shipped_agreement()


@pytest.fixture
def finance(ctx: Context, other: Context) -> Team:
    """Give a team of one colleague, Sara."""
    team = Team.objects.create(name="مالی")
    team.people.set(User.objects.filter(pk=ctx.actor.user_id))
    return team
