"""Says on standard error what goes on, so that nobody looks at a silent screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Prints one line a step. Standard output stays free for what programs read."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._began_s = time.monotonic()

    def say(self, text: str) -> None:
        """Print a line with the seconds since the start before it."""
        if not self.quiet:
            elapsed_s = time.monotonic() - self._began_s
            print(f"{elapsed_s:6.1f} s  {text}", file=sys.stderr, flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Announce a step before it runs, so that a long one is not silence."""
        self.say(f"{text} …")
        yield
