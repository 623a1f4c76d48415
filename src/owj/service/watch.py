"""A child's eye on its parent: when the supervisor dies, its children stop too.

The parent holds the writing end of a pipe that is the child's standard input and never writes.
However the parent ends, kill -9 included, the system closes the pipe; this works everywhere.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

GRACE_S = 4.0


def stop_with_parent() -> None:
    """Watch standard input in a thread and end this process in order when it closes."""
    threading.Thread(target=_wait_for_end, name="watch-parent", daemon=True).start()


def _wait_for_end() -> None:
    while os.read(0, 1):
        pass
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    # The orderly way hangs (a job, a stream): whoever starts next must find us gone.
    os._exit(1)
