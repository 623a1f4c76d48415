"""A bundle: made whole, checked whole, refused in one sentence when anything is wrong with it.

`./owj bench bundle` makes a real one and starts from it in an empty network.
"""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from owj.boot.start import bundle as module
from owj.boot.start import python_environment
from owj.boot.start.bundle import is_plain, open_bundle
from owj.boot.start.bundle_making import STARTER, release_files, write_bundle
from owj.boot.start.bundle_use import install_from, split_from, unpack_release
from owj.boot.start.front_end import sources
from owj.boot.start.python_environment import PythonEnvironment
from owj.service.progress import Progress
from owj.service.refusals import BundleForOthers, BundleRejected, DiskFull, InstallFailed

ROOT = Path(__file__).parents[2]
QUIET = Progress(quiet=True)
CONTENT: dict[str, Path | bytes] = {
    "__main__.py": b"print('hello')",
    "source/owj": ROOT / "owj",
    "source/requirements/base.txt": b"a==1 --hash=sha256:x\n",
    "source/assets/main.css": b"p {}",
    "source/src/owj/client/static/owj/manifest.json": b"{}",
    "wheels/a-1-py3-none-any.whl": b"wheel" * 5000,
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Give a small bundle."""
    path = tmp_path / "owj.pyz"
    write_bundle(path, CONTENT, "0.1.0")
    return path


def rewrite(path: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> None:
    """Write the archive anew after `change` saw its entries and its manifest."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(entries.pop("manifest.json"))
    change(entries, manifest)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))


def test_what_was_put_in_comes_out(made: Path, tmp_path: Path) -> None:
    bundle = open_bundle(made)
    assert bundle.version == "0.1.0"
    unpack_release(bundle, tmp_path / "program")
    assert (tmp_path / "program" / "owj").read_bytes() == (ROOT / "owj").read_bytes()
    assert (tmp_path / "program" / "owj").stat().st_mode & stat.S_IXUSR
    assert (tmp_path / "program" / "assets" / "main.css").read_bytes() == b"p {}"
    assert not (tmp_path / "program" / "wheels").exists()


def test_equal_content_makes_an_equal_file(made: Path, tmp_path: Path) -> None:
    write_bundle(tmp_path / "again.pyz", CONTENT, "0.1.0")
    assert (tmp_path / "again.pyz").read_bytes() == made.read_bytes()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_bundle_that_was_not_copied_to_its_end_is_refused(made: Path, share: float) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BundleRejected, match=r"not copied to its end.*Copy it again"):
        open_bundle(made)


def test_no_changed_byte_goes_unseen(made: Path) -> None:
    """Every hundredth byte, so in every part: content, names, lengths, list, end."""
    whole = made.read_bytes()
    first = len(b"#!/usr/bin/env python3\n")
    unseen = []
    with zipfile.ZipFile(made) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    for place in range(first, len(whole), 100):
        made.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        try:
            opened = open_bundle(made)
        except (BundleRejected, BundleForOthers):
            continue
        # What the archive says about itself, such as a date, may change: what comes out may not.
        if opened.manifest != manifest:
            unseen.append(place)
    assert unseen == []


def forge(entries: dict[str, bytes], manifest: dict[str, Any], name: str) -> None:
    """Add an entry with a bad name, listed as a good one would be."""
    entries[name] = b"x"
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    manifest["files"][name] = {"sha256": digest, "size": 1, "run": False}


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "source/../../evil",
        "source/./evil",
        "source//evil",
        "source\\..\\evil",
        "C:/evil",
        "source/evil\n",
        "source/evil. ",
        "source/\u202eevil",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(made: Path, tmp_path: Path, name: str) -> None:
    assert not is_plain(name)
    rewrite(made, lambda entries, manifest: forge(entries, manifest, name))
    with pytest.raises(BundleRejected, match="leads elsewhere"):
        open_bundle(made)
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e, m: e.update({"source/owj": b"print('evil')"}), "another length"),
        (lambda e, m: e.update({"source/assets/main.css": b"q {}"}), "was changed"),
        (lambda e, m: e.update({"source/more": b""}), "not what its list says"),
        (lambda e, m: e.pop("source/owj"), "not what its list says"),
        (lambda e, m: m.update({"format": 9}), "its form is 9"),
        (lambda e, m: m["files"]["source/owj"].update({"size": 2**40}), "more than 2 GB"),
        (lambda e, m: m.pop("files"), "files"),
    ],
)
def test_a_bundle_whose_list_does_not_fit_is_refused(
    made: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None], said: str
) -> None:
    rewrite(made, change)
    with pytest.raises(BundleRejected, match=said):
        open_bundle(made)


def test_a_link_is_refused(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            if name == "source/owj":
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, content)
    with pytest.raises(BundleRejected, match="is a link"):
        open_bundle(made)


def test_another_archive_or_none_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello", "x")
    with pytest.raises(BundleRejected, match="no bundle of Owj"):
        open_bundle(other)
    with pytest.raises(BundleRejected, match="No such file"):
        open_bundle(tmp_path / "nothing.pyz")


def test_a_bundle_for_another_python_says_for_which(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {"system": "linux riscv64 glibc", "python": "cpython 3.99"}
    monkeypatch.setattr(module, "machine_words", lambda: other)
    with pytest.raises(BundleForOthers, match=r"made for cpython 3\.\d+, .*; here is .*99"):
        open_bundle(made)


def test_a_full_disk_is_refused_first(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_bundle(made)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    with pytest.raises(DiskFull, match="1 MB free"):
        unpack_release(bundle, tmp_path / "program")
    assert not (tmp_path / "program").exists()


class Pip:
    """Stands in for pip: notes its command and what lay in the folder of wheels."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.command: list[str] = []
        self.wheels: list[str] = []

    def __call__(self, command: list[str], log: Path, _: Path, **__: object) -> int:
        self.command = command
        folder = Path(command[command.index("--find-links") + 1])
        self.wheels = sorted(path.name for path in folder.iterdir())
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("ERROR: No matching distribution found for a==1\n")
        return self.code


@pytest.fixture
def checkout(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PythonEnvironment:
    """Give a checkout of the bundle's release with an environment that needs no making."""
    unpack_release(open_bundle(made), tmp_path / "program")
    python = tmp_path / "program" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    monkeypatch.setattr(PythonEnvironment, "_make", lambda *_: None)
    monkeypatch.setattr(PythonEnvironment, "_put_source_on_path", lambda _: None)
    return PythonEnvironment(tmp_path / "program")


def test_packages_come_from_the_bundle_and_from_nowhere_else(
    made: Path, checkout: PythonEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip = Pip()
    monkeypatch.setattr(python_environment, "run_logged", pip)
    install_from(open_bundle(made), checkout, QUIET)
    assert {"--no-index", "--require-hashes"} <= set(pip.command)
    assert pip.wheels == ["a-1-py3-none-any.whl"]
    assert not (checkout.notes / "wheels").exists()
    # The pages count as built: no Node.js is asked for.
    assert (checkout.notes / "front-end.stamp").exists()
    pip.command = []
    install_from(open_bundle(made), checkout, QUIET)
    assert pip.command == []


def test_a_failed_installation_does_not_speak_of_a_network(
    made: Path, checkout: PythonEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_environment, "run_logged", Pip(code=1))
    with pytest.raises(InstallFailed, match="No matching distribution found for a==1"):
        install_from(open_bundle(made), checkout, QUIET)


def test_a_bundle_of_another_release_is_refused(made: Path, checkout: PythonEnvironment) -> None:
    (checkout.root / "requirements" / "base.txt").write_text("a==2 --hash=sha256:x\n")
    with pytest.raises(BundleRejected, match="made for another release"):
        install_from(open_bundle(made), checkout, QUIET)


def test_pages_of_other_sources_are_not_used(
    made: Path, checkout: PythonEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_environment, "run_logged", Pip())
    (checkout.root / "assets" / "main.css").write_text("p { color: red }")
    install_from(open_bundle(made), checkout, QUIET)
    assert not (checkout.notes / "front-end.stamp").exists()


@pytest.mark.parametrize(
    ("words", "kept", "file"),
    [
        (["up", "--from", "/b.pyz", "--json"], ["up", "--json"], "/b.pyz"),
        (["up", "--from=/b.pyz"], ["up"], "/b.pyz"),
        (["up", "--json"], ["up", "--json"], None),
    ],
)
def test_from_is_taken_off(words: list[str], kept: list[str], file: str | None) -> None:
    assert split_from(words) == (kept, Path(file) if file else None)


def test_a_release_holds_what_a_start_needs_and_nothing_private() -> None:
    names = {name for name, _ in release_files(ROOT)}
    assert {"source/owj", "source/requirements/base.txt", "source/LICENSE"} <= names
    assert {f"source/{path.relative_to(ROOT)}" for path in sources(ROOT / "assets")} <= names
    private = (".venv", ".data", ".git/", "node_modules", "__pycache__", ".pyc")
    assert [name for name in names if any(word in name for word in private)] == []
    assert all(is_plain(name) for name in names)
    # Its data belongs into the folder of the platform, which outlives the release.
    assert "source/pyproject.toml" not in names


def test_python_runs_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "owj.pyz"
    write_bundle(path, {"__main__.py": STARTER.encode()} | dict(release_files(ROOT)), "0.1.0")
    python = [sys.executable, "-I", "-S", path]
    helped = subprocess.run([*python, "--help"], capture_output=True, text=True, check=False)
    assert helped.returncode == 0, helped.stderr
    assert "python3 owj.pyz up" in helped.stdout
    rewrite(path, lambda entries, manifest: entries.update({"source/LICENSE": b"mine"}))
    refused = subprocess.run([*python, "up"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "source/LICENSE has another length than listed" in refused.stderr
    assert {found.name for found in tmp_path.iterdir()} == {"owj.pyz"}
