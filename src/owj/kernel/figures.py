"""A measured figure beside the bar it must reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one measurement of a bench.

    bar: the value to reach, in `unit`; whether more or less is better, `ok` has decided.
    """

    name: str
    value: float
    unit: str
    bar: float
    ok: bool
