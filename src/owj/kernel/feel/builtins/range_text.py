"""`range("[1..10]")`: a range from its text, with literal ends only. Source: DMN 1.5, 10.3.4.1."""

from __future__ import annotations

import re
from decimal import Decimal

from owj.kernel.feel.builtins import conversion
from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.comparing import compare
from owj.kernel.feel.membership import range_of
from owj.kernel.feel.naming import known_names
from owj.kernel.feel.numbers import CALCULATION
from owj.kernel.feel.parser import Parser
from owj.kernel.feel.running import FeelSyntaxError, Run
from owj.kernel.feel.syntax import Call, Expr, Literal, Name, Negation, RangeLiteral
from owj.kernel.feel.values import FeelValue, Range

_READERS = {
    "date": conversion.to_date,
    "time": conversion.to_time,
    "date and time": conversion.to_datetime,
    "duration": conversion.to_duration,
}
# An open end may be left out: (..10] and [1..). Source: DMN 1.5, grammar rule 66.
_OPEN_LOW = re.compile(r"\s*[(\]]\s*\.\.")
_OPEN_HIGH = re.compile(r"\.\.\s*[)\[]\s*\Z")


@feel_function("range", "from: string")
def to_range(run: Run, text: str) -> FeelValue:
    """Return the range a text spells."""
    run.charge(len(text))
    without_low, without_high = _OPEN_LOW.match(text), _OPEN_HIGH.search(text)
    if without_low and without_high:
        raise Refused("expected a range such as [1..10]")
    if without_low:
        tree = _tree(f"[0..{text[without_low.end() :]}")
        return _one_ended("<=" if tree.high_included else "<", _literal(tree.high, run))
    if without_high:
        tree = _tree(f"{text[: without_high.start()]}..0]")
        return _one_ended(">=" if tree.low_included else ">", _literal(tree.low, run))
    tree = _tree(text)
    low, high = _literal(tree.low, run), _literal(tree.high, run)
    order = compare(low, high)
    if order is None or order > 0:
        raise Refused("expected two ends, the lower one first")
    return Range(low, high, tree.low_included, tree.high_included)


def _one_ended(operator: str, end: FeelValue) -> Range:
    if compare(end, end) is None:
        raise Refused("expected ends that are literals")
    return range_of(operator, end)


def _tree(text: str) -> RangeLiteral:
    try:
        tree = Parser(text, known_names(_READERS)).parse_whole()
    except FeelSyntaxError:
        raise Refused("expected a range such as [1..10]") from None
    if not isinstance(tree, RangeLiteral):
        raise Refused("expected a range such as [1..10]")
    return tree


def _literal(tree: Expr, run: Run) -> FeelValue:
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Negation):
        number = _literal(tree.value, run)
        if isinstance(number, Decimal):
            return CALCULATION.minus(number)
    if isinstance(tree, Call) and isinstance(tree.function, Name) and len(tree.arguments) == 1:
        reader, argument = _READERS.get(tree.function.name), tree.arguments[0]
        if reader and isinstance(argument, Literal) and isinstance(argument.value, str):
            return reader(run, argument.value)
    raise Refused("expected ends that are literals")
