"""One world for all attacks; each attack leaves it as it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction

from owj.server import clock
from owj.server.agreements.queries import forget_rows
from tests.database import taken_back
from tests.security.world import World, make_world

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the attacks as tests of the database, so that there is one."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def made_world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Make the world once, inside a transaction that is never committed."""
    kept, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("data")
    forget_rows()
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    forget_rows()
    settings.DATA_DIR = kept


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    """Keep thousands of refusals out of the log of a failure."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def _django_db_helper(made_world: World, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Stand in for pytest-django's own transaction, which would end the one around the world."""
    with django_db_blocker.unblock(), taken_back():
        yield


@pytest.fixture
def world(made_world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give the world at an instant that stands still."""
    instant = made_world.desk.now + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: instant)
    return made_world
