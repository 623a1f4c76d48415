"""`./owj vectors FILE.jsonl [--holidays FILE] [--kind K]…`: run cases of agreed clocks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from owj.boot.cli import CASES_FAILED, GOOD
from owj.kernel.sla.vectors import KNOWN_KINDS, vectors_report


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `vectors`."""
    parser = argparse.ArgumentParser(prog="./owj vectors", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help="one case a line")
    parser.add_argument(
        "--holidays",
        type=Path,
        metavar="FILE",
        help="holiday table (else holidays_ir_1400_1405.json beside FILE, else the shipped one)",
    )
    parser.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="K",
        help=f"run only this kind; repeatable ({', '.join(KNOWN_KINDS)})",
    )
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Print the differences and `N passed, N failed`; return 1 when a case failed."""
    asked = parse(arguments)
    report = vectors_report(asked.file, asked.holidays, asked.kind)
    for difference in report.differences:
        print(difference)
    print(f"{report.passed} passed, {report.failed} failed")
    return CASES_FAILED if report.failed else GOOD
