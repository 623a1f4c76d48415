"""Does what is due for processes until nothing is left, and may be killed while it does."""

from __future__ import annotations

import sys
import time


def main() -> None:
    """Work for as many seconds as are asked."""
    import django

    django.setup()
    from owj.server.processes.timing import run_due_processes

    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        if not run_due_processes().worked:
            time.sleep(0.02)


if __name__ == "__main__":
    main()
