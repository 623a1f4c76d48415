"""`./owj upgrade-database`: move the data to the newest PostgreSQL of this machine."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict

from owj.boot.cli import GOOD
from owj.service.database.upgrade import drop_backup, upgrade_database
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `upgrade-database`."""
    parser = argparse.ArgumentParser(prog="./owj upgrade-database", description=__doc__)
    parser.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    parser.add_argument(
        "--to",
        choices=("found", "embedded"),
        default="",
        help="only a PostgreSQL found on the machine, or only the one installed with Owj",
    )
    parser.add_argument(
        "--drop-backup",
        action="store_true",
        help="delete the old files that the last upgrade kept; upgrade nothing",
    )
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Move the data and say what was moved; the old files stay until --drop-backup."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    if asked.drop_backup:
        dropped = drop_backup(installation)
        print(f"Deleted: {dropped}" if dropped else "There is no backup of an upgrade here.")
        return GOOD
    progress = Progress()
    moved = upgrade_database(installation, progress, wish=asked.to)
    if asked.json:
        found = asdict(moved) | {"backup": str(moved.backup)} if moved else {}
        print(json.dumps(found))
    elif moved is None:
        print("The data is on the newest PostgreSQL that is here already.")
    else:
        progress.say("Done")
        print(
            f"Moved {moved.rows:,} rows of {moved.tables} tables from PostgreSQL {moved.before} "
            f"to {moved.after}; every one was compared.\nThe old files are kept in {moved.backup}; "
            "./owj upgrade-database --drop-backup deletes them."
        )
    return GOOD
