"""One PostgreSQL cluster: made, started, watched and stopped by us."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from owj.service.database.builds import PostgresBuild
from owj.service.database.postmaster import (
    files_major,
    is_postgres,
    read_postmaster_file,
)
from owj.service.database.sockets import SOCKET_PORT, SocketFolderTaken, socket_folder
from owj.service.processes import (
    Owner,
    give_to,
    is_alive,
    run_process,
    send_signal,
    start_process,
    wait_until,
)
from owj.service.refusals import DatabaseNotStarted, OtherPostgresMajor

USER = "owj"
DATABASE = "owj"
# Order is by code point everywhere (persian_key sorts), but letters must be known as letters:
# with the character type C, pg_trgm finds no trigram in Persian (docs/decisions/0004).
CHARACTER_TYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8", "C")
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 20.0
# A new server's word for the living backends of a killed one, its messages being English.
STILL_HELD = b"pre-existing shared memory block"


@dataclass(slots=True)
class Cluster:
    """A cluster in `folder`: its files, its socket, its log.

    durable: False only for throw-away clusters of tests.
    """

    folder: Path
    build: PostgresBuild
    owner: Owner | None = None
    durable: bool = True
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def files(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        """What the server says before its own log begins."""
        return self.folder / "start.log"

    @property
    def major(self) -> int | None:
        """The major version of the files, or None before they are made."""
        return files_major(self.files)

    def create(self) -> None:
        """Make the files, or leave those that are there. Raises: DatabaseNotStarted."""
        if self.major is not None:
            return
        make_database_folder(self.folder, self.owner)
        fresh = self.folder / "cluster.new"
        done: subprocess.CompletedProcess[bytes] | None = None
        for character_type in CHARACTER_TYPES:
            shutil.rmtree(fresh, ignore_errors=True)
            done = self._run_initdb(fresh, character_type)
            if done.returncode == 0:
                fresh.rename(self.files)
                return
        shutil.rmtree(fresh, ignore_errors=True)
        output = done.stdout if done else b""
        self.log.write_bytes(output)
        raise self._not_started(_last_line(output))

    def _run_initdb(self, fresh: Path, character_type: str) -> subprocess.CompletedProcess[bytes]:
        password = self.folder / "password"
        password.write_text(secrets.token_urlsafe(24), encoding="utf-8")
        password.chmod(0o600)
        give_to(password, self.owner)
        local = "scram-sha-256" if sys.platform == "win32" else "trust"
        return run_process(
            [
                self.build.program("initdb"), f"--pgdata={fresh}", f"--username={USER}",
                f"--pwfile={password}", f"--auth-local={local}", "--auth-host=scram-sha-256",
                "--encoding=UTF8", "--locale=C", f"--lc-ctype={character_type}",
                "--data-checksums", "--no-instructions",
                *([] if self.durable else ["--no-sync"]),
            ],
            environment=self.build.environment(),
            folder=self.folder,
            owner=self.owner,
        )  # fmt: skip

    def start(self) -> None:
        """Start the server, or adopt the one that already runs, and wait until it is ready.

        A server outlives a supervisor that was killed; it is whole, so it is taken over. A killed
        one leaves backends that see it only when their statement ends: they are waited for.
        Raises: DatabaseNotStarted, OtherPostgresMajor.
        """
        if self.major != self.build.major:
            raise OtherPostgresMajor(
                data=self.folder.parent, needed=self.major, found=self.build.major
            )
        if not self.is_running():
            self._forget_dead_server()
            self._launch()
        if not wait_until(self._ready_or_dead, timeout_s=START_TIMEOUT_S):
            raise self._not_started(f"not ready after {START_TIMEOUT_S:.0f} s")
        if not self.is_ready():
            raise self._not_started(_last_line(self._log_bytes()))

    def _launch(self) -> None:
        listen = (
            ["-c", "listen_addresses=127.0.0.1", "-c", f"port={_free_port()}"]
            if sys.platform == "win32"
            else ["-c", "listen_addresses=", "-c", f"port={SOCKET_PORT}",
                  "-c", f"unix_socket_directories={self._private_folder()}"]
        )  # fmt: skip
        settings = [
            "logging_collector=on", "log_directory=log", "log_filename=postgresql-%a.log",
            "log_truncate_on_rotation=on", "log_rotation_age=1d", "log_rotation_size=0",
            "timezone=UTC", "log_timezone=UTC",
            # A page's question is answered before it would be compiled.
            "jit=off",
        ]  # fmt: skip
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        with self.log.open("wb") as output:
            self._process = start_process(
                [self.build.program("postgres"), "-D", self.files, *listen,
                 *(part for setting in settings for part in ("-c", setting))],
                environment=self.build.environment(),
                folder=self.folder,
                output=output,
                owner=self.owner,
            )  # fmt: skip

    def is_running(self) -> bool:
        """Say whether a server of these files lives, ready or not."""
        if self._process is not None and self._process.poll() is None:
            return True
        state = read_postmaster_file(self.files)
        return state is not None and is_alive(state.pid) and is_postgres(state.pid)

    def is_ready(self) -> bool:
        """Say whether the server accepts connections."""
        state = read_postmaster_file(self.files)
        return state is not None and state.ready and self.is_running()

    def _ready_or_dead(self) -> bool:
        if self.is_running():
            return self.is_ready()
        if STILL_HELD not in self._said_at_start():
            return True
        self._launch()
        return False

    def _said_at_start(self) -> bytes:
        return self.log.read_bytes() if self.log.exists() else b""

    def _forget_dead_server(self) -> None:
        """Remove the pid file and the socket's lock of a server that is gone.

        PostgreSQL itself refuses to start when the number in one of them now belongs to another
        program, or to a dead server that nobody buried (process 1 of some containers does not).
        Living backends of the dead server still hold it back: it looks at their shared memory.
        """
        state = read_postmaster_file(self.files)
        if state is None:
            return
        if state.socket_folder:
            socket_file = Path(state.socket_folder) / f".s.PGSQL.{state.port}"
            socket_file.with_name(f"{socket_file.name}.lock").unlink(missing_ok=True)
        (self.files / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop the server in order; force it when it does not obey."""
        pid = self._server_pid()
        if pid is None or not self.is_running():
            return
        for signal_name, mode in (("SIGINT", "fast"), ("SIGQUIT", "immediate")):
            if sys.platform == "win32":
                self._pg_ctl_stop(mode)
            else:
                send_signal(pid, signal_name)
            if wait_until(lambda: not self.is_running(), timeout_s=STOP_TIMEOUT_S):
                return

    def _server_pid(self) -> int | None:
        state = read_postmaster_file(self.files)
        if state is not None:
            return state.pid
        # Just started: it has not written its number yet.
        return self._process.pid if self._process else None

    def _pg_ctl_stop(self, mode: str) -> None:
        run_process(
            [self.build.program("pg_ctl"), "stop", "-D", self.files, "-m", mode],
            environment=self.build.environment(),
            folder=self.folder,
        )

    def address(self) -> str:
        """Return the libpq address of our database. Raises: DatabaseNotStarted."""
        state = read_postmaster_file(self.files)
        if state is None:
            raise self._not_started("it is not running")
        if sys.platform == "win32":
            password = (self.folder / "password").read_text(encoding="utf-8")
            return make_address("127.0.0.1", state.port, password)
        return make_address(state.socket_folder, state.port)

    def _private_folder(self) -> Path:
        try:
            return socket_folder(self.folder, self.owner)
        except SocketFolderTaken as error:
            raise self._not_started(f"{error} belongs to somebody else") from error

    def _log_bytes(self) -> bytes:
        newest = sorted(
            (self.files / "log").glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True
        )
        found = b"\n".join(path.read_bytes() for path in [*newest[:1], self.log] if path.exists())
        return b"\n".join(line for line in found.split(b"\n") if b"FATAL" in line) or found

    def _not_started(self, reason: str) -> DatabaseNotStarted:
        return DatabaseNotStarted(folder=self.folder, reason=reason, log=self.log)


def make_address(host: str, port: int, password: str = "") -> str:
    """Return a libpq address of our user and database, each value quoted."""
    values = {"host": host, "port": str(port), "user": USER, "dbname": DATABASE}
    if password:
        values["password"] = password
    escaped = {
        name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in values.items()
    }
    return " ".join(f"{name}='{value}'" for name, value in escaped.items())


def make_database_folder(folder: Path, owner: Owner | None) -> None:
    """Make the private folder of the database and give it to the user that runs it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    give_to(folder, owner)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _last_line(output: bytes) -> str:
    lines = [line.strip() for line in output.decode(errors="replace").split("\n") if line.strip()]
    return lines[-1] if lines else "no output"
