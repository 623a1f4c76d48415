"""What differs between operating systems when processes are started, watched and stopped.

The only POSIX-only calls of Owj are in this module and in locks.py.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

DATABASE_USERS = ("owj", "postgres", "nobody")
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Owner:
    """The unprivileged user that runs the database when Owj is started as root."""

    name: str
    uid: int
    gid: int


def started_as_root() -> bool:
    """Say whether this process has the rights of root (never on Windows)."""
    return sys.platform != "win32" and os.geteuid() == 0


def database_owner() -> Owner | None:
    """Return who must run the database, or None when we may run it ourselves."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    for name in DATABASE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(name, entry.pw_uid, entry.pw_gid)
    return None


def may_enter(folder: Path, owner: Owner) -> bool:
    """Say whether `owner` may pass through `folder` and every folder above it.

    Folders that do not exist yet are ours to make, so they do not count; that a file stands in
    the way is said when we try.
    """
    for step in (folder, *folder.parents):
        try:
            found = step.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not stat.S_ISDIR(found.st_mode):
            continue
        if found.st_uid == owner.uid:
            needed = stat.S_IXUSR
        elif found.st_gid == owner.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def give_to(path: Path, owner: Owner | None) -> None:
    """Make `owner` the owner of a file or folder; nothing when we are not root."""
    if sys.platform != "win32" and owner is not None:
        os.chown(path, owner.uid, owner.gid)


def start_process(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes] | int,
    owner: Owner | None = None,
    watched: bool = False,
    sockets: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own, so that Ctrl-C reaches only the supervisor.

    watched: give it a pipe on standard input that closes when we die (see watch.py). sockets: file
    descriptors that it shares with us; not on Windows.
    """
    arguments = [str(part) for part in command]
    stdin = subprocess.PIPE if watched else subprocess.DEVNULL
    if sys.platform == "win32":
        return subprocess.Popen(
            arguments,
            env=dict(environment),
            cwd=folder,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return subprocess.Popen(
        arguments,
        env=dict(environment),
        cwd=folder,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=tuple(sockets),
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
    )


def run_process(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path,
    owner: Owner | None = None,
    timeout_s: float = 120,
) -> subprocess.CompletedProcess[bytes]:
    """Run a short program to its end, as `owner` when given, and return its joined output."""
    process = start_process(
        command, environment=environment, folder=folder, output=subprocess.PIPE, owner=owner
    )
    try:
        output, _ = process.communicate(timeout=timeout_s)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, output)


def is_alive(pid: int) -> bool:
    """Say whether a process with this number exists and is not a zombie."""
    if sys.platform == "win32":
        return _is_alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        status = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return True
    return status.rpartition(b")")[2].split()[:1] != [b"Z"]


def _is_alive_on_windows(pid: int) -> bool:
    listing = subprocess.run(
        ["tasklist", "/FI", f"PID eq {pid}", "/NH", "/FO", "CSV"], capture_output=True, check=False
    )
    return f'"{pid}"'.encode() in listing.stdout


def program_of(pid: int) -> str | None:
    """Return the name of the program a process runs, or None when it cannot be told."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        pass
    if sys.platform == "win32":
        return None
    listing = subprocess.run(
        ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, check=False, text=True
    )
    return Path(listing.stdout.strip()).name or None


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a watched child to finish in order."""
    if process.poll() is not None:
        return
    if sys.platform != "win32":
        process.send_signal(signal.SIGTERM)
    elif process.stdin is not None:
        # Windows has no such signal; the closed pipe is the message (see watch.py).
        process.stdin.close()


def end_process(process: subprocess.Popen[bytes], timeout_s: float) -> None:
    """Ask a process to stop and kill it when it does not."""
    ask_to_stop(process)
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def send_signal(pid: int, name: str) -> None:
    """Send a signal by its POSIX name; a process that is gone needs none."""
    if sys.platform == "win32":
        return
    try:
        os.kill(pid, getattr(signal, name))
    except ProcessLookupError:
        return


def allow_open_files(needed: int) -> None:
    """Let this process hold as many connections as it may, up to `needed`."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def wait_until(done: Callable[[], bool], *, timeout_s: float, poll_s: float = POLL_S) -> bool:
    """Wait until `done` says yes, and return its last answer."""
    deadline = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(poll_s)
    return True
