"""`./owj package export|diff|import`: what an organisation made itself, as a file or a folder.

In it are entities, fields, forms, shared views, rules of duplicates, roles and their rights,
decisions and processes. A path ending in .json, .yaml or .yml is one file; any other is
a folder, in which drawings stand as files of their own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from owj.boot.cli import CASES_FAILED, GOOD, worded
from owj.boot.commands.entity import open_designer
from owj.boot.commands.session import ready_database
from owj.kernel.errors import Conflict
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.configuration.comparing import ComparedItem
    from owj.server.records.context import Context

# How a file is written, by the end of its name.
FORMS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}
# How the standing of an item is written in front of it.
MARKS = {
    "new": "+",
    "changed_there": "~",
    "gone_there": "-",
    "changed_here": "=",
    "both": "!",
}


class PackageConflicts(Conflict):
    """Say that both sides changed something and nobody said which one stands."""

    code = "schema.package_conflicts"
    message = (
        "Both sides changed something, so nothing was done: say --prefer here or --prefer file."
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what is asked of `package`."""
    parser = argparse.ArgumentParser(prog="./owj package", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    exporting = verbs.add_parser("export", help="write what this organisation made itself")
    exporting.add_argument(
        "file", nargs="?", help="a .json or .yaml file, or a folder; else the output"
    )
    exporting.add_argument("--format", choices=("json", "yaml"), help="default: by the name")
    comparing = verbs.add_parser("diff", help="say how a package differs from what is here")
    comparing.add_argument("file")
    importing = verbs.add_parser("import", help="publish what a package brings")
    importing.add_argument("file")
    importing.add_argument(
        "--prefer",
        choices=("here", "file"),
        help="which side stands where both changed; without it nothing is done then",
    )
    importing.add_argument(
        "--by", metavar="USER", help="the administrator it is published by (else the first one)"
    )
    for one in (exporting, comparing, importing):
        one.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Do one of the verbs; 1 when a package and what is here conflict."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        return {"export": _export, "diff": _diff, "import": _import}[asked.verb](asked)


def _export(asked: argparse.Namespace) -> int:
    from owj.server.configuration.package_file import package_text, write_folder
    from owj.server.configuration.packages import export_items

    items = export_items(open_designer())
    named = FORMS.get(Path(asked.file or "").suffix.lower())
    text = package_text(items, asked.format or named or "json")
    if asked.file is None:
        sys.stdout.write(text)
    elif named or asked.format:
        Path(asked.file).write_text(text, encoding="utf-8", newline="\n")
    else:
        write_folder(items, Path(asked.file))
    return GOOD


def read_file(path: str) -> str:
    """Return the text of a package, of a file or a folder. Raises: PackageUnreadable."""
    from django.utils.text import format_lazy
    from django.utils.translation import gettext_lazy as _

    from owj.server.configuration.package_file import read_folder
    from owj.server.schema.errors import PackageUnreadable

    if Path(path).is_dir():
        return read_folder(Path(path))
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        raise PackageUnreadable(
            reason=format_lazy(_("{path} cannot be read."), path=path)
        ) from None


def _diff(asked: argparse.Namespace) -> int:
    from owj.server.configuration.comparing import Standing
    from owj.server.configuration.packages import compare_package

    found = compare_package(open_designer(), read_file(asked.file))
    for one in found:
        if one.standing is not Standing.SAME:
            _print(one)
    return CASES_FAILED if any(one.standing is Standing.BOTH for one in found) else GOOD


def _print(one: ComparedItem) -> None:
    print(f"{MARKS[one.standing]} {one.kind} {one.key}")
    for differs in one.differences:
        if differs.lines:
            print("\n".join(f"    {line}" for line in differs.lines))
        else:
            here, there = repr(differs.here)[:200], repr(differs.there)[:200]
            print(f"    {differs.setting}: {here} here, {there} in the package")


def _open_administrator(username: str | None) -> Context:
    """Open a unit of work of an administrator, who then owns what is published."""
    from owj.boot.commands.people import find_person
    from owj.server.identity.models import User
    from owj.server.records.context import open_context
    from owj.server.schema.errors import OnlyDesigners

    open_designer()
    if username is not None:
        return open_context(find_person(username).actor)
    rows = User.objects.filter(is_active=True, roles__contains=["admin"])
    first = rows.order_by("id").first()
    if first is None:
        raise OnlyDesigners
    return open_context(first.actor)


def _import(asked: argparse.Namespace) -> int:
    from owj.server.configuration.packages import import_package, prefer
    from owj.server.schema.services import publish, review

    if asked.prefer is None and _diff(asked) == CASES_FAILED:
        print(f"owj: {worded(PackageConflicts())}", file=sys.stderr)
        return CASES_FAILED
    ctx = _open_administrator(asked.by)
    side = prefer("there" if asked.prefer == "file" else "here")
    draft = import_package(ctx, read_file(asked.file), side)
    if draft is None:
        print("Nothing is to change.")
        return GOOD
    review(ctx, draft)
    print(f"version {publish(ctx, draft).number}")
    return GOOD
