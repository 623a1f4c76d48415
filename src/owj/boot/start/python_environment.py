"""Makes .venv and installs the pinned, hashed packages into it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from owj.boot.start.stamps import Stamp, fingerprint
from owj.service.locks import is_locked, locked
from owj.service.progress import Progress
from owj.service.refusals import (
    DiskFull,
    EnvironmentToolMissing,
    InstallFailed,
    NetworkMissing,
)

INSTALL_TIMEOUT_S = 1800.0
NEEDED_MB = 400
QUOTE_S = 5.0
LINE_WIDTH = 90
NETWORK_WORDS = (
    "NewConnectionError", "Temporary failure in name resolution", "Name or service not known",
    "Network is unreachable", "Connection refused", "Max retries exceeded", "ConnectTimeout",
    "Could not find a version", "No matching distribution", "ENOTFOUND", "EAI_AGAIN",
    "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "nodename nor servname", "getaddrinfo failed",
    "Cannot connect to proxy", "ProxyError", "Connection broken",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PythonEnvironment:
    """The virtual environment of one checkout."""

    root: Path

    @property
    def folder(self) -> Path:
        """The environment itself."""
        return self.root / ".venv"

    @property
    def notes(self) -> Path:
        """Our stamps, lock and logs inside it."""
        return self.folder / "owj"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    def is_installed(self, name: str) -> bool:
        """Say whether requirements/NAME.txt is installed as it is now."""
        return self.python.exists() and self._stamp(name).holds(self._wanted(name))

    def install(
        self, names: Sequence[str], progress: Progress, *, wheels: Path | None = None
    ) -> None:
        """Install what is missing of requirements/NAME.txt, one process at a time.

        wheels: a folder to take the packages from, instead of a network.
        Raises: EnvironmentToolMissing, NetworkMissing, InstallFailed, DiskFull.
        """
        if all(self.is_installed(name) for name in names):
            return
        lock = self.notes / "install.lock"
        if is_locked(lock):
            progress.say("Another ./owj is installing; waiting for it …")
        with locked(lock, timeout_s=INSTALL_TIMEOUT_S):
            self._need_space()
            self._make(progress)
            for name in names:
                if not self.is_installed(name):
                    self._install_file(name, progress, wheels)

    def _stamp(self, name: str) -> Stamp:
        return Stamp(self.notes, name)

    def _wanted(self, name: str) -> str:
        # The place counts too: a moved checkout has another path for our source.
        return fingerprint([self.root / "requirements" / f"{name}.txt"], str(self.root))

    def _need_space(self) -> None:
        free_mb = shutil.disk_usage(self.root).free // 2**20
        if free_mb < NEEDED_MB:
            raise DiskFull(folder=self.root, free_mb=free_mb, needed_mb=NEEDED_MB)

    def _make(self, progress: Progress) -> None:
        if self.python.exists() and self._has_pip():
            return
        if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
            raise EnvironmentToolMissing(python=sys.executable)
        for path in self.folder.iterdir():
            if path != self.notes:
                # Left by an interrupted or broken environment.
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        with progress.step("Making .venv"):
            log = self.notes / "venv.log"
            command = [sys.executable, "-m", "venv", str(self.folder)]
            if run_logged(command, log, self.root, progress=progress) != 0:
                raise failure("the virtual environment", log)

    def _has_pip(self) -> bool:
        answer = subprocess.run([self.python, "-c", "import pip"], capture_output=True, check=False)
        return answer.returncode == 0

    def _install_file(self, name: str, progress: Progress, wheels: Path | None) -> None:
        file = self.root / "requirements" / f"{name}.txt"
        count = sum("==" in line for line in file.read_text(encoding="utf-8").splitlines())
        wanted = self._wanted(name)
        source = ["--no-index", "--find-links", str(wheels)] if wheels else []
        with progress.step(f"Installing requirements/{name}.txt ({count} packages)"):
            log = self.notes / f"{name}.log"
            command = [
                str(self.python), "-m", "pip", "install", "--require-hashes", "--no-input",
                "--disable-pip-version-check", "--progress-bar", "off", *source, "-r", str(file),
            ]  # fmt: skip
            if run_logged(command, log, self.root, progress=progress) != 0:
                found = failure(f"requirements/{name}.txt", log)
                if wheels is not None:
                    # No network is asked, whatever its words remind of.
                    found = InstallFailed(what=wheels, reason=last_line(log), log=log)
                raise found
        self._put_source_on_path()
        self._stamp(name).write(wanted)

    def _put_source_on_path(self) -> None:
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        answer = subprocess.run(
            [self.python, "-c", where], capture_output=True, text=True, check=True
        )
        target = Path(answer.stdout.strip()) / "owj-source.pth"
        target.write_text(f"{self.root / 'src'}\n", encoding="utf-8")


def run_logged(
    command: Sequence[str],
    log: Path,
    folder: Path,
    *,
    progress: Progress,
    environment: dict[str, str] | None = None,
) -> int:
    """Run a program with its output in a log of its own, and return its exit code.

    A program that takes long is quoted now and then: its last line shows that it goes on.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment or dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        while True:
            try:
                return process.wait(QUOTE_S)
            except subprocess.TimeoutExpired:
                progress.say(f"  {last_line(log)}")
    except BaseException:
        process.kill()
        process.wait()
        raise


def last_line(log: Path) -> str:
    """Return the last line of a log, cut to the width of a terminal."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip()[:LINE_WIDTH] if lines else "…"


def failure(what: str, log: Path) -> NetworkMissing | InstallFailed:
    """Return the error that fits what an installer wrote in its log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if "No space left on device" in text or "ENOSPC" in text:
        return InstallFailed(what=what, reason="no space left on the disk", log=log)
    if any(word in text for word in NETWORK_WORDS):
        return NetworkMissing(log=log)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.upper().startswith(("ERROR", "NPM ERROR"))]
    return InstallFailed(what=what, reason=(errors or lines or ["no output"])[-1], log=log)
