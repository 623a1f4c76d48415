"""The bench holds the figures of the issue, and refuses to compare unequal results."""

from __future__ import annotations

import sys

import pytest

from owj.kernel.calendars import bench


def test_figures_reach_their_bars() -> None:
    figures = bench.run_bench()
    assert [figure.name for figure in figures] == [
        "add_30_working_minutes",
        "working_time_over_a_year",
        "six_year_table",
    ]
    assert [figure.bar for figure in figures] == [15, 5_000, 50]
    assert [figure.name for figure in figures if not figure.ok] == []


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "businesstimedelta", None)
    with pytest.raises(bench.BenchLibraryMissing, match="businesstimedelta: install"):
        bench.run_bench()


def test_unequal_results_stop_the_bench(monkeypatch: pytest.MonkeyPatch) -> None:
    their_add, their_between = bench._library_sides()
    monkeypatch.setattr(
        bench, "_library_sides", lambda: (their_add, lambda a, b: their_between(a, b) + 1)
    )
    with pytest.raises(bench.BenchResultsDiffer, match="ours gave"):
        bench.run_bench()
