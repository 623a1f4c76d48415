"""Named points at which a test may let the process die.

Random kills give false comfort: "send, then commit" survives them against a fast provider.
"""

from __future__ import annotations

import os
import signal


def failpoint(name: str) -> None:
    """Kill this process without any farewell when OWJ_FAILPOINT names this point."""
    if os.environ.get("OWJ_FAILPOINT") == name:
        os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
