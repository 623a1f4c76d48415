"""What a running Owj tells other programs about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from owj.service.installation import Installation
from owj.service.locks import is_locked


@dataclass(frozen=True, slots=True)
class RunningState:
    """What a running Owj tells programs: the one line of `up --json`."""

    url: str
    hub_url: str
    data: str
    pid: int
    sign_ins: list[dict[str, str]]

    def line(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def lock_file_of(installation: Installation) -> Path:
    """Return the file whose lock the supervisor of this data holds."""
    return installation.run / "supervisor.lock"


def state_file_of(installation: Installation) -> Path:
    """Return where the state of a running supervisor is written."""
    return installation.run / "running.json"


def read_state(installation: Installation) -> dict[str, Any] | None:
    """Return the state that a running supervisor wrote, or None while it is starting."""
    try:
        found: dict[str, Any] = json.loads(state_file_of(installation).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def is_running(installation: Installation) -> bool:
    """Say whether an `up` of this data is running and ready."""
    return is_locked(lock_file_of(installation)) and read_state(installation) is not None
