"""The picker offers every kind once, with an icon that is drawn."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from owj.client.studio.kinds import FACES, GROUPS, NOT_OFFERED
from owj.client.studio.looks import ICONS
from owj.server.records.compiling import compile_entity
from owj.server.records.defs import CHECKED_KINDS, EntityDef, FieldDef, Kind, Label
from owj.server.records.registry import declared_packages
from owj.server.records.texts import from_text
from owj.server.records.values import compile_check

ROOT = Path(__file__).parents[3]
TOY = Label("اسباب‌بازی", "Toy")
# What an example shows is what people type; of the others it tells what they are for.
READ_BACK = CHECKED_KINDS | {
    *(Kind.NUMBER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.PHONE, Kind.EMAIL, Kind.URL),
    *(Kind.DATE, Kind.DATE_TIME, Kind.JALALI_MONTH, Kind.DURATION, Kind.WORKING_TIME),
}


def test_every_kind_that_people_may_pick_is_offered_once() -> None:
    offered = [face.kind for group in GROUPS for face in group.faces]
    assert sorted(offered) == sorted(set(Kind) - NOT_OFFERED)


def test_the_icons_of_kinds_and_entities_are_drawn() -> None:
    drawn = set(json.loads((ROOT / "assets" / "icons.json").read_text(encoding="utf-8")))
    assert {*(face.icon for face in FACES.values()), *ICONS} - drawn == set()


@pytest.mark.parametrize("kind", [kind for kind in FACES if kind in READ_BACK])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_example_of_a_kind_can_be_typed_into_its_field(kind: Kind, language: str) -> None:
    field = FieldDef("toys.toy.x", "x", kind, Label("نمونه", "Sample"), "x")
    entity = EntityDef("toys.toy", "toy", TOY, TOY, "toys", "e_toy", fields=(field,))
    with translation.override(language):
        example = FACES[kind].shown_example
        value = from_text(field, example, ZoneInfo("Asia/Tehran"))
    assert compile_check(entity, field, {})(value) not in (None, "", ())


def test_what_comes_with_owj_wears_an_icon_that_the_picker_offers() -> None:
    made = [
        compile_entity(one, key) for key, all_of in declared_packages().items() for one in all_of
    ]
    assert {one.icon for one in made if one.icon} - set(ICONS) == set()
    assert [one.key for one in made if one.title and one.description and not one.icon] == []
