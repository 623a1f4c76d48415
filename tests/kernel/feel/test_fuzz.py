"""Whatever the text: a value, or an error of ours; never a hang, never another exception."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from tests.kernel.feel.drawn import NAMES, expressions, random_texts

from owj.kernel.calendars.business import ticket_calendar
from owj.kernel.feel import (
    Environment,
    FeelBudgetSpent,
    FeelSyntaxError,
    FeelValue,
    Limits,
    compile_expression,
    compile_unary_tests,
)
from owj.kernel.feel.json_text import json_text
from owj.kernel.feel.values import KIND_OF

LIMITS = Limits(text=5_000, depth=60, steps=5_000)
ENVIRONMENT = Environment(
    now=datetime(2026, 11, 22, 16, tzinfo=UTC),
    calendars={"ticket": ticket_calendar()},
    limits=LIMITS,
)
SMALL = Environment(limits=Limits(steps=100_000))
SCOPE: dict[str, FeelValue] = {
    "a": Decimal("1.5"),
    "b": None,
    "order total": Decimal(100),
    "customer": {"name": "سارا", "order total": Decimal(3)},
    "items": ({"total": Decimal(1), "a": "x"}, {"total": Decimal(2)}),
    "date": "2026-11-22",
}
MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_answers(text: str) -> None:
    try:
        found = compile_expression(text, NAMES, limits=LIMITS).evaluate(
            SCOPE, environment=ENVIRONMENT
        )
        json_text(found.value, found)
    except (FeelSyntaxError, FeelBudgetSpent):
        return
    assert type(found.value) in KIND_OF
    assert all(warning.text for warning in found.warnings)


@MANY
@given(random_texts)
@example("(" * 4_000)
@example("-" * 4_000 + "1")
@example("a" + ".a" * 2_000)
@example("1" + "+1" * 2_000)
@example("a in (" * 1_000)
@example("[" * 2_000 + "1" + "]" * 2_000)
@example("function(x) " * 300 + "x")
@example("x instance of " + "list<" * 900)
def test_any_text_gives_a_value_or_our_error(text: str) -> None:
    assert_answers(text)


@MANY
@given(expressions)
def test_any_expression_gives_a_value_or_our_error(text: str) -> None:
    assert_answers(text)


@MANY
@given(random_texts | expressions)
def test_any_unary_tests_give_true_false_null_or_our_error(text: str) -> None:
    try:
        tests = compile_unary_tests(text, NAMES, limits=LIMITS)
        found = tests.matches(Decimal(5), SCOPE, environment=ENVIRONMENT)
    except (FeelSyntaxError, FeelBudgetSpent):
        return
    assert found.value in {True, False, None}


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..100000000 return i",
        'for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1]',
        "for i in 1..40 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "string(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])",
        "for i in 1..1000, j in 1..1000, k in 1..1000 return i",
        "{f: function(n) f(n + 1)}.f(1)",
        "{f: function(n) f(n) + f(n)}.f(1)",
        "{big: for i in 1..100000 return i, all of it: for i in big return sublist(big, 1)}",
        "count(for i in 1..2000, j in 1..2000 return i)",
        "for i in 1..5000 return [partial[-1]]",
        "some i in 1..100000000 satisfies i < 0",
        "union(for i in 1..90000 return i, for i in 1..90000 return i)",
    ],
)
def test_what_grows_without_end_stops_at_the_budget(text: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(FeelBudgetSpent):
            compile_expression(text).evaluate({}, environment=SMALL)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_no_pattern_makes_matching_slow() -> None:
    text = '"' + "a" * 5_000 + '!"'
    assert compile_expression(f'matches({text}, "^(a+)+$")').evaluate({}).value is False
