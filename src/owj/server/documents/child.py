"""Draws one document in a process of its own: `python -I child.py FOLDER FONTS EMPTY`.

FOLDER holds main.typ, house.typ and data.json; the PDF goes to FOLDER/out.pdf. Typst is loaded
here and nowhere else, so that no page pays for it and no template can hold the worker up: the
limits below end the process.
"""

from __future__ import annotations

import sys
from pathlib import Path

CPU_S = 20
MEMORY_BYTES = 2 << 30
OUTPUT_BYTES = 64 << 20


def limit_self() -> None:
    """Let the system end this process when it takes too much, where it can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's time limit holds there.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def draw(folder: Path, fonts: Path, empty: Path) -> None:
    """Compile the folder's document; packages of the net are sought in an empty folder only."""
    import typst

    typst.compile(
        folder / "main.typ",
        output=folder / "out.pdf",
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        package_path=empty,
        package_cache_path=empty,
    )


if __name__ == "__main__":
    limit_self()
    try:
        draw(*(Path(one) for one in sys.argv[1:4]))
    except RuntimeError as error:
        sys.stderr.write(str(error)[:2_000])
        sys.exit(1)
