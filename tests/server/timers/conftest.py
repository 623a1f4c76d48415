"""Kinds of timers that note their runs."""

from __future__ import annotations

from datetime import datetime

import pytest

from owj.server.timers import registry
from owj.server.timers.registry import TimerRow, timer_kind


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this test register its own kinds only."""
    monkeypatch.setattr(registry, "_kinds", {})


@pytest.fixture
def runs(kinds: None) -> list[TimerRow]:
    """Return the list to which timers of kind "note" add themselves."""
    seen: list[TimerRow] = []

    @timer_kind("note")
    def note(row: TimerRow, now: datetime) -> None:
        seen.append(row)

    return seen
