"""Fixtures every test may use. Fixtures of one room live in that room's conftest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("OWJ_SHARED", Path(__file__).parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared cases, or skip with the one line that allowed_skips.txt knows."""
    if not (SHARED / "rules" / "vectors.jsonl").exists():
        pytest.skip("shared cases absent: set OWJ_SHARED to their folder")
    return SHARED
