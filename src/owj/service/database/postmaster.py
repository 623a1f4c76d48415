"""What the files of a cluster say about it and about its running server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from owj.service.processes import program_of

PROGRAM_NAMES = {"postgres", "postmaster"}


@dataclass(frozen=True, slots=True)
class PostmasterFile:
    """What a running server writes in postmaster.pid."""

    pid: int
    port: int
    socket_folder: str
    ready: bool


def read_postmaster_file(files: Path) -> PostmasterFile | None:
    """Return what postmaster.pid says, or None when there is none worth believing."""
    try:
        lines = (files / "postmaster.pid").read_text(encoding="utf-8", errors="replace").split("\n")
        pid, port = int(lines[0]), int(lines[3] or 0)
    except (OSError, ValueError, IndexError):
        return None
    status = lines[7].strip() if len(lines) > 7 else ""
    return PostmasterFile(pid, port, lines[4].strip(), status == "ready")


def files_major(files: Path) -> int | None:
    """Return the PostgreSQL major that made these files, or None when there are none."""
    try:
        return int((files / "PG_VERSION").read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None


def is_postgres(pid: int) -> bool:
    """Say whether a living process is a PostgreSQL server; a reused number is not."""
    name = program_of(pid)
    return name is None or name in PROGRAM_NAMES
