"""Measure how much faster the index finds rules than trying all rows of the same table."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from time import perf_counter

from owj.kernel.calendars.bench import BenchResultsDiffer
from owj.kernel.dmn.boxes import Scope
from owj.kernel.dmn.compile_boxes import BoxCompiler
from owj.kernel.dmn.compile_tables import compile_table
from owj.kernel.dmn.expressions import (
    DecisionTable,
    HitPolicy,
    InputClause,
    LiteralExpression,
    OutputClause,
    Place,
    Rule,
)
from owj.kernel.dmn.feel_texts import FeelTexts
from owj.kernel.dmn.item_types import no_types
from owj.kernel.dmn.run import DecisionRun
from owj.kernel.dmn.tables import CompiledTable
from owj.kernel.feel import EMPTY_ENVIRONMENT, FeelValue
from owj.kernel.figures import Figure

PRODUCTS, LEVELS = 20, 5
BAR = 20.0
_ROUNDS = 15
_HERE = Place(1, 1)


def table_figure() -> Figure:
    """Return how many times faster a 100-row table answers by its index."""
    table = hundred_rows()
    scanned = replace(table, index=None)
    scopes = [_scope(number) for number in range(0, PRODUCTS * LEVELS, 7)]
    for scope in scopes:
        ours, scan = _ask(table, scope), _ask(scanned, scope)
        if ours != scan:
            raise BenchResultsDiffer(what="a table of 100 rows", ours=ours, theirs=scan)
    # In turns, so that a busy moment of the machine falls on both sides.
    rounds = [(_ask_all_s(scanned, scopes), _ask_all_s(table, scopes)) for _ in range(_ROUNDS)]
    ratio = min(scan for scan, _ in rounds) / min(index for _, index in rounds)
    return Figure("table_of_100_rows", round(ratio, 1), "times a scan", BAR, ok=ratio >= BAR)


def hundred_rows() -> CompiledTable:
    """Return a table that names a product and a level in each row."""
    rules = tuple(
        Rule(
            id="",
            input_entries=(f'"product {number // LEVELS}"', str(number % LEVELS)),
            output_entries=(LiteralExpression(str(number * 10), "", "", _HERE),),
            annotations=(),
            place=_HERE,
        )
        for number in range(PRODUCTS * LEVELS)
    )
    drawn = DecisionTable(
        hit_policy=HitPolicy.UNIQUE,
        aggregation=None,
        inputs=tuple(InputClause(name, name, "", "", _HERE) for name in ("product", "level")),
        outputs=(OutputClause("discount", "", "", "", None, _HERE),),
        rules=rules,
        output_label="",
        type_ref="",
        place=_HERE,
    )
    compiler = BoxCompiler("discount", FeelTexts(frozenset(), {}), no_types())
    return compile_table(compiler, drawn, frozenset(("product", "level")), "")


def _scope(number: int) -> Scope:
    return {"product": f"product {number // LEVELS}", "level": Decimal(number % LEVELS)}


def _ask(table: CompiledTable, scope: Scope) -> FeelValue:
    return table(scope, DecisionRun(EMPTY_ENVIRONMENT))


def _ask_all_s(table: CompiledTable, scopes: list[Scope]) -> float:
    began = perf_counter()
    for _ in range(20):
        run = DecisionRun(EMPTY_ENVIRONMENT)
        for scope in scopes:
            table(scope, run)
    return perf_counter() - began
