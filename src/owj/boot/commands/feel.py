"""`./owj feel eval 'EXPR' [--context JSON|FILE] [--strict] [--json]`: work out an expression."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from owj.boot.cli import GOOD
from owj.kernel.calendars.business import phone_calendar, ticket_calendar
from owj.kernel.errors import InvalidInput
from owj.kernel.feel import (
    Environment,
    Evaluation,
    FeelContext,
    FeelWarning,
    compile_expression,
)
from owj.kernel.feel.json_text import json_text, read_context

LONGEST_CONTEXT = 10_000_000


class ContextUnreadable(InvalidInput):
    """Say that what shall hold the names of an expression cannot be read."""

    code = "feel.context_unreadable"
    message = "%(path)s: expected a file of JSON that can be read, got %(reason)s."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `feel`."""
    parser = argparse.ArgumentParser(prog="./owj feel", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="eval")
    evaluate = verbs.add_parser("eval", help="work out one expression and print JSON")
    evaluate.add_argument("expression", metavar="EXPR")
    evaluate.add_argument(
        "--context", default="{}", metavar="JSON|FILE", help="an object of values by name"
    )
    evaluate.add_argument(
        "--strict", action="store_true", help="know the standard's functions only"
    )
    evaluate.add_argument("--json", action="store_true", help="print one line")
    return parser.parse_args(set_off(arguments))


def set_off(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with an expression that begins with a minus behind `--`."""
    kept: list[str] = []
    for index, argument in enumerate(arguments):
        is_value = index > 0 and arguments[index - 1] == "--context"
        if argument == "--" or is_value or argument[:1] != "-" or _is_option(argument):
            kept.append(argument)
            continue
        return [*kept, *arguments[index + 1 :], "--", argument]
    return kept


def _is_option(argument: str) -> bool:
    return argument.partition("=")[0] in {"-h", "--help", "--context", "--strict", "--json"}


def run(arguments: Sequence[str]) -> int:
    """Print the value and the warnings, each with its position in the text."""
    asked = parse(arguments)
    scope = read_scope(asked.context)
    expression = compile_expression(asked.expression, tuple(scope), strict=asked.strict)
    print(shown(expression.evaluate(scope, environment=machine_environment()), asked.json))
    return GOOD


def read_scope(given: str) -> FeelContext:
    """Return the values by name of an object of JSON, or of a file that holds one."""
    if given.lstrip()[:1] in {"{", "["}:
        return read_context(given)
    path = Path(given)
    try:
        if path.stat().st_size > LONGEST_CONTEXT:
            raise ContextUnreadable(path=given, reason=f"more than {LONGEST_CONTEXT} bytes")
        return read_context(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContextUnreadable(path=given, reason=error.strerror) from None
    except ValueError:
        raise ContextUnreadable(path=given, reason="bytes that are no text") from None


def machine_environment() -> Environment:
    """Return what expressions on the command line may ask of the world."""
    return Environment(
        now=datetime.now().astimezone(),
        calendars={"ticket": ticket_calendar(), "phone": phone_calendar()},
    )


def shown(evaluation: Evaluation, one_line: bool) -> str:
    """Return the answer as JSON. Raises: FeelBudgetSpent for a value too deep to write."""
    value = json_text(evaluation.value, evaluation)
    warnings = json.dumps([_warning(each) for each in evaluation.warnings], ensure_ascii=False)
    if one_line:
        return f'{{"value": {value}, "warnings": {warnings}}}'
    return f'{{\n  "value": {value},\n  "warnings": {warnings}\n}}'


def _warning(warning: FeelWarning) -> dict[str, object]:
    return {
        "code": warning.code,
        "text": warning.text,
        "data": dict(warning.data),
        "position": list(warning.position),
    }
