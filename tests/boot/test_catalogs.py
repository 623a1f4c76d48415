"""Compiling catalogs."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from owj.boot.catalogs import compile_catalog
from owj.boot.start import catalog_files as module
from owj.boot.start.catalog_files import catalog_files, compile_catalogs
from owj.boot.start.python_environment import PythonEnvironment
from owj.service.progress import Progress

PO = """
msgid ""
msgstr ""
"Language: fa\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Inbox"
msgstr "صندوق"

#, fuzzy
msgid "Guess"
msgstr "حدس"
"""


@pytest.fixture
def po(tmp_path: Path) -> Path:
    """Give a catalog at the place of a room."""
    folder = tmp_path / "src" / "owj" / "room" / "locale" / "fa" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    return folder / "django.po"


def test_a_compiled_catalog_speaks_and_leaves_guesses_out(po: Path) -> None:
    compile_catalog(po)
    with po.with_suffix(".mo").open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    assert catalog.gettext("Inbox") == "صندوق"
    assert catalog.gettext("Guess") == "Guess"
    assert sorted(path.name for path in po.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_broken_catalog_is_named_and_leaves_the_old_one(po: Path) -> None:
    compile_catalog(po)
    before = po.with_suffix(".mo").read_bytes()
    po.write_text(f"{PO}\nnonsense\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"django\.po"):
        compile_catalog(po)
    assert po.with_suffix(".mo").read_bytes() == before


def test_catalogs_are_compiled_again_only_when_one_changed(
    po: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def run_logged(*_: object, **__: object) -> int:
        ran.append("compile")
        compile_catalog(po)
        return 0

    monkeypatch.setattr(module, "run_logged", run_logged)
    environment, quiet = PythonEnvironment(tmp_path), Progress(quiet=True)
    assert catalog_files(tmp_path) == [po]
    compile_catalogs(environment, quiet)
    compile_catalogs(environment, quiet)
    assert len(ran) == 1
    po.write_text(PO.replace("صندوق", "کارتابل"), encoding="utf-8")
    compile_catalogs(environment, quiet)
    po.with_suffix(".mo").unlink()
    compile_catalogs(environment, quiet)
    assert len(ran) == 3
