"""A store of files in a folder of the test's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from owj.server.context import SYSTEM, Actor
from owj.server.files import services


@dataclass
class Context:
    """Whatever knows who acts."""

    actor: Actor = SYSTEM


@pytest.fixture
def store(db: None, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the store; nobody guards its files yet."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(services, "_guards", [])
    return tmp_path / "files"
