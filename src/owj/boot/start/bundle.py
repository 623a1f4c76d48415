"""A bundle: one file with everything a start needs, checked whole before any of it is used.

It is a ZIP that Python can run. `manifest.json` names every other entry with its length and
SHA-256. The checksums find what was damaged or cut short on the way; who made a bundle is told by
comparing the SHA-256 of the whole file with the one its maker gave.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from owj.service.refusals import BundleForOthers, BundleRejected, DiskFull

FORMAT = 1
MANIFEST = "manifest.json"
SOURCE, WHEELS = "source/", "wheels/"
PAGES = f"{SOURCE}src/owj/client/static/"
LARGEST_MANIFEST_BYTES = 8 * 2**20
LARGEST_BYTES = 2 * 2**30
CHUNK_BYTES = 2**20
SPARE_MB = 50
# What zipfile raises about an archive that is not as it was written.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, OverflowError,
)  # fmt: skip


def machine_words() -> dict[str, str]:
    """Return for which machines the packages of this one fit."""
    return {
        "system": f"{sys.platform} {platform.machine().lower()} {platform.libc_ver()[0]}".strip(),
        "python": f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}",
    }


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle whose every entry has been checked."""

    path: Path
    archive: zipfile.ZipFile
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The release in it."""
        return str(self.manifest["version"])

    @property
    def mark(self) -> str:
        """A few letters that tell this content from every other."""
        content = json.dumps(self.manifest, sort_keys=True).encode()
        return hashlib.sha256(content).hexdigest()[:12]

    def names(self, under: str) -> list[str]:
        """Return the entries below a folder of the bundle."""
        return sorted(name for name in self.manifest["files"] if name.startswith(under))

    def checksum(self, name: str) -> str | None:
        """Return the SHA-256 of an entry, None when it has no such entry."""
        entry = self.manifest["files"].get(name)
        return str(entry["sha256"]) if entry else None

    def unpack(self, under: str, target: Path) -> None:
        """Write the entries below a folder of the bundle into `target`.

        Raises: BundleRejected, DiskFull.
        """
        names = self.names(under)
        entries = self.manifest["files"]
        needed_mb = sum(int(entries[name]["size"]) for name in names) // 2**20 + SPARE_MB
        target.mkdir(parents=True, exist_ok=True)
        free_mb = shutil.disk_usage(target).free // 2**20
        if free_mb < needed_mb:
            raise DiskFull(folder=target, free_mb=free_mb, needed_mb=needed_mb)
        for name in names:
            self._unpack_one(name, target / name.removeprefix(under))

    def _unpack_one(self, name: str, path: Path) -> None:
        entry = self.manifest["files"][name]
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            found = _copied(self.archive, name, file)
        if found != entry["sha256"]:
            # Changed between the check and now.
            path.unlink()
            raise BundleRejected(file=self.path, reason=f"{name} changed while it was read")
        path.chmod(0o755 if entry["run"] else 0o644)


def open_bundle(path: Path) -> Bundle:
    """Open a bundle and check all of it. Raises: BundleRejected, BundleForOthers."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, ValueError, *DAMAGE) as error:
        reason = getattr(error, "strerror", None) or "it is damaged or was not copied to its end"
        raise BundleRejected(file=path, reason=reason) from error
    try:
        manifest = _read_manifest(archive)
        _check_names(archive, manifest["files"])
        _check_machine(manifest)
        for name in manifest["files"]:
            _check_content(archive, name, manifest["files"][name])
    except (KeyError, TypeError, ValueError, AttributeError, OSError, *DAMAGE) as error:
        archive.close()
        raise BundleRejected(file=path, reason=str(error) or type(error).__name__) from error
    except BaseException:
        archive.close()
        raise
    return Bundle(path, archive, manifest)


def _read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        entry = archive.getinfo(MANIFEST)
    except KeyError:
        raise ValueError("it has no list of its content: this is no bundle of Owj") from None
    if entry.file_size > LARGEST_MANIFEST_BYTES:
        raise ValueError("the list of its content is too long")
    manifest: dict[str, Any] = json.loads(archive.read(entry))
    if manifest["format"] != FORMAT:
        raise ValueError(f"its form is {manifest['format']}, this Owj knows {FORMAT}")
    if sum(int(entry["size"]) for entry in manifest["files"].values()) > LARGEST_BYTES:
        raise ValueError("it would unpack to more than 2 GB")
    return manifest


def _check_names(archive: zipfile.ZipFile, listed: Mapping[str, Any]) -> None:
    held = [entry.filename for entry in archive.infolist() if entry.filename != MANIFEST]
    for name in [*held, *listed]:
        if not is_plain(name):
            raise ValueError(f"an entry has a name that leads elsewhere: {name!r}")
    if len(held) != len(set(held)) or set(held) != set(listed):
        raise ValueError("its content is not what its list says")
    for entry in archive.infolist():
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ValueError(f"{entry.filename} is a link")


def is_plain(name: str) -> bool:
    """Say whether a name of an entry stays below the folder it is unpacked to, on any system."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and "/".join(parts) == name
        and not any(part in {"..", "."} or part.endswith((" ", ".")) for part in parts)
        and not set(name) & set('\\:*?"<>|')
        and not name.startswith("/")
        and all(letter.isprintable() for letter in name)
    )


def _check_machine(manifest: Mapping[str, Any]) -> None:
    here, needed = machine_words(), manifest["machine"]
    if here != needed:
        raise BundleForOthers(
            needed=", ".join(needed[name] for name in sorted(here)),
            found=", ".join(here[name] for name in sorted(here)),
        )


def _check_content(archive: zipfile.ZipFile, name: str, entry: Mapping[str, Any]) -> None:
    if archive.getinfo(name).file_size != entry["size"]:
        raise ValueError(f"{name} has another length than listed")
    if _copied(archive, name, None) != entry["sha256"]:
        raise ValueError(f"{name} was changed")


def _copied(archive: zipfile.ZipFile, name: str, target: BinaryIO | None) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as source:
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                if target is not None:
                    target.write(chunk)
    except DAMAGE as error:
        raise ValueError(f"{name} is damaged") from error
    return digest.hexdigest()


def asset_sources(bundle: Bundle, assets: Path) -> Iterator[tuple[str, Path]]:
    """Yield each source of the front end in the bundle with its place below `assets`."""
    prefix = f"{SOURCE}assets/"
    for name in bundle.names(prefix):
        yield name, assets / name.removeprefix(prefix)
