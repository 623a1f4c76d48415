"""Lists, contexts, filters, loops, functions and types."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.kernel.feel.asking import ask, holds, value_of

from owj.kernel.feel import (
    FeelFunction,
    FeelValue,
    Parameter,
    Run,
    compile_expression,
    compile_unary_tests,
)
from owj.kernel.feel.types import BOOLEAN, NUMBER, ContextType, ListType

ORDERS: FeelValue = (
    {"total": Decimal(10), "paid": True},
    {"total": Decimal(20), "paid": False},
    {"total": None, "paid": None},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][item > 1]", (2, 3)),
        ("5[1]", 5),
        ("null[item > 1]", ()),
        ("[[1, 2], [3]][1][2]", 2),
        ("[{a: 1}, {a: 2}].a", (1, 2)),
        ("{a: {b: 7}}.a.b", 7),
        ("for i in [1, 2], j in [10, 20] return i * j", (10, 20, 20, 40)),
        ("for i in 3..1 return i", (3, 2, 1)),
        ("for i in (1..4) return i", (2, 3)),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", (1, 1, 2, 6, 24)),
        ("some i in [1, 2] satisfies i > 1", True),
        ("every i in [1, 2] satisfies i > 1", False),
        ("every i in [] satisfies false", True),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(5)", 120),
        ("(function(a, b) a - b)(b: 1, a: 10)", 9),
        ("{by: 3, times: function(x) x * by}.times(4)", 12),
        ("for f in (for i in [1, 2] return function(x) x + i) return f(10)", (11, 12)),
        ("sort([3, 1, 2], function(a, b) a > b)", (3, 2, 1)),
    ],
)
def test_lists_loops_and_functions(text: str, value: object) -> None:
    assert value_of(text) == value


def test_a_filter_sees_the_entries_of_the_element_before_the_scope() -> None:
    scope: dict[str, FeelValue] = {"orders": ORDERS, "total": Decimal(99), "least": Decimal(15)}
    assert ask("orders[total > least].total", scope).value == (20,)


def test_known_types_change_no_result() -> None:
    kind = ListType(ContextType((("total", NUMBER), ("paid", BOOLEAN))))
    scope: dict[str, FeelValue] = {"orders": ORDERS, "least": Decimal(15)}
    for text in (
        *("orders[total > least]", "orders[total = null]", "orders[not(paid)].total"),
        *("orders[1].total + least", "orders[3].total + least", "orders[-1].paid = true"),
        *("for o in orders return o.total * 2", "orders.total[item > least]"),
        *("orders[total = item]", "orders[item.total = total]"),
        *("orders[total >= least and paid]", "orders[total < least and paid and total > 1]"),
        "for l in [5, 15] return orders[total > l and not(paid)]",
    ):
        typed = compile_expression(text, tuple(scope), types={"orders": kind, "least": NUMBER})
        untyped = compile_expression(text, tuple(scope))
        assert typed.evaluate(scope).value == untyped.evaluate(scope).value, text


def test_a_context_names_no_entry_twice() -> None:
    assert ask("{a: 1, a: 2}").warnings[0].code == "feel.same_key_twice"


@pytest.mark.parametrize(
    "text",
    ["1 instance of number", "null instance of Null", "[1, 2] instance of list<number>",
     '{a: "x", b: 1} instance of context<a: string>', "[1..2] instance of range<number>",
     "(function(a: number) a + 1) instance of function<number> -> number",
     '@"P1D" instance of days and time duration', "not(null instance of Any)",
     "not([1, true] instance of list<number>)", 'not(@"P1D" instance of date)',
     "(function(a) a) instance of function<Any> -> Any",
     "(function(a: Any) a) instance of function<number> -> Any",
     "not((function(a: number) a) instance of function<Any> -> Any)",
     "not((function(a) a) instance of function<Any, Any> -> Any)"],
)  # fmt: skip
def test_instance_of(text: str) -> None:
    assert holds(text)


def test_an_argument_that_does_not_conform_makes_the_call_null() -> None:
    found = ask('(function(a: number) 1)("x")')
    assert found.value is None
    assert found.warnings[0].code == "feel.wrong_argument"
    assert value_of("(function(a: number) a + 1)([4])") == 5  # a list of one stands for its element
    assert value_of("(function(a: list<number>) count(a))(4)") == 1


def test_functions_of_python_take_part() -> None:
    def body(run: Run, /, *arguments: FeelValue) -> FeelValue:
        return arguments[0] == "vip"

    function = FeelFunction("is vip", (Parameter("level"),), body, BOOLEAN)
    scope: dict[str, FeelValue] = {"is vip": function}
    assert value_of('[is vip("vip"), is vip(level: "x")]', scope) == (True, False)


@pytest.mark.parametrize(
    ("tests", "value", "passes"),
    [
        ("-", None, True),
        ("5", "5", True),
        ("< 5, > 10", "11", True),
        ("< 5, > 10", "7", False),
        ("[1..5)", "5", False),
        ("not(1, 2)", "3", True),
        ("not(1, 2)", "2", False),
        ("null", None, True),
        ("> 5", None, None),
        ("? > 5 and ? < 9", "6", True),
        ("even(?)", "7", False),
        ("limit", "100", True),
        ("[1, 2, 3]", "2", True),
        ("< limit / 2", "49", True),
    ],
)
def test_unary_tests(tests: str, value: str | None, passes: bool | None) -> None:
    given = None if value is None else Decimal(value)
    found = compile_unary_tests(tests, ("limit",)).matches(given, {"limit": Decimal(100)})
    assert found.value is passes


def test_nothing_of_python_is_reachable() -> None:
    for text in ('"".__class__', "[].__class__", "{}.__dict__", "(function() 1).body",
                 '@"2026-11-22".today', "now().tzinfo", "abs.forms"):  # fmt: skip
        found = ask(text)
        assert found.value in (None, ()), text


def test_a_lambda_keeps_the_world_it_was_made_in() -> None:
    scope: dict[str, FeelValue] = {"rate": Decimal(2)}
    made = compile_expression("function(x) x * rate", ("rate",)).evaluate(scope).value
    assert value_of("f(21)", {"f": made, "rate": Decimal(0)}) == 42
