"""`./owj package export|diff|import`: an organisation's own definitions as one file of JSON."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from owj.boot.cli import CASES_FAILED, GOOD
from owj.boot.commands.entity import open_designer
from owj.boot.commands.session import ready_database
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.schema.differences import Difference


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `package`."""
    parser = argparse.ArgumentParser(prog="./owj package", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    exporting = verbs.add_parser("export", help="write what this organisation made itself")
    exporting.add_argument("file", nargs="?", help="else the standard output")
    comparing = verbs.add_parser("diff", help="say how a file differs from what is here")
    comparing.add_argument("file")
    importing = verbs.add_parser("import", help="publish what a file brings")
    importing.add_argument("file")
    importing.add_argument(
        "--prefer",
        choices=("here", "file"),
        help="which side stands where both differ; without it nothing is done then",
    )
    for one in (exporting, comparing, importing):
        one.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Do one of the verbs; 1 when a file and what is here conflict."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        return {"export": _export, "diff": _diff, "import": _import}[asked.verb](asked)


def _export(asked: argparse.Namespace) -> int:
    from owj.server.schema.packages import export_package

    text = export_package(open_designer())
    if asked.file is None:
        sys.stdout.write(text)
    else:
        Path(asked.file).write_text(text, encoding="utf-8")
    return GOOD


def read_file(path: str) -> str:
    """Return the text of a file of definitions. Raises: PackageUnreadable."""
    from owj.server.schema.errors import PackageUnreadable

    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as wrong:
        raise PackageUnreadable(reason=f"{path}: {wrong}") from None


def _diff(asked: argparse.Namespace) -> int:
    from owj.server.schema.packages import compare_package

    found = compare_package(open_designer(), read_file(asked.file))
    for one in found.added:
        print(f"+ {_line(one)}")
    for one in found.conflicts:
        print(f"! {_line(one)}: {one.old!r} here, {one.new!r} in the file")
    return CASES_FAILED if found.conflicts else GOOD


def _line(one: Difference) -> str:
    return ".".join(part for part in (one.entity, one.field, one.setting) if part)


def _import(asked: argparse.Namespace) -> int:
    from owj.server.schema.packages import import_package
    from owj.server.schema.services import publish, review

    if asked.prefer is None and _diff(asked) == CASES_FAILED:
        print("Nothing was done: say --prefer here or --prefer file.", file=sys.stderr)
        return CASES_FAILED
    ctx = open_designer()
    draft = import_package(ctx, read_file(asked.file), prefer=asked.prefer or "here")
    review(ctx, draft)
    print(f"version {publish(ctx, draft).number}")
    return GOOD
