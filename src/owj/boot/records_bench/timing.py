"""Times and figures."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from owj.kernel.figures import Figure


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work took."""
    began = perf_counter()
    work()
    return perf_counter() - began


def times_of(work: Callable[[], object], rounds: int) -> list[float]:
    """Return how long each of many rounds took, in seconds, sorted; the first few are left out."""
    for _ in range(min(5, rounds)):
        work()
    return sorted(seconds(work) for _ in range(rounds))


def in_turn(first: Callable[[], object], second: Callable[[], object], rounds: int) -> float:
    """Return how many times as long the first takes, both by turns, so that both meet one load."""
    pairs = [(seconds(first), seconds(second)) for _ in range(rounds + 5)][5:]
    return median(one for one, _ in pairs) / median(other for _, other in pairs)


def share(times: list[float], part: float) -> float:
    """Return the time within which a part of the rounds was done."""
    return times[min(len(times) - 1, int(len(times) * part))]


def at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    """Return a figure that should be small."""
    return Figure(name, round(value, 3), unit, bar, value <= bar)


def at_least(name: str, value: float, unit: str, bar: float) -> Figure:
    """Return a figure that should be large."""
    return Figure(name, round(value), unit, bar, value >= bar)
