"""The files of the repository, as the house tests read them."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHON = (".py",)
PAGES = (".html", ".css", ".js", ".ts", ".mjs")


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file git tracks or would track, or every file of an export without git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        return tuple(path for path in ROOT.rglob("*") if path.is_file())
    names = listing.stdout.decode().split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())


def sources(*suffixes: str, under: str = "") -> list[Path]:
    """Return our own tracked files with these endings, migrations left out."""
    return [
        path
        for path in tracked_files()
        if path.suffix in suffixes
        and path.is_relative_to(ROOT / under)
        and "migrations" not in path.parts
    ]


def name_of(path: Path) -> str:
    """Return the path as it is written from the root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a Python file, nested ones too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


SCRIPT_FUNCTION = re.compile(
    r"(?P<indent>\s*)(?P<head>(?=\S)(?:.*\bfunction\b.*|.*=>\s*|"
    r"(?!(?:if|for|while|switch|catch)\b)(?:async |static |get |set )*[\w#]+\([^;=]*\)\s*)\{)"
)


def script_functions(text: str) -> Iterator[tuple[str, int]]:
    """Yield the head and the number of lines of every function of a script.

    Our scripts are formatted: a function that does not end on its own line ends at the first
    line of its indent that closes a brace.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines):
        found = SCRIPT_FUNCTION.fullmatch(line.rstrip())
        if not found:
            continue
        closing = f"{found['indent']}}}"
        length = next(
            (
                count
                for count, later in enumerate(lines[number + 1 :], start=2)
                if later.startswith(closing)
            ),
            len(lines) - number,
        )
        yield found["head"].strip(), length
