"""Compiles the catalogs when one of them changed."""

from __future__ import annotations

from pathlib import Path

from owj.boot.start.python_environment import PythonEnvironment, failure, run_logged
from owj.boot.start.stamps import Stamp, fingerprint
from owj.service.progress import Progress


def catalog_files(root: Path) -> list[Path]:
    """Return the catalogs of every room."""
    return sorted((root / "src" / "owj").glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_catalogs(environment: PythonEnvironment, progress: Progress) -> None:
    """Compile every catalog if one changed or a compiled one is missing.

    Raises: InstallFailed.
    """
    found = catalog_files(environment.root)
    wanted = fingerprint(found)
    stamp = Stamp(environment.notes, "catalogs")
    if stamp.holds(wanted) and all(path.with_suffix(".mo").exists() for path in found):
        return
    with progress.step("Compiling the catalogs"):
        log = environment.notes / "catalogs.log"
        command = [str(environment.python), "-P", "-m", "owj.boot.catalogs"]
        if run_logged(command, log, environment.root, progress=progress) != 0:
            raise failure("the catalogs", log)
    stamp.write(wanted)
