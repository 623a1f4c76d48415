"""`./owj import helpdesk-log FILE.csv`: bring in the log of another help desk."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from owj.boot.commands import import_records
from owj.boot.commands.clock import parse_instant
from owj.boot.commands.session import ready_database
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `import`."""
    parser = argparse.ArgumentParser(prog="./owj import", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    log = kinds.add_parser("helpdesk-log", help="a CSV of events, one a line")
    log.add_argument("file", type=Path, metavar="FILE.csv")
    log.add_argument(
        "--priority-map",
        type=Path,
        metavar="FILE",
        help='JSON object such as {"Value 4": "critical"}; changes the shipped map',
    )
    log.add_argument(
        "--as-of",
        metavar="INSTANT",
        help="judge the clocks at this instant, with its zone (else at the file's last event)",
    )
    log.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    log.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Import and print the summary. What cannot be imported is an error, exit code 2."""
    if arguments and arguments[0] != "helpdesk-log":
        return import_records.run(arguments)
    asked = parse(arguments)
    # Read before anything is started: a wrong word must not cost a start of the database.
    as_of = parse_instant(asked.as_of) if asked.as_of else None
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    progress = Progress()
    with ready_database(installation, progress):
        from owj.packages.desk.importer import (
            SHIPPED_PRIORITIES,
            import_helpdesk_log,
            read_priority_map,
        )
        from owj.server.context import SYSTEM
        from owj.server.records.context import open_context

        chosen = asked.priority_map
        found = import_helpdesk_log(
            open_context(SYSTEM),
            asked.file,
            priority_map=read_priority_map(chosen) if chosen else SHIPPED_PRIORITIES,
            as_of=as_of,
            progress=progress.say,
        ).to_json()
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print("\n".join(lines_of(found)))
    return 0


def lines_of(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield a summary as lines for people."""
    yield (
        f"{summary['cases']:,} cases ({summary['new_cases']:,} new), {summary['events']:,} events, "
        f"{summary['duplicates']:,} duplicate rows, {summary['rejected']:,} rejected"
    )
    if summary["changed_cases"]:
        yield (
            f"{summary['changed_cases']:,} cases came in before with other events; they were left "
            "as they are"
        )
    if summary["rejects_file"]:
        yield f"Rejected rows, with reasons: {summary['rejects_file']}"
    yield f"First response, judged at {summary['as_of']}:"
    for priority, counted in summary["by_priority"].items():
        median = counted["median_response_working_min"]
        yield (
            f"  {priority:<9}{counted['met']:>7,} met{counted['broken']:>7,} broken"
            f"{counted['open']:>7,} open   median {'-' if median is None else f'{median:,.2f}'} "
            "working minutes"
        )
    yield (
        f"{summary['p0']:,} tickets broke a promise; {summary['months_with_5_misses']:,} months of "
        "a customer gave a remedy"
    )
