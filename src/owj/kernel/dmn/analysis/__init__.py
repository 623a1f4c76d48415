"""Look at a decision table without asking it: gaps, overlaps, rules that never decide."""

from __future__ import annotations

from owj.kernel.dmn.analysis.atoms import Atom, OtherAtom, SpanAtom, ValueAtom
from owj.kernel.dmn.analysis.table_analysis import (
    Overlap,
    Region,
    TableAnalysis,
    analyse_table,
)

__all__ = [
    "Atom",
    "OtherAtom",
    "Overlap",
    "Region",
    "SpanAtom",
    "TableAnalysis",
    "ValueAtom",
    "analyse_table",
]
