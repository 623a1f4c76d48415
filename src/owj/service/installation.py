"""The data folder of one installation and what is written down about it.

DATA/instance.json   secret key, database, address, sign-ins of the demo
DATA/database/       the cluster, its socket and its log; belongs to the database's user
DATA/files, mail     uploads; e-mails when no SMTP server is set
DATA/logs, run       logs; locks and the state of the running supervisor
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from owj.service.locks import locked
from owj.service.processes import Owner, database_owner, may_enter
from owj.service.refusals import DataFolderUnusable, DataFromNewerOwj, DiskFull

# 2: the cluster may lie in a folder of its own, to which an upgrade moved it. Data that never
# was upgraded stays readable for releases that know the first form only.
FORMAT = 2
FIRST_FORMAT = 1
NEEDED_MB = 300
FACTS_TIMEOUT_S = 10.0
ROOT_DATA = Path("/var/lib/owj")
CHECKOUT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Installation:
    """One data folder.

    owner: who runs the database, when we are root. moved_from: the folder that was meant, when
    that user may not enter it.
    """

    data: Path
    owner: Owner | None = None
    moved_from: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def instance_file(self) -> Path:
        """Where the facts of this installation are written."""
        return self.data / "instance.json"

    @property
    def database(self) -> Path:
        """The folder of the database."""
        return self.data / "database"

    @property
    def logs(self) -> Path:
        """The folder of the logs."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """The folder of locks and of the running supervisor's state."""
        return self.data / "run"

    @property
    def exists(self) -> bool:
        """Whether this data was made before."""
        return self.instance_file.exists()

    def facts(self) -> dict[str, Any]:
        """Return what is written about this installation; empty before the first start.

        Raises: DataFromNewerOwj, DataFolderUnusable when the file is damaged.
        """
        try:
            found: dict[str, Any] = json.loads(self.instance_file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise DataFolderUnusable(data=self.data, reason=f"instance.json: {error}") from error
        if not isinstance(found, dict):
            raise DataFolderUnusable(data=self.data, reason="instance.json: expected an object")
        if int(found.get("format", 0)) > FORMAT:
            raise DataFromNewerOwj(data=self.data, found=f"data format {found['format']}")
        return found

    def write_facts(self, **changed: object) -> dict[str, Any]:
        """Change some facts at once and return them all; what others change meanwhile stays."""
        with locked(self.run / "facts.lock", timeout_s=FACTS_TIMEOUT_S):
            facts = self.facts() | changed
            write_json(self.instance_file, facts)
        return facts

    def prepare(self) -> dict[str, Any]:
        """Make the folders and the first facts; return the facts.

        Raises: DataFolderUnusable, DataFromNewerOwj, DiskFull.
        """
        facts = self.facts()
        if facts:
            return facts
        try:
            # The database's user must pass through; what is private is closed one level deeper.
            self.data.mkdir(parents=True, exist_ok=True, mode=0o711 if self.owner else 0o700)
            for folder in (self.logs, self.run, self.data / "files", self.data / "mail"):
                folder.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise DataFolderUnusable(data=self.data, reason=error.strerror) from error
        self.need_space()
        with locked(self.run / "facts.lock", timeout_s=FACTS_TIMEOUT_S):
            # Another command may have been first.
            if not self.exists:
                facts = {"format": FIRST_FORMAT, "secret_key": secrets.token_urlsafe(48)}
                write_json(self.instance_file, facts)
        return self.facts()

    def need_space(self, needed_mb: int = NEEDED_MB) -> None:
        """Refuse to begin what a full disk would break half-way. Raises: DiskFull."""
        free_mb = shutil.disk_usage(self.data).free // 2**20
        if free_mb < needed_mb:
            raise DiskFull(folder=self.data, free_mb=free_mb, needed_mb=needed_mb)


def write_json(path: Path, content: object) -> None:
    """Replace a small private file so that a crash leaves the old or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def platform_data_folder(environment: Mapping[str, str]) -> Path:
    """Return where an installed release keeps its data on this kind of system."""
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", Path.home())) / "Owj"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Owj"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "owj"


def default_data_folder(environment: Mapping[str, str]) -> Path:
    """Return `.data` in a checkout, a folder of the platform otherwise."""
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / ".data"
    return platform_data_folder(environment)


def find_installation(
    data: str | None = None, environment: Mapping[str, str] = os.environ
) -> Installation:
    """Return the installation that --data, OWJ_DATA or the default means."""
    given = data or environment.get("OWJ_DATA")
    meant = Path(given).absolute() if given else default_data_folder(environment)
    owner = database_owner()
    if owner is None or environment.get("DATABASE_URL") or may_enter(meant, owner):
        return Installation(meant, owner, environment=environment)
    mark = hashlib.sha256(os.fsencode(meant)).hexdigest()[:8]
    name = CHECKOUT.name if meant == CHECKOUT / ".data" else meant.name
    return Installation(ROOT_DATA / f"{name}-{mark}", owner, meant, environment)
