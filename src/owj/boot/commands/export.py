"""`./owj export ENTITY --user U`: write records as CSV or XLSX, in the form that `import` reads."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from owj.boot.cli import GOOD
from owj.boot.commands.people import find_person
from owj.boot.commands.session import ready_database
from owj.kernel.errors import InvalidInput
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.records.context import Context


class WorkbookNeedsFile(InvalidInput):
    """Say that a workbook cannot go to a terminal."""

    code = "export_command.workbook_needs_file"
    message = "A workbook needs a file: add --out FILE.xlsx."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `export`."""
    parser = argparse.ArgumentParser(prog="./owj export", description=__doc__)
    parser.add_argument("entity", metavar="ENTITY", help="key of an entity, such as customer")
    parser.add_argument("--user", required=True, help="who exports, with this person's rights")
    parser.add_argument("--filter", default="", metavar="FEEL", help="only rows that hold this")
    parser.add_argument("--format", choices=("csv", "xlsx"), help="default: by the name of --out")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (else standard output)")
    parser.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Write the table."""
    asked = parse(arguments)
    named = asked.out.suffix.lstrip(".").lower() if asked.out else ""
    form = asked.format or ("xlsx" if named == "xlsx" else "csv")
    if form == "xlsx" and asked.out is None and sys.stdout.isatty():
        raise WorkbookNeedsFile
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        from owj.server.records.context import open_context

        pieces = pieces_of(open_context(find_person(asked.user).actor), asked, form)
        write(pieces, asked.out)
    return GOOD


def pieces_of(ctx: Context, asked: argparse.Namespace, form: str) -> Iterator[bytes]:
    """Return the file piece by piece. Raises: RecordNotFound, and as `export_rows`."""
    from owj.server.exports import export_fields, export_rows
    from owj.server.layouts.access import entity_of
    from owj.ui.sheets import sheet_pieces
    from owj.ui.workbooks import workbook_pieces

    entity = entity_of(ctx, asked.entity)
    header = ["id", *(str(one.label) for one in export_fields(ctx, entity.key))]
    rows = export_rows(ctx, entity.key, asked.filter)
    if form == "xlsx":
        return workbook_pieces(str(entity.plural), header, rows, rtl=True)
    return sheet_pieces(header, rows)


def write(pieces: Iterator[bytes], path: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    if path is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.writelines(pieces)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
