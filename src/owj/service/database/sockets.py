"""The folder of a cluster's socket: private, and short enough for the system's limit."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from owj.service.processes import Owner, give_to

SOCKET_PORT = 5432
# The path of a Unix socket, its name and the closing zero included, has 108 bytes.
LONGEST_SOCKET_PATH = 107


class SocketFolderTaken(Exception):
    """Say that the short folder belongs to somebody else, who could listen in our place."""


def socket_folder(home: Path, owner: Owner | None) -> Path:
    """Return a private folder for the socket: in `home`, or a short one for a long path.

    Raises: SocketFolderTaken.
    """
    own = home / "socket"
    name = f".s.PGSQL.{SOCKET_PORT}.lock"
    if len(os.fsencode(own / name)) <= LONGEST_SOCKET_PATH and "," not in str(own):
        own.mkdir(exist_ok=True, mode=0o700)
        give_to(own, owner)
        return own
    return short_folder(home, owner)


def short_folder(home: Path, owner: Owner | None) -> Path:
    """Return the folder with a short path that belongs to `home`. Raises: SocketFolderTaken."""
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"owj-{mark}"
    short.mkdir(exist_ok=True, mode=0o700)
    found = short.lstat()
    ours = {owner.uid, 0} if owner else {getattr(os, "getuid", lambda: 0)()}
    if short.is_symlink() or found.st_uid not in ours or found.st_mode & 0o077:
        raise SocketFolderTaken(str(short))
    give_to(short, owner)
    return short
