"""Named points at which a test may let the process die.

Random kills give false comfort: "send, then commit" survives them against a fast provider.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path


def failpoint(name: str) -> None:
    """Kill this process without any farewell when this point is armed.

    OWJ_FAILPOINT names a point that always kills; a file of the point's name in the folder
    OWJ_FAILPOINTS kills once, whichever process comes by first.
    """
    if os.environ.get("OWJ_FAILPOINT") == name or _taken(name):
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _taken(name: str) -> bool:
    folder = os.environ.get("OWJ_FAILPOINTS")
    if not folder:
        return False
    try:
        (Path(folder) / name).unlink()
    except OSError:
        return False
    return True
