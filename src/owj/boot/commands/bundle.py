"""`./owj bundle [--output FILE]`: one file from which Owj starts without a network."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from owj.boot.cli import GOOD
from owj.boot.start.bundle_making import make_bundle
from owj.service.installation import CHECKOUT
from owj.service.progress import Progress
from owj.service.refusals import BundleNeedsCheckout


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `bundle`."""
    parser = argparse.ArgumentParser(prog="./owj bundle", description=__doc__)
    parser.add_argument("--output", type=Path, metavar="FILE", help="where to write it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Make the bundle; print where it is and its SHA-256, by which it can be recognised."""
    asked = parse(arguments)
    release = release_version(CHECKOUT)
    target: Path = (asked.output or Path(default_name(release))).absolute()
    made = make_bundle(CHECKOUT, target, release, Progress())
    if asked.json:
        found = {"path": str(made.path), "bytes": made.size_bytes, "sha256": made.sha256}
        print(json.dumps(found))
    else:
        print(
            f"\n  {made.path}  ({made.size_bytes / 2**20:.0f} MB)\n  SHA-256 {made.sha256}\n\n"
            f"  On the other machine: python3 {made.path.name} up"
        )
    return GOOD


def release_version(root: Path) -> str:
    """Return the version of this checkout. Raises: BundleNeedsCheckout."""
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BundleNeedsCheckout(folder=root) from None
    return str(project["project"]["version"])


def default_name(release: str) -> str:
    """Return a name that says for which machines and which Python the bundle is."""
    machine = platform.machine().lower()
    return (
        f"owj-{release}-{sys.platform}-{machine}-py{sys.version_info[0]}{sys.version_info[1]}.pyz"
    )
