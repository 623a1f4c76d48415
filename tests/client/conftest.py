"""The desk's people at their doors."""

from __future__ import annotations

import pytest
from tests.doors import set_page_clock
from tests.packages.conftest import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    """Give the desk, its instant being the pages' clock."""
    made = make_desk()
    set_page_clock(made)
    return made
