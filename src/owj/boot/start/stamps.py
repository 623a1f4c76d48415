"""Remembers by fingerprints what was already installed or built."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(paths: Iterable[Path], *also: str) -> str:
    """Return one hash of the names and contents of files, and of some more words."""
    total = hashlib.sha256()
    for word in also:
        total.update(word.encode() + b"\0")
    for path in sorted(paths):
        total.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


class Stamp:
    """A file that says for which fingerprint a step was finished.

    Written after the step only: an interrupted step is repeated.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.stamp"

    def holds(self, wanted: str) -> bool:
        """Say whether the step was finished for exactly this fingerprint."""
        try:
            return self.path.read_text(encoding="utf-8") == wanted
        except OSError:
            return False

    def write(self, wanted: str) -> None:
        """Record that the step is finished."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(wanted, encoding="utf-8")
