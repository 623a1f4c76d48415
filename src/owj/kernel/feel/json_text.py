"""Values as JSON text and back, numbers with every digit they have."""

from __future__ import annotations

import json
from decimal import Decimal

from owj.kernel.errors import InvalidInput
from owj.kernel.feel.numbers import read_number
from owj.kernel.feel.running import FeelBudgetSpent, Run
from owj.kernel.feel.showing import show_literal
from owj.kernel.feel.values import FeelContext, FeelValue

_LONGEST_PLAIN = 40


class FeelJsonRefused(InvalidInput):
    """Say why a text cannot be taken as values by name."""

    code = "feel.json_refused"
    message = "The context: expected %(expected)s, got %(got)s."


def read_context(text: str) -> FeelContext:
    """Return the values by name of a JSON object. Raises: FeelJsonRefused."""
    try:
        found = json.loads(text, parse_float=_read, parse_int=_read, parse_constant=_refuse)
        if isinstance(found, dict):
            return {name: feel_value(value) for name, value in found.items()}
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        raise FeelJsonRefused(expected="JSON", got=where) from None
    except RecursionError:
        raise FeelJsonRefused(expected="JSON that is not so deep", got="a deeper one") from None
    raise FeelJsonRefused(expected="an object of values by name", got=text[:40])


def feel_value(value: object) -> FeelValue:
    """Return what JSON's reader made as a value of FEEL."""
    if isinstance(value, list):
        return tuple(feel_value(item) for item in value)
    if isinstance(value, dict):
        return {str(name): feel_value(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | Decimal | str):
        return value
    raise FeelJsonRefused(expected="JSON", got=type(value).__name__)


def _read(text: str) -> Decimal:
    number = read_number(text)
    if number is None:
        raise FeelJsonRefused(expected="a number that FEEL can hold", got=text[:40])
    return number


def _refuse(text: str) -> None:
    raise FeelJsonRefused(expected="a number", got=text)


def json_text(value: FeelValue, run: Run) -> str:
    """Return a value as JSON; what JSON lacks is a text. Raises: FeelBudgetSpent."""
    try:
        return _text(value, run)
    except RecursionError:
        depth = run.environment.limits.depth
        raise FeelBudgetSpent(field="expression", what="levels in a value", limit=depth) from None


def _text(value: FeelValue, run: Run) -> str:
    run.charge(1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, tuple):
        return f"[{', '.join([_text(item, run) for item in value])}]"
    if isinstance(value, dict):
        entries = [f"{_quoted(name)}: {_text(item, run)}" for name, item in value.items()]
        return f"{{{', '.join(entries)}}}"
    return _quoted(value if isinstance(value, str) else show_literal(value, run))


def _number(number: Decimal) -> str:
    if not number:
        return "0"
    if -_LONGEST_PLAIN <= number.adjusted() <= _LONGEST_PLAIN:
        return f"{number:f}"
    return str(number).replace("E+", "e")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
