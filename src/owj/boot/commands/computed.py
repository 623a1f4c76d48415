"""`./owj computed recompute|verify ENTITY [FIELD…]`: computed fields of rows that are there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from owj.boot.cli import CASES_FAILED, GOOD
from owj.boot.commands.session import ready_database
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

_SHOWN = 20


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `computed`."""
    parser = argparse.ArgumentParser(prog="./owj computed", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, told in (
        ("recompute", "work the fields out for every record, in short batches"),
        ("verify", "compare what is stored with what it comes to now"),
    ):
        verb = verbs.add_parser(name, help=told)
        verb.add_argument("entity", metavar="ENTITY", help="its key, such as ticket")
        verb.add_argument("fields", nargs="*", metavar="FIELD", help="by default all of them")
        verb.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
        verb.add_argument("--json", action="store_true", help="print one line of JSON")
    recompute = verbs.choices["recompute"]
    recompute.add_argument("--after", type=int, default=0, metavar="ID", help="go on after it")
    recompute.add_argument("--batch", type=int, default=1_000, metavar="N", help="records at once")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Do it and print what came of it; differences are exit code 1."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    progress = Progress()
    with ready_database(installation, progress):
        return _recompute(asked, progress) if asked.verb == "recompute" else _verify(asked)


def _recompute(asked: argparse.Namespace, told: Progress) -> int:
    from owj.server.context import SYSTEM
    from owj.server.records.computed import recompute
    from owj.server.records.context import open_context

    done = last_id = 0
    keys = asked.fields or None
    for one in recompute(
        open_context(SYSTEM), asked.entity, keys, asked.batch, after_id=asked.after
    ):
        done, last_id = one.done, one.last_id
        told.say(f"{one.done:,} of {one.total:,}, up to record {one.last_id}")
    if asked.json:
        print(json.dumps({"done": done, "last_id": last_id}))
    else:
        print(f"{done:,} records worked out")
    return GOOD


def _verify(asked: argparse.Namespace) -> int:
    from owj.server.context import SYSTEM
    from owj.server.records.computed import verify
    from owj.server.records.context import open_context

    found = list(verify(open_context(SYSTEM), asked.entity, asked.fields or None))
    if asked.json:
        told = [
            {"id": one.record_id, "field": one.field, "stored": one.stored, "fresh": one.fresh}
            for one in found
        ]
        print(json.dumps({"differences": told}, ensure_ascii=False, default=str))
    else:
        for one in found[:_SHOWN]:
            print(f"{one.entity} {one.record_id}, {one.field}: {one.stored} ≠ {one.fresh}")
        print(f"{len(found):,} differences")
    return CASES_FAILED if found else GOOD
