"""Compiles each room's Persian wording (`python -m owj.boot.catalogs`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from owj.boot.start.catalog_files import catalog_files

ROOT = Path(__file__).parents[3]


def compile_catalog(source: Path) -> int:
    """Write the .mo beside a .po, whole or not at all; return how many messages it holds.

    Raises: ValueError, naming the file, when a message is broken.
    """
    try:
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parents[1].name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ValueError(f"{source}: {error}") from error
    target = source.with_suffix(".mo")
    fresh = target.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalog)
    fresh.replace(target)
    return len(catalog)


def main() -> int:
    """Compile every catalog; print broken ones and return 1 when there are any."""
    broken = 0
    for source in catalog_files(ROOT):
        try:
            compile_catalog(source)
        except ValueError as error:
            broken = 1
            print(f"ERROR {error}", file=sys.stderr)
    return broken


if __name__ == "__main__":
    sys.exit(main())
