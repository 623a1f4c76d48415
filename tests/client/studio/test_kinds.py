"""The picker offers every kind once, with an icon that is drawn."""

from __future__ import annotations

import json
from pathlib import Path

from owj.client.studio.kinds import FACES, GROUPS, NOT_OFFERED
from owj.client.studio.looks import ICONS
from owj.server.records.defs import Kind

ROOT = Path(__file__).parents[3]


def test_every_kind_that_people_may_pick_is_offered_once() -> None:
    offered = [face.kind for group in GROUPS for face in group.faces]
    assert sorted(offered) == sorted(set(Kind) - NOT_OFFERED)


def test_the_icons_of_kinds_and_entities_are_drawn() -> None:
    drawn = set(json.loads((ROOT / "assets" / "icons.json").read_text(encoding="utf-8")))
    assert {*(face.icon for face in FACES.values()), *ICONS} - drawn == set()
