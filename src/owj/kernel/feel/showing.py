"""Values as FEEL text: what `string()` gives, and what people are shown."""

from __future__ import annotations

import re
from decimal import Decimal

from owj.kernel.feel.numbers import show_number
from owj.kernel.feel.running import Run
from owj.kernel.feel.temporal_text import show_temporal
from owj.kernel.feel.values import FeelFunction, FeelValue, Range

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


def show_value(value: FeelValue, run: Run) -> str:
    """Return a value as text: a text as it is, all else as it would be written."""
    return value if isinstance(value, str) else show_literal(value, run)


def show_literal(value: FeelValue, run: Run) -> str:
    """Return a value as FEEL would write it; dates and times without their @."""
    run.charge(1)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        run.charge(len(value))
        return quote(value)
    if isinstance(value, tuple):
        return f"[{', '.join(show_literal(item, run) for item in value)}]"
    if isinstance(value, dict):
        shown = (f"{_key(name)}: {show_literal(item, run)}" for name, item in value.items())
        return f"{{{', '.join(shown)}}}"
    return _show_range(value, run) if isinstance(value, Range) else _show_single(value)


def _show_single(value: FeelValue) -> str:
    if isinstance(value, Decimal):
        return show_number(value)
    if isinstance(value, FeelFunction):
        return f"function({', '.join(parameter.name for parameter in value.parameters)})"
    return show_temporal(value) or "null"


def quote(text: str) -> str:
    """Return a text in quotation marks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _key(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else quote(name)


def _show_range(value: Range, run: Run) -> str:
    if value.operator:
        bound = value.start if value.operator in {">", ">="} else value.end
        return f"{value.operator} {show_literal(bound, run)}"
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{show_literal(value.start, run)}..{show_literal(value.end, run)}{closing}"
