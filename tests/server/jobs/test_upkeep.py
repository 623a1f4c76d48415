"""Chores: one that stumbles holds up no other."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from owj.server.jobs import upkeep


def stumble() -> int:
    raise FileNotFoundError("it went while it was looked at")


def lose_database() -> int:
    raise OperationalError


def test_a_chore_that_stumbles_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    upkeep._run((stumble, lambda: done.append(1) or 1))
    assert done == [1]
    assert "stumble" in caplog.text


def test_a_lost_database_ends_the_round() -> None:
    done: list[int] = []
    with pytest.raises(OperationalError):
        upkeep._run((lose_database, lambda: done.append(1) or 1))
    assert done == []
