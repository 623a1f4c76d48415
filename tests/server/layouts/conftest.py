"""The toy entities, open to pages that serve any entity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.server.records import conftest as records
from tests.server.records.toys import Case, Firm, Note, Person

from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.records.context import Context, open_context
from owj.server.records.rights import _openings, open_to_pages

toy_tables, toys = records.toy_tables, records.toys
NOW = records.NOW


def _person(username: str, *roles: str) -> Actor:
    user = User.objects.create(
        username=username, username_key=username, full_name=username, kind="staff", roles=[*roles]
    )
    return Actor(user_id=user.pk, kind="staff", roles=frozenset(roles), name=username)


@pytest.fixture
def opened(toys: None) -> Iterator[None]:
    for toy in (Firm, Person, Case, Note):
        open_to_pages(toy)
    yield
    for toy in (Firm, Person, Case, Note):
        del _openings[toy.key]


@pytest.fixture
def ctx(opened: None) -> Context:
    """Give an agent's unit of work."""
    return open_context(_person("sara", "agent"), NOW)


@pytest.fixture
def other(opened: None) -> Context:
    """Give a colleague's unit of work."""
    return open_context(_person("bita", "agent"), NOW)


@pytest.fixture
def admin(opened: None) -> Context:
    """Give an administrator's unit of work."""
    return open_context(_person("maryam", "admin"), NOW)


@pytest.fixture
def firm(ctx: Context) -> Firm:
    return ctx.as_system().create(Firm, name="پارس")


@pytest.fixture
def cases(ctx: Context, firm: Firm) -> list[Case]:
    """Give seven cases with gaps in what is optional."""
    system = ctx.as_system()
    sizes = [5, None, 1, 5, None, 9, 3]
    levels = ["high", None, "low", "low", None, "high", None]
    return [
        system.create(
            Case,
            subject=f"موضوع {place}",
            firm=firm,
            size=size,
            level=levels[place],
            status="closed" if place % 2 else "open",
            day=(NOW - timedelta(days=20 * place)).date() if place != 3 else None,
            opened_at=NOW - timedelta(days=place),
            assignee=ctx.actor.user_id if place < 2 else None,
            urgent=place == 0,
        )
        for place, size in enumerate(sizes)
    ]
