"""Starting from a bundle: packages and pages come out of it, nothing over the network."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from owj.boot.start.bundle import PAGES, SOURCE, WHEELS, Bundle, asset_sources, open_bundle
from owj.boot.start.front_end import mark_built, sources
from owj.boot.start.python_environment import PythonEnvironment
from owj.service.progress import Progress
from owj.service.refusals import BundleRejected, InstallFailed


def split_from(arguments: Sequence[str]) -> tuple[list[str], Path | None]:
    """Return the arguments without `--from FILE`, and that file."""
    kept: list[str] = []
    found: Path | None = None
    words = iter(arguments)
    for word in words:
        if word == "--from":
            found = Path(next(words, "")).absolute()
        elif word.startswith("--from="):
            found = Path(word.removeprefix("--from=")).absolute()
        else:
            kept.append(word)
    return kept, found


@contextmanager
def checked(path: Path, progress: Progress) -> Iterator[Bundle]:
    """Give a bundle of which every entry was checked. Raises: BundleRejected, BundleForOthers."""
    with progress.step(f"Checking {path.name}"):
        bundle = open_bundle(path)
    try:
        yield bundle
    finally:
        bundle.archive.close()


def install_from(bundle: Bundle, environment: PythonEnvironment, progress: Progress) -> None:
    """Install the packages and put the built pages in their place, as far as they are missing.

    Raises: BundleRejected, EnvironmentToolMissing, InstallFailed, DiskFull.
    """
    pins = environment.root / "requirements" / "base.txt"
    if bundle.checksum(f"{SOURCE}requirements/base.txt") != _checksum(pins):
        raise BundleRejected(
            file=bundle.path, reason=f"it was made for another release than {environment.root}"
        )
    if not environment.is_installed("base"):
        wheels = environment.notes / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        bundle.unpack(WHEELS, wheels)
        try:
            environment.install(["base"], progress, wheels=wheels)
        finally:
            shutil.rmtree(wheels, ignore_errors=True)
    place_pages(bundle, environment)


def place_pages(bundle: Bundle, environment: PythonEnvironment) -> None:
    """Unpack the built pages when they were built from the sources that are here."""
    assets = environment.root / "assets"
    listed = dict(asset_sources(bundle, assets))
    if set(sources(assets)) != set(listed.values()):
        return
    if all(bundle.checksum(name) == _checksum(path) for name, path in listed.items()):
        target = environment.root / PAGES.removeprefix(SOURCE)
        shutil.rmtree(target, ignore_errors=True)
        bundle.unpack(PAGES, target)
        mark_built(environment)


def unpack_release(bundle: Bundle, target: Path) -> None:
    """Unpack the program itself into a folder that is not there yet, whole or not at all."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        bundle.unpack(SOURCE, fresh)
        fresh.rename(target)
    except OSError as error:
        raise InstallFailed(what=str(target), reason=error.strerror, log="-") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _checksum(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
