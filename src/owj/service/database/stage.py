"""The folder in which a move to another PostgreSQL prepares the new cluster.

Its mark says that the move is not finished. The move ends with one write of instance.json, which
names the folder; a marked folder that is not named there counts for nothing, and whoever takes
the turn of the database next throws it away.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from owj.service.database.choice import home_of
from owj.service.database.cluster import make_database_folder
from owj.service.database.postmaster import is_postgres, read_postmaster_file
from owj.service.installation import Installation
from owj.service.processes import is_alive, send_signal, wait_until

MARK = "unfinished"
STOP_TIMEOUT_S = 20.0


def make_stage(installation: Installation, major: int) -> Path:
    """Make and return a marked folder for a new cluster: `18`, or `18-2` where that is taken."""
    number, name = 1, str(major)
    while (installation.database / name).exists():
        number += 1
        name = f"{major}-{number}"
    stage = installation.database / name
    make_database_folder(stage, installation.owner)
    (stage / MARK).touch()
    return stage


def settle_moves(installation: Installation) -> None:
    """Finish or remove what an interrupted move left. The caller holds the database's turn."""
    for mark in installation.database.glob(f"*/{MARK}"):
        if mark.parent == home_of(installation):
            mark.unlink()
        else:
            _discard(mark.parent)


def _discard(stage: Path) -> None:
    state = read_postmaster_file(stage / "cluster")
    if state is not None and is_alive(state.pid) and is_postgres(state.pid):
        # Its server outlived the move; what it holds is worth nothing.
        send_signal(state.pid, "SIGQUIT")
        wait_until(lambda: not is_alive(state.pid), timeout_s=STOP_TIMEOUT_S)
    for path in stage.iterdir():
        # The mark goes last: a removal that is interrupted is taken up again.
        if path.name != MARK:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    shutil.rmtree(stage)
