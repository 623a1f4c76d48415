"""Templates use only classes that are styled, icons that are drawn, words that are documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house.sources import sources
from tests.ui.conftest import ROOT

from owj.server.notices.kinds import kinds_at
from owj.ui.faces import ICONS
from owj.ui.failures import SORRIES
from owj.ui.navigation import places_of
from owj.ui.templatetags.owj import register

CLASS = re.compile(r"\bo-[a-z][a-z0-9_-]*")
ICON = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")


def templates() -> Iterator[Path]:
    """Yield every template of ours."""
    yield from (path for path in sources(".html", under="src/owj") if "templates" in path.parts)


def texts(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_class_in_a_template_is_styled() -> None:
    styled = set(CLASS.findall(texts(sources(".css", under="assets/css"))))
    assert set(CLASS.findall(texts(templates()))) - styled == set()


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(json.loads((ROOT / "assets" / "icons.json").read_text(encoding="utf-8")))
    named = {
        *ICON.findall(texts(templates())),
        *ICONS.values(),
        *(kind.icon for door in ("staff", "hub") for kind in kinds_at(door)),
    }
    named |= {sorry.icon for sorry in SORRIES.values()}
    named |= {place.icon for door in ("staff", "hub") for place in places_of(door)}
    assert named - drawn == set()


def test_every_tag_and_filter_is_documented() -> None:
    page = (ROOT / "docs" / "subsystems" / "interface.md").read_text(encoding="utf-8")
    spoken = set(re.findall(r"`(\w+)`", page))
    assert {*register.tags, *register.filters} - spoken == set()


def test_every_word_for_scripts_is_documented() -> None:
    page = (ROOT / "docs" / "subsystems" / "interface.md").read_text(encoding="utf-8")
    scripts = texts(sources(".js", under="assets/js"))
    hooks = set(re.findall(r"\[(data-[a-z-]+)", scripts))
    told_by_ourselves = {
        "data-failed",
        "data-said",
        "data-words",
        "data-latin-hint",
        "data-caps-hint",
    }
    assert {hook for hook in hooks - told_by_ourselves if hook not in page} == set()
