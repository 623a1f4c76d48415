"""What must never be written down in the repository."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, name_of, tracked_files

TEXT_ENDINGS = {
    ".py", ".md", ".txt", ".in", ".toml", ".json", ".html", ".css", ".js", ".mjs", ".ts", ".yaml",
    ".yml", ".cmd", ".po", ".svg", ".cfg", ".sql", "",
}  # fmt: skip
# Written apart, so that this file does not name what it forbids.
HOSTS = "|".join(("pypi", "debian", "npmjs", "python" + "hosted", "nodejs"))
REGISTRY = re.compile(rf"(?:{HOSTS})[.](?:org|com)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|farm|root|home/\w+)/")
SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|(?:AKIA|ghp_)[A-Za-z0-9]{16,}")


def texts() -> list[tuple[str, str]]:
    """Return name and content of every text file of the repository."""
    return [
        (name_of(path), path.read_text(encoding="utf-8"))
        for path in tracked_files()
        if path.suffix in TEXT_ENDINGS and name_of(path) != "LICENSE"
    ]


def test_no_file_names_a_package_registry() -> None:
    own = "tests/house/test_repository.py"
    assert [name for name, text in texts() if name != own and REGISTRY.search(text)] == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    own = "tests/house/test_repository.py"
    assert [name for name, text in texts() if name != own and MACHINE_PATH.search(text)] == []


def test_no_file_holds_a_secret() -> None:
    assert [name for name, text in texts() if SECRET.search(text)] == []


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("base", "test", "bench", "node"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z0-9][\w.\-\[\]]*==", text, re.MULTILINE | re.IGNORECASE)
        blocks = re.findall(r"--hash=sha256:", text)
        assert pins, name
        assert len(blocks) >= len(pins), name


def test_the_package_lock_names_no_address() -> None:
    lock = (ROOT / "assets" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
