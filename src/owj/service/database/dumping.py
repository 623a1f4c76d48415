"""Copies one database into another server: pg_dump, then pg_restore, as the database's user."""

from __future__ import annotations

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from owj.service.database.builds import PostgresBuild
from owj.service.processes import Owner, run_process
from owj.service.refusals import DatabaseCopyFailed

TIMEOUT_S = 6 * 3600.0
# Two tables at a time: the machine has other work.
AT_ONCE = "2"
NEEDED = ("pg_dump", "pg_restore", "initdb", "postgres")


def missing_programs(build: PostgresBuild) -> list[str]:
    """Return which programs of a move this PostgreSQL lacks."""
    return [name for name in NEEDED if not build.program(name).exists()]


def dump(build: PostgresBuild, address: str, target: Path, owner: Owner | None) -> None:
    """Write the database at `address` into the folder `target`. Raises: DatabaseCopyFailed."""
    _run(
        build,
        address,
        ["pg_dump", "--format=directory", f"--jobs={AT_ONCE}", "--compress=1", "--no-password",
         f"--file={target}"],
        target.parent,
        owner,
    )  # fmt: skip


def restore(build: PostgresBuild, address: str, source: Path, owner: Owner | None) -> None:
    """Fill the empty database at `address` from the folder `source`.

    Raises: DatabaseCopyFailed, at the first statement that does not work.
    """
    name = str(conninfo_to_dict(address)["dbname"])
    _run(
        build,
        address,
        ["pg_restore", "--exit-on-error", f"--jobs={AT_ONCE}", "--no-password",
         f"--dbname={name}", source],
        source.parent,
        owner,
    )  # fmt: skip


def _run(
    build: PostgresBuild,
    address: str,
    command: list[str | Path],
    folder: Path,
    owner: Owner | None,
) -> None:
    program, *rest = command
    done = run_process(
        [build.program(str(program)), *rest],
        environment=build.environment() | _connection_words(address),
        folder=folder,
        owner=owner,
        timeout_s=TIMEOUT_S,
    )
    if done.returncode != 0:
        lines = done.stdout.decode(errors="replace").strip().splitlines()
        raise DatabaseCopyFailed(step=program, reason=lines[-1] if lines else "no output")


def _connection_words(address: str) -> dict[str, str]:
    """Return the address as variables: a password on a command line is seen by everybody."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE",
             "password": "PGPASSWORD"}  # fmt: skip
    parts = conninfo_to_dict(address)
    words = {names[name]: str(value) for name, value in parts.items() if name in names}
    return words | {"PGCONNECT_TIMEOUT": "10", "HOME": os.environ.get("HOME", "/")}
