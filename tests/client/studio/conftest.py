"""An administrator at the studio, on a schema that is put back after each test that publishes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from tests.doors import client_of, set_page_clock
from tests.packages.conftest import Desk, make_desk
from tests.server.records.schema_state import ToyTables, kept_schema

from owj.server.records.registry import declared_packages, only_declared
from owj.server.schema.models import SchemaDraft


@pytest.fixture
def studio(transactional_db: None) -> Iterator[Desk]:
    """Give the desk with its people; what is published meanwhile is forgotten afterwards."""
    ToyTables.drop()
    with kept_schema(), only_declared(declared_packages()):
        made = make_desk()
        set_page_clock(made)
        yield made
        SchemaDraft.objects.all().delete()


@pytest.fixture
def designer(studio: Desk) -> Client:
    """Return the administrator's client."""
    return client_of(studio.admin)
