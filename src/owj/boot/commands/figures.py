"""`./owj figures rebuild`: compute the stored results that reports count anew from the logs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from owj.boot.commands.session import ready_database
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere


def run(arguments: Sequence[str]) -> int:
    """Rebuild and say for how many tickets."""
    parser = argparse.ArgumentParser(prog="./owj figures", description=__doc__)
    deeds = parser.add_subparsers(dest="deed", required=True)
    rebuild = deeds.add_parser("rebuild", help="write the results of every ticket anew")
    rebuild.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    asked = parser.parse_args(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    progress = Progress()
    with ready_database(installation, progress):
        from owj.packages.desk.services import rebuild_figures
        from owj.server.context import SYSTEM
        from owj.server.records.context import open_context

        def say(done: int) -> None:
            progress.say(f"Counted {done:,} tickets")

        many = rebuild_figures(open_context(SYSTEM), progress=say)
    print(f"The results of {many:,} tickets were written anew.")
    return 0
