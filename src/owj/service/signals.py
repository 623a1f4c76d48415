"""What a request to stop does to a process of ours."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable

# What a shell reports for a program that SIGTERM ended.
TERMINATED = 143


def on_stop_signals(stop: Callable[[], None]) -> None:
    """Call `stop` on Ctrl-C, on SIGTERM and when the terminal goes away."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        # Ignored by who started us (nohup): then the terminal may go away.
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda *_: stop())


def leave_on_sigterm() -> None:
    """Turn SIGTERM into an ordinary exit, so that what was opened is closed."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
