"""The text that comes with Owj, to begin one's own from; every setting stands at a clause of it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from owj.kernel.sla.clauses import Clause, read_clauses

_TEXT = Path(__file__).resolve().with_name("shipped_text.json")


@cache
def shipped_clauses() -> tuple[Clause, ...]:
    """Return the clauses of the agreement that comes with Owj."""
    return read_clauses(json.loads(_TEXT.read_text(encoding="utf-8")))
