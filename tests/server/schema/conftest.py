"""Designers and others, on a schema that is put back after each test that publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation
from tests.server.records.schema_state import ToyTables, kept_schema

from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.records.context import Context, open_context
from owj.server.records.registry import declared_packages, only_declared
from owj.server.roles import source
from owj.server.schema.models import SchemaDraft

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
Open = Callable[[], Context]


def actor_of(user: User, *roles: str) -> Actor:
    return Actor(int(user.pk), "staff", frozenset(roles), user.full_name)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let a test publish as real processes do; entities and versions are forgotten afterwards."""
    ToyTables.drop()
    # Numbers of rights begin anew in each test; what was read under the same one is another's.
    source._Kept.last = (-1, source._Kept.last[1])
    with kept_schema(), only_declared(declared_packages()):
        yield
        SchemaDraft.objects.all().delete()


@pytest.fixture
def open_admin(committed: None) -> Open:
    """Open units of work of an administrator, each upon the version of its moment."""
    user = create_user(NewUser("designer", "مریم طراح", "staff", roles=("admin",)))
    return lambda: open_context(actor_of(user, "admin"), NOW)


@pytest.fixture
def open_second(committed: None) -> Open:
    user = create_user(NewUser("second", "سینا طراح", "staff", roles=("admin",)))
    return lambda: open_context(actor_of(user, "admin"), NOW)


@pytest.fixture
def open_agent(committed: None) -> Open:
    user = create_user(NewUser("agent1", "الهام", "staff", roles=("agent",)))
    return lambda: open_context(actor_of(user, "agent"), NOW)
