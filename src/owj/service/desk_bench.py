"""Measures the desk's pages on a started Owj: with a log of 4,580 cases and a hundred times that.

Everything happens in one run on one data folder of its own: `./owj up`, the log brought in by
`./owj import`, 500 live streams held open, the pages timed, the log multiplied, the same again.
The one that asks runs on the same cores, so the figures are those of a busy machine.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

from owj.kernel.figures import Figure
from owj.service.bench_load import PageFailed, Taken, Visitor, listeners, time_pages
from owj.service.installation import CHECKOUT
from owj.service.start_bench import running

PAGE_BAR_MS, GROWTH_BAR, RATE_BAR = 200.0, 1.5, 10.0
LISTENERS = 500
# So many browsers ask at once for the rate; for the time of a page one asks after the other.
AT_ONCE = 8
ROUNDS = 30
TIMES = 100
# Where the real log lies beside a checkout, if it does.
REAL_LOG = Path("..", "shared", "data", "helpdesk_log.csv")
_TICKET = re.compile(r'href="(/tickets/T-[^"?]+)')

LISTS: Mapping[str, tuple[str, ...]] = {
    "inbox": ("/inbox?queue=open", "/inbox?queue=unassigned", "/inbox?queue=near"),
    "inbox of all tickets": (
        "/inbox?queue=all",
        "/inbox?queue=all&sort=new",
        "/inbox?queue=all&sort=customer",
        "/inbox?queue=all&priority=critical&status=closed",
    ),
    "search, a word of every ticket": (f"/inbox?queue=all&q={quote('محصول')}",),
    "search, a word of few tickets": (f"/inbox?queue=all&q={quote('مشتری ۳۹۱')}",),
    "search, a word of messages": (f"/inbox?queue=all&q={quote('واحد مسئول ۵')}",),
    "search, a word of no ticket": (f"/inbox?queue=all&q={quote('زرافه‌خانه')}",),
    "palette": (f"/find?q={quote('مشتری ۱۲')}",),
    "customers": ("/customers",),
    "dashboard": ("/dashboard",),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What one size of data came to."""

    pages_per_s: float
    taken: Mapping[str, Taken]


def run_bench(
    multiply: Callable[[Path, int], object], write_log: Callable[[Path], None]
) -> list[Figure]:
    """Return the figures of both sizes beside their bars.

    multiply: makes the log of a data folder so many times as large. write_log: writes one where
    the real one is not at hand. Raises: StartFailed, PageFailed.
    """
    with tempfile.TemporaryDirectory(prefix="owj-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        data = folder / "data"
        log = (CHECKOUT / REAL_LOG).resolve()
        if not log.exists():
            log = folder / "log.csv"
            write_log(log)
        with running(CHECKOUT, data) as (_, state):
            _bring_in(log, data)
            once = asyncio.run(measure(state))
            multiply(data, TIMES)
            often = asyncio.run(measure(state))
    return figures_of(once, often)


def figures_of(once: Measured, often: Measured) -> list[Figure]:
    """Return rates, times and growth as figures."""
    figures = []
    for size, found in (("1x", once), ("100x", often)):
        rate = found.pages_per_s
        name = f"pages, {LISTENERS} listeners, {size}"
        figures.append(Figure(name, round(rate, 1), "pages/s", RATE_BAR, ok=rate >= RATE_BAR))
        for kind, taken in found.taken.items():
            figures.append(_at_most(f"{kind}, p50, {size}", taken.at(0.5), "ms", PAGE_BAR_MS))
            figures.append(_at_most(f"{kind}, p95, {size}", taken.at(0.95), "ms", PAGE_BAR_MS))
    for kind, taken in often.taken.items():
        growth = taken.at(0.95) / once.taken[kind].at(0.95)
        figures.append(_at_most(f"{kind}, growth of p95", growth, "times", GROWTH_BAR))
    return figures


async def measure(state: Mapping[str, Any]) -> Measured:
    """Time every kind of page while the streams are open. Raises: PageFailed."""
    url = str(state["url"])
    person = next(one for one in state["sign_ins"] if one["role"] == "admin")
    visitor = Visitor(url)
    await visitor.sign_in(person["user"], person["password"])
    kinds = {**LISTS, "ticket page": await _some_tickets(visitor)}
    async with listeners(visitor, LISTENERS):
        taken = {}
        for kind, paths in kinds.items():
            await time_pages([visitor], paths, 1)
            taken[kind] = await time_pages([visitor], paths, max(1, ROUNDS // len(paths)))
        return Measured(
            await _rate(visitor, [path for paths in kinds.values() for path in paths]), taken
        )


async def _rate(visitor: Visitor, paths: Sequence[str]) -> float:
    crowd = [Visitor(visitor.url, dict(visitor.cookies)) for _ in range(AT_ONCE)]
    began = perf_counter()
    taken = await time_pages(crowd, paths, max(1, 200 // len(paths)))
    seconds = perf_counter() - began
    for one in crowd:
        await one.leave()
    return len(taken.seconds) / seconds


async def _some_tickets(visitor: Visitor) -> tuple[str, ...]:
    """Return the pages of tickets from a list of them."""
    status, page = await visitor.ask("/inbox?queue=all&sort=new&status=closed")
    text = (gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page).decode()
    found = tuple(dict.fromkeys(_TICKET.findall(text)))[:5]
    if not found:
        raise PageFailed(path="/inbox", status=status)
    return found


def _bring_in(log: Path, data: Path) -> None:
    subprocess.run(
        [sys.executable, CHECKOUT / "owj", "import", "helpdesk-log", log, "--data", data, "--json"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 2), unit, bar, ok=value <= bar)
