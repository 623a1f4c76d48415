"""What a page makes the reader load stays small: ui.md, rule 3."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from django.conf import settings

KB = 1024
# The drawing's script and style are loaded where a process is drawn or shown, and nowhere else.
BUDGETS = {
    "app.js": 60 * KB,
    "style.css": 25 * KB,
    "process.js": 190 * KB,
    "running.js": 65 * KB,
    "drawing.css": 10 * KB,
}
FONT_MOST = 115 * KB
BUILT = Path(settings.STATIC_ROOT) / "owj"


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    names: dict[str, str] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    return names


@pytest.mark.parametrize(("name", "most"), BUDGETS.items())
def test_script_and_style_keep_their_budget(manifest: dict[str, str], name: str, most: int) -> None:
    assert len(gzip.compress((BUILT / manifest[name]).read_bytes(), 9)) <= most


def test_the_font_keeps_its_budget(manifest: dict[str, str]) -> None:
    assert (BUILT / manifest["vazirmatn.woff2"]).stat().st_size <= FONT_MOST


def test_what_is_text_lies_compressed_beside_itself(manifest: dict[str, str]) -> None:
    texts = [name for name in manifest.values() if name.endswith((".js", ".css", ".svg"))]
    assert texts
    for name in texts:
        content = (BUILT / name).read_bytes()
        assert gzip.decompress((BUILT / f"{name}.gz").read_bytes()) == content
        assert (BUILT / f"{name}.br").exists()


def test_nothing_but_the_build_lies_in_the_folder(manifest: dict[str, str]) -> None:
    known = {*manifest.values(), "manifest.json", "font-license.txt", "bpmn-js-license.txt"}
    known |= {f"{name}{ending}" for name in known for ending in (".gz", ".br")}
    assert {path.name for path in BUILT.iterdir()} <= known


def test_style_and_script_ask_nothing_of_other_hosts(manifest: dict[str, str]) -> None:
    style = (BUILT / manifest["style.css"]).read_text(encoding="utf-8")
    assert "url(http" not in style
    assert "url(//" not in style
