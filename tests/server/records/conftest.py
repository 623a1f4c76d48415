"""A small world of entities, made anew for each test and rolled back with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.server.records.computed_toys import SUMS
from tests.server.records.schema_state import ToyTables, kept_schema
from tests.server.records.toys import TOYS

from owj.server.context import SYSTEM, Actor
from owj.server.identity.models import User
from owj.server.records.context import Context, open_context
from owj.server.records.registry import declared_packages, only_declared

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)  # 1 Azar 1405
STAFF = Actor(user_id=7, kind="staff", roles=frozenset({"agent"}), name="Sara")
HUB = Actor(user_id=8, kind="hub", roles=frozenset(), name="Navid")


@pytest.fixture
def toy_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        ToyTables.ensure()


@pytest.fixture
def toys(toy_tables: None, db: None) -> Iterator[None]:
    """Let the toy entities be declared and synced, beside those of the installed packages."""
    with only_declared({**declared_packages(), "toys": TOYS, "sums": SUMS}):
        ToyTables.publish()
        yield


@pytest.fixture
def ctx(toys: None) -> Context:
    return open_context(STAFF, NOW)


@pytest.fixture
def system(toys: None) -> Context:
    return open_context(SYSTEM, NOW)


@pytest.fixture
def hub(toys: None) -> Context:
    return open_context(HUB, NOW)


@pytest.fixture
def user_id(db: None) -> int:
    """Return the id of a person who may be linked to."""
    person = User.objects.create(
        username="sara", username_key="sara", full_name="سارا", kind="staff", email="s@x.ir"
    )
    return int(person.pk)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let a test commit schema changes as real processes do; they are forgotten afterwards."""
    ToyTables.drop()
    with kept_schema(), only_declared(declared_packages()):
        yield
