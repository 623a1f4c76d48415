"""What `python3 owj-….pyz COMMAND …` does: unpack the program beside the bundle, then run it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from owj.boot.cli import BAD_INPUT, GOOD, worded
from owj.boot.start import launch
from owj.boot.start.bundle_use import checked, unpack_release
from owj.kernel.errors import OwjError
from owj.service.progress import Progress

USAGE = """usage: python3 %(file)s [--into DIR] COMMAND [OPTIONS]

  python3 %(file)s up        start Owj from this file alone, without a network

Unpacks the program into DIR (else a folder beside this file) the first time, then runs
DIR/owj COMMAND. `up --help` tells the options of a start."""


def main(arguments: Sequence[str], path: Path) -> int:
    """Run a command out of the bundle at `path`. Returns its exit code, where it returns."""
    words = list(arguments)
    into: Path | None = None
    if words[:1] == ["--into"] and len(words) > 1:
        into = Path(words[1]).absolute()
        words = words[2:]
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE % {"file": path.name})
        return GOOD if words else BAD_INPUT
    try:
        root = unpacked(path, into, Progress())
    except (OwjError, OSError) as error:
        print(f"owj: {worded(error)}", file=sys.stderr)
        return BAD_INPUT
    return launch.main(words, root=root, bundle=path)


def unpacked(path: Path, into: Path | None, progress: Progress) -> Path:
    """Return the folder of the program; unpack it the first time.

    A folder a release: another bundle never writes over this one.
    """
    with checked(path, progress) as bundle:
        root = into or path.parent / f"owj-{bundle.version}-{bundle.mark}"
        if not (root / "owj").exists():
            with progress.step(f"Unpacking into {root}"):
                unpack_release(bundle, root)
    return root
