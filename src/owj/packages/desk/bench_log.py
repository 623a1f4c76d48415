"""Writes a log of the shape of the real one, for measuring where that one is not at hand.

4,580 cases of 397 customers in four years, 22 agents, 21 products; the share of each activity and
the length of a case are those of the real log, what happens in a case is drawn with a fixed seed.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

CASES, CUSTOMERS, AGENTS, PRODUCTS = 4_580, 397, 22, 21
_HEADER = (
    "Case ID",
    "Activity",
    "Resource",
    "Complete Timestamp",
    "customer",
    "product",
    "responsible_section",
    "seriousness_2",
    "service_level",
    "service_type",
    "support_section",
)
_FIRST = datetime(2010, 1, 13, 8, 40)  # noqa: DTZ001 -- a wall time, as logs write it
_LASTING = timedelta(days=1450)
_BETWEEN = ("Wait", "Assign seriousness", "Take in charge ticket", "Require upgrade")


def write_log(path: Path, *, seed: int = 1405) -> None:
    """Write the log to a file."""
    chance = Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_HEADER)
        for number in range(1, CASES + 1):
            rows.writerows(_case(number, chance))


def _case(number: int, chance: Random) -> list[tuple[str, ...]]:
    # Few customers file most cases, as everywhere.
    customer = min(CUSTOMERS, 1 + int(chance.paretovariate(0.6)))
    facts = (
        f"Value {customer}",
        f"Value {chance.randint(1, PRODUCTS)}",
        f"Value {chance.randint(1, 7)}",
        f"Value {chance.choices((1, 2, 3, 4), (46, 38, 12, 4))[0]}",
        f"Value {chance.randint(1, 4)}",
        f"Value {chance.randint(1, 4)}",
        f"Value {chance.randint(1, 7)}",
    )
    at = _FIRST + chance.random() * _LASTING
    activities = ["Assign seriousness", "Take in charge ticket"]
    activities += chance.choices(_BETWEEN, (5, 3, 3, 1), k=chance.choice((0, 0, 1, 1, 2, 3)))
    # A few are never closed.
    activities += ["Resolve ticket"] + (["Closed"] if chance.random() > 0.005 else [])
    rows: list[tuple[str, ...]] = []
    for activity in activities:
        shown = f"{at:%Y/%m/%d %H:%M:%S}.000"
        agent = f"Value {chance.randint(1, AGENTS)}"
        rows.append((f"Case {number}", activity, agent, shown, *facts))
        at += timedelta(minutes=chance.expovariate(1 / 900))
    return rows
