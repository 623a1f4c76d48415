"""The official holidays of Iran that ship with Owj."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

from owj.kernel.calendars.definition import Closure, ClosureKind

HOLIDAYS_FILE = Path(__file__).with_name("holidays_ir.json")


@cache
def shipped_holidays() -> tuple[Closure, ...]:
    """Return the closures of the shipped table, ascending by day, with Persian names.

    Source: R4; the table's own `source` text says where each fact comes from.
    """
    table = json.loads(HOLIDAYS_FILE.read_text(encoding="utf-8"))
    return tuple(
        Closure(
            date.fromisoformat(entry["date"]),
            ClosureKind(entry["class"]),
            entry.get("name_fa") or entry["name"],
        )
        for entry in table["holidays"]
    )
