"""Short ways for tests to ask an expression."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from owj.kernel.calendars.business import ticket_calendar
from owj.kernel.feel import Environment, Evaluation, FeelValue, compile_expression

AT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
WORLD = Environment(now=AT, calendars={"ticket": ticket_calendar()})


def ask(text: str, scope: Mapping[str, FeelValue] | None = None) -> Evaluation:
    """Return value and warnings of an expression."""
    given = scope or {}
    return compile_expression(text, tuple(given)).evaluate(given, environment=WORLD)


def value_of(text: str, scope: Mapping[str, FeelValue] | None = None) -> FeelValue:
    """Return the value of an expression that warns of nothing."""
    found = ask(text, scope)
    assert found.warnings == (), found.warnings
    return found.value


def holds(text: str, scope: Mapping[str, FeelValue] | None = None) -> bool:
    """Return whether an expression is true, without a warning."""
    return value_of(text, scope) is True


def numbers(*texts: str) -> tuple[Decimal, ...]:
    """Return a list of numbers."""
    return tuple(Decimal(text) for text in texts)
