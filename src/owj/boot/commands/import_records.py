"""`./owj import ENTITY FILE --user U`: bring records of any entity in from CSV or XLSX.

Without --map the columns are guessed by their names. `helpdesk-log` as ENTITY brings in the log of
another help desk instead.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from owj.boot.cli import CASES_FAILED, GOOD
from owj.boot.commands.people import find_person
from owj.boot.commands.session import ready_database
from owj.kernel.errors import InvalidInput
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.imports.meaning import Meaning
    from owj.server.imports.models import ImportRun
    from owj.server.records.context import Context

FILE_LIMIT_BYTES = 4 * 2**30
FAULTS_SHOWN = 20


class ImportMapUnreadable(InvalidInput):
    """Say that --map names a column that the file has not, or is none."""

    code = "import_command.map_unreadable"
    message = "--map %(got)s: expected COLUMN=FIELD with a column of the file: %(columns)s."


class ImportFileMissing(InvalidInput):
    """Say that there is no such file."""

    code = "import_command.file_missing"
    message = "%(file)s is not there or cannot be read."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `import ENTITY`."""
    parser = argparse.ArgumentParser(prog="./owj import", description=__doc__)
    parser.add_argument("entity", metavar="ENTITY", help="key of an entity, such as customer")
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="CSV or XLSX, header in row 1"
    )
    parser.add_argument("--user", required=True, help="who imports, with this person's rights")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="what a column is; of a link FIELD>KEY names its target by another field, FIELD>id by"
        " its number; nothing after = leaves it out; repeatable",
    )
    parser.add_argument("--key", default="", help="find records by this field, or by id")
    parser.add_argument(
        "--mode",
        choices=("create", "update", "upsert"),
        help="what becomes of the rows (default: upsert with --key, else create)",
    )
    parser.add_argument("--dry-run", action="store_true", help="try it and write nothing")
    parser.add_argument(
        "--resume",
        type=int,
        metavar="IMPORT",
        help="go on with an import that was broken off, by the number it printed; without FILE",
    )
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="write refused rows there")
    parser.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    asked = parser.parse_args(arguments)
    if (asked.file is None) is (asked.resume is None):
        parser.error("expected either FILE or --resume IMPORT")
    return asked


def run(arguments: Sequence[str]) -> int:
    """Import and print what came of it; 1 when rows were refused, 2 when nothing could be done."""
    asked = parse(arguments)
    if asked.file is not None and not asked.file.is_file():
        raise ImportFileMissing(file=asked.file)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        from owj.server.records.context import open_context

        return bring_in(open_context(find_person(asked.user).actor), asked)


def bring_in(ctx: Context, asked: argparse.Namespace) -> int:
    """Carry out what was asked as the context's person. Raises: as the steps of an import."""
    from owj.server.imports.meaning import meaning_of
    from owj.server.imports.runs import (
        begin_import,
        find_import,
        resume_run,
        say_meaning,
        work_on_run,
    )
    from owj.server.layouts.access import entity_of

    entity = entity_of(ctx, asked.entity)
    tried = asked.dry_run
    if asked.resume is not None:
        made = resume_run(ctx, entity, asked.resume, work=False)
        tried = made.state == made.State.CHECKING
    else:
        with asked.file.open("rb") as file:
            made = begin_import(ctx, entity, file, asked.file.name, limit_bytes=FILE_LIMIT_BYTES)
        meaning = said_meaning(meaning_of(entity, made.form), asked)
        say_meaning(ctx, entity, made.pk, meaning, work=False, trial=tried)
        # Whoever ends this process may go on with it by this number.
        print(f"import {made.pk}", file=sys.stderr)
    work_on_run(made.pk)
    ended = find_import(ctx, entity, made.pk)
    report(ended, as_json=asked.json, tried=tried)
    if asked.rejects and ended.rejected:
        write_rejects(ended, asked.rejects)
    if ended.state == ended.State.FAILED:
        return CASES_FAILED
    return CASES_FAILED if ended.rejected else GOOD


def said_meaning(guessed: Meaning, asked: argparse.Namespace) -> Meaning:
    """Return the guess with what --map, --key and --mode say. Raises: ImportMapUnreadable."""
    from dataclasses import replace

    columns = {one.name: one for one in guessed.columns}
    for text in asked.map:
        name, sign, field = text.rpartition("=")
        if not sign or name not in columns:
            raise ImportMapUnreadable(got=text, columns=", ".join(columns))
        key, _sign, by = field.partition(">")
        columns[name] = replace(columns[name], field=key, by=by)
    usual = "upsert" if asked.key else guessed.mode
    return replace(
        guessed,
        columns=tuple(columns[one.name] for one in guessed.columns),
        mode=asked.mode or usual,
        key=asked.key or guessed.key,
    )


def report(run: ImportRun, *, as_json: bool, tried: bool) -> None:
    """Print what an import came to."""
    from owj.server.imports.runs import faults_of

    names = [name for name, _field, _by in run.form["columns"]]
    found: dict[str, Any] = {
        "import": run.pk,
        "state": run.state,
        "rows": run.done,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "rejected": run.rejected,
    }
    if run.problem:
        found["problem"] = run.problem.get("en", "")
    faults = [
        {
            "row": one.row,
            "column": names[one.column] if 0 <= one.column < len(names) else None,
            "value": one.value,
            "reason": one.words.get("en", ""),
        }
        for one in faults_of(run)[:FAULTS_SHOWN]
    ]
    if as_json:
        print(json.dumps({**found, "faults": faults}, ensure_ascii=False))
        return
    told = "would be" if tried else "were"
    print(
        f"{run.done:,} rows: {run.created:,} {told} created, {run.updated:,} changed, "
        f"{run.unchanged:,} are so already, {run.rejected:,} refused"
    )
    if run.problem:
        print(f"It came to a stop: {found['problem']}", file=sys.stderr)
    for one in faults:
        print(f"  row {one['row']}, {one['column'] or 'whole row'}: {one['reason']}")


def write_rejects(run: ImportRun, path: Path) -> None:
    """Write the refused rows as CSV, row and reason first; no cell begins a formula."""
    from owj.server.imports.rejects import rejected_rows
    from owj.ui.sheets import safe_cell

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [name for name, _field, _by in run.form["columns"]]
        writer.writerow(["row", "reason", *map(safe_cell, names)])
        for number, why, cells in rejected_rows(run):
            writer.writerow([number, safe_cell(why), *map(safe_cell, cells)])
