"""`./owj setup`: bring the data up to this release. Run by `up` before anything is started."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from owj.boot.commands.session import ready_database
from owj.service.installation import find_installation, write_json
from owj.service.progress import Progress
from owj.service.watch import stop_with_parent


def run(arguments: Sequence[str]) -> int:
    """Set up, and write the sign-ins to --result."""
    parser = argparse.ArgumentParser(prog="./owj setup", description=__doc__)
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--test-clock", action="store_true")
    parser.add_argument("--result", type=Path)
    asked = parser.parse_args(arguments)
    if asked.result:
        stop_with_parent()
    installation = find_installation(asked.data)
    with ready_database(
        installation, Progress(), demo=asked.demo, test_clock=asked.test_clock, people=True
    ) as sign_ins:
        if asked.result:
            write_json(asked.result, sign_ins)
    return 0
