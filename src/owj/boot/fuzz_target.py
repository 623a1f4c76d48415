"""Feed FEEL and decision models what a coverage-guided fuzzer makes up, for some seconds.

Run in a process of its own (`python -m owj.boot.fuzz_target SECONDS FOLDER`), because the fuzzer
ends it: with 0 when the time is over, else with the text that broke the promise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module

# The first byte chooses: an expression, the cell of a table, or a model.
EXPRESSIONS, CELLS = b"\x90", b"\xd0"


def make_target() -> Callable[[bytes], None]:
    """Return what reads bytes: a value or an error of ours must come, nothing else."""
    from owj.kernel.dmn.read import read_definitions
    from owj.kernel.errors import OwjError
    from owj.kernel.feel import (
        Environment,
        FeelBudgetSpent,
        FeelSyntaxError,
        FeelValue,
        Limits,
        compile_unary_tests,
    )
    from owj.kernel.feel.expression import compiled_anew, dialect
    from owj.kernel.feel.json_text import json_text

    limits = Limits(text=5_000, depth=60, steps=5_000)
    environment = Environment(now=datetime(2026, 11, 22, 16, tzinfo=UTC), limits=limits)
    scope: dict[str, FeelValue] = {
        "a": Decimal("1.5"),
        "b": None,
        "order total": Decimal(100),
        "customer": {"name": "سارا", "total": Decimal(3)},
        "items": ({"total": Decimal(1)}, {"total": Decimal(2)}),
    }
    given = dialect(tuple(scope), limits=limits)

    def try_bytes(data: bytes) -> None:
        kind, text = data[:1], data[1:].decode("utf-8", "replace")
        try:
            if kind < EXPRESSIONS:
                found = compiled_anew(text, given).evaluate(scope, environment=environment)
                json_text(found.value, found)
            elif kind < CELLS:
                cell = compile_unary_tests(text, given.names, limits=limits)
                cell.matches(Decimal(3), scope, environment=environment)
            else:
                read_definitions(text)
        except (FeelSyntaxError, FeelBudgetSpent):
            return
        except OwjError:
            if kind < CELLS:
                raise

    return try_bytes


def main() -> None:
    """Fuzz until the time is over."""
    atheris = import_module("atheris")
    seconds, folder = sys.argv[1:3]
    with atheris.instrument_imports(include=["owj.kernel.feel", "owj.kernel.dmn"]):
        target = make_target()
    bounds = ["-max_len=400", f"-max_total_time={int(seconds)}", "-timeout=10"]
    atheris.Setup([sys.argv[0], *bounds, "-rss_limit_mb=1024", folder], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
