"""Making a bundle: the wheels of this kind of machine, the built pages and the program."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from owj.boot.start.bundle import FORMAT, MANIFEST, SOURCE, WHEELS, machine_words
from owj.boot.start.python_environment import PythonEnvironment, failure, run_logged
from owj.service.progress import Progress

SHEBANG = b"#!/usr/bin/env python3\n"
# What a release is; no pyproject.toml: its data belongs into the platform's folder.
FILES = (
    "owj", "owj.cmd", "LICENSE", "README.md", "README.fa.md", "ARCHITECTURE.md", "CHANGELOG.md",
)  # fmt: skip
FOLDERS = ("src/owj", "requirements", "docs", "assets", "changes")
LEFT_OUT = {"node_modules", "__pycache__"}
# The catalogs are compiled at the first start.
LEFT_OUT_ENDINGS = (".pyc", ".mo")
STARTER = """\
import os
import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "owj: Python 3.11 or later is needed, this is %d.%d (%s).\\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )
    sys.exit(2)

here = os.path.abspath(sys.argv[0])
sys.path.insert(0, os.path.join(here, "source", "src"))

from pathlib import Path

from owj.boot.start.bundle_main import main

sys.exit(main(sys.argv[1:], Path(here)))
"""
# Equal content makes an equal file.
LONG_AGO = (2020, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished bundle."""

    path: Path
    size_bytes: int
    sha256: str


def make_bundle(root: Path, target: Path, version: str, progress: Progress) -> Made:
    """Write the bundle of a checkout whose pages are built.

    Raises: NetworkMissing, InstallFailed.
    """
    environment = PythonEnvironment(root)
    with tempfile.TemporaryDirectory(prefix="owj-bundle-") as name:
        wheels = Path(name)
        with progress.step("Fetching the packages"):
            fetch_wheels(environment, wheels, progress)
        with progress.step(f"Writing {target}"):
            content = {"__main__.py": STARTER.encode()} | dict(release_files(root))
            content |= {f"{WHEELS}{path.name}": path for path in wheels.iterdir()}
            write_bundle(target, content, version)
    digest = hashlib.sha256()
    with target.open("rb") as file:
        while chunk := file.read(2**20):
            digest.update(chunk)
    return Made(target, target.stat().st_size, digest.hexdigest())


def fetch_wheels(environment: PythonEnvironment, target: Path, progress: Progress) -> None:
    """Put the wheel of every pinned package into `target`.

    Raises: NetworkMissing, InstallFailed.
    """
    log = environment.notes / "bundle.log"
    pins = environment.root / "requirements" / "base.txt"
    command = [
        str(environment.python), "-m", "pip", "download", "--require-hashes", "--no-input",
        "--only-binary", ":all:", "--disable-pip-version-check", "--progress-bar", "off",
        "--dest", str(target), "-r", str(pins),
    ]  # fmt: skip
    if run_logged(command, log, environment.root, progress=progress) != 0:
        raise failure("the packages of the bundle", log)


def release_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield name in the bundle and path of every file of the program, the built pages included."""
    for name in FILES:
        if (root / name).is_file():
            yield SOURCE + name, root / name
    for top in FOLDERS:
        for folder, folders, names in os.walk(root / top):
            folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
            for name in sorted(names):
                path = Path(folder) / name
                if not name.endswith(LEFT_OUT_ENDINGS) and not path.is_symlink():
                    yield SOURCE + path.relative_to(root).as_posix(), path


def write_bundle(target: Path, content: dict[str, Path | bytes], version: str) -> None:
    """Write the archive beside its place and rename it when it is whole."""
    fresh = target.with_name(f"{target.name}.new")
    listed: dict[str, Any] = {}
    try:
        with fresh.open("wb") as file:
            file.write(SHEBANG)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name in sorted(content):
                    listed[name] = _add(archive, name, content[name])
                manifest = {
                    "format": FORMAT,
                    "version": version,
                    "machine": machine_words(),
                    "files": listed,
                }
                _add(archive, MANIFEST, json.dumps(manifest, indent=0, sort_keys=True).encode())
        fresh.chmod(0o755)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _add(archive: zipfile.ZipFile, name: str, content: Path | bytes) -> dict[str, Any]:
    run = isinstance(content, Path) and os.access(content, os.X_OK)
    data = content if isinstance(content, bytes) else content.read_bytes()
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.external_attr = (0o755 if run else 0o644) << 16
    packed = name.endswith((".whl", ".br", ".gz", ".woff2", ".png"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "run": run}
