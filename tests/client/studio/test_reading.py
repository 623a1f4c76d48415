"""What comes in the studio's forms is read whole, or refused in words beside its input."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from owj.client.studio.field_form import (
    blank_form,
    field_to_come,
    form_of,
    read_field,
    settings_between,
)
from owj.client.studio.kinds import FACES
from owj.client.studio.reading import Refusals
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, OptionDef, SchemaDef

VEHICLE = EntityDef(
    id="own.x_vehicle",
    key="x_vehicle",
    label=Label("خودرو", "Vehicle"),
    plural=Label("خودروها", "Vehicles"),
    package="own",
    table="e_x_vehicle",
    fields=(
        FieldDef("own.x_vehicle.x_plate", "x_plate", Kind.TEXT, Label("پلاک", "Plate"), "x_plate"),
    ),
    own=True,
)
SCHEMA = SchemaDef((VEHICLE,))


def sent(**fields: object) -> QueryDict:
    """Return what a form would send."""
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


@given(st.text(max_size=60))
def test_a_line_keeps_what_is_to_be_read_and_loses_what_turns_or_breaks_it(text: str) -> None:
    line = Refusals().line(text, "name")
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\n\r\t")
    assert line == line.strip()


def test_joiners_quotes_and_emoji_stay_and_ten_thousand_letters_are_refused_in_words() -> None:
    refusals = Refusals()
    name = "می‌خواهم «'\"; DROP TABLE» 🚗"
    assert refusals.line(name, "name_fa") == name
    with translation.override("fa"):
        refusals.line("ا" * 10_000, "help_fa")
    assert refusals["help_fa"] == "دست‌بالا ۸۰ نویسه؛ این ۱۰۰۰۰ تا دارد."


def test_a_choice_is_read_with_its_options_in_order_and_keeps_the_values_it_had() -> None:
    came = sent(
        name_fa="وضعیت",
        option_value=["sold", "", ""],
        option_fa=["فروخته", "در کار", ""],
        option_en=["Sold", "", ""],
        option_color=["red", "pink", ""],
        option_retired=["sold"],
    )
    made = read_field(came, field_to_come(Kind.CHOICE), VEHICLE, SCHEMA).made
    assert made is not None
    assert [(one.value, one.label.fa, one.color, one.retired) for one in made.options] == [
        ("sold", "فروخته", "red", True),
        ("", "در کار", "", False),
    ]


def test_an_option_named_in_english_alone_is_kept() -> None:
    came = sent(name_fa="وضعیت", option_value=[""], option_fa=[""], option_en=["Sold"])
    came.setlist("option_color", [""])
    made = read_field(came, field_to_come(Kind.CHOICE), VEHICLE, SCHEMA).made
    assert made is not None
    assert made.options[0].label == Label("Sold", "Sold")


@pytest.mark.parametrize(
    ("kind", "fields", "refused"),
    [
        (Kind.TEXT, {"name_fa": ""}, "name_fa"),
        (Kind.TEXT, {"name_fa": "الف", "max_length": "زیاد"}, "max_length"),
        (Kind.TEXT, {"name_fa": "الف", "key": "x_plate"}, "key"),
        (Kind.TEXT, {"name_fa": "الف", "key": "a b"}, "key"),
        (Kind.TEXT, {"name_fa": "الف", "rule": "x_plate ="}, "rule"),
        (Kind.TEXT, {"name_fa": "الف", "rule": "x_gone > 2"}, "rule"),
        (Kind.NUMBER, {"name_fa": "الف", "minimum": "۵", "maximum": "۲"}, "maximum"),
        (Kind.CHOICE, {"name_fa": "الف"}, "options"),
        (Kind.LINK, {"name_fa": "الف", "target": "nothing"}, "target"),
        (Kind.AUTO_NUMBER, {"name_fa": "الف", "pattern": "V-"}, "pattern"),
        (Kind.FORMULA, {"name_fa": "الف", "formula": ""}, "formula"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_input(
    kind: Kind, fields: dict[str, str], refused: str
) -> None:
    form = read_field(sent(**fields), field_to_come(kind), VEHICLE, SCHEMA)
    assert form.made is None
    assert set(form.errors) == {refused}


@pytest.mark.parametrize("kind", sorted(FACES))
def test_a_field_as_it_is_shown_can_be_sent_back_unchanged(kind: Kind) -> None:
    known = FieldDef(
        "own.x_vehicle.x_it",
        "x_it",
        kind,
        Label("آن", "It"),
        "x_it",
        minimum=1 if kind in {Kind.NUMBER, Kind.MONEY} else None,
        decimals=2 if kind is Kind.DECIMAL else None,
        pattern="V-{seq:4}" if kind is Kind.AUTO_NUMBER else None,
        options=(OptionDef("sold", Label("فروخته", "Sold"), color="red"),)
        if kind in {Kind.CHOICE, Kind.MULTI_CHOICE}
        else (),
        target="x_vehicle" if kind in {Kind.LINK, Kind.LINKS} else None,
        formula="x_plate" if kind is Kind.FORMULA else None,
        result=Kind.TEXT if kind is Kind.FORMULA else None,
        via="x_plate" if kind in {Kind.LOOKUP, Kind.ROLLUP} else None,
        source="x_plate" if kind in {Kind.LOOKUP, Kind.ROLLUP} else None,
        aggregate="max" if kind is Kind.ROLLUP else None,
    )
    shown = form_of(known)
    came = sent(**{name: value for name, value in shown.v.items() if value is not False})
    for name in ("value", "fa", "en", "color"):
        came.setlist(f"option_{name}", [getattr(row, name) for row in shown.options])
    back = read_field(came, known, VEHICLE, SCHEMA)
    assert not back.errors
    assert back.made is not None
    assert settings_between(known, back.made) == {}
    assert blank_form(kind).v["track"] is True


def test_of_a_packages_field_only_words_rule_and_index_are_read() -> None:
    known = VEHICLE.fields[0]
    came = sent(name_fa="پلاک تازه", index="yes", required="yes", max_length="5", track="yes")
    made = read_field(came, known, VEHICLE, SCHEMA, locked=True).made
    assert made is not None
    assert set(settings_between(known, made)) == {"label"}


def test_a_rollup_keeps_its_result_while_its_words_change_and_its_condition_is_looked_at() -> None:
    visit = replace(
        VEHICLE,
        id="own.x_visit",
        key="x_visit",
        table="e_x_visit",
        fields=(
            FieldDef("own.x_visit.x_h", "x_h", Kind.NUMBER, Label("ساعت", "Hours"), "x_h"),
            FieldDef(
                "own.x_visit.x_car",
                "x_car",
                Kind.LINK,
                Label("خودرو", "Car"),
                "x_car_id",
                target="x_vehicle",
                reverse="x_visits",
            ),
        ),
    )
    schema = SchemaDef((VEHICLE, visit))
    known = replace(
        field_to_come(Kind.ROLLUP),
        id="own.x_vehicle.x_sum",
        key="x_sum",
        label=Label("جمع", "Sum"),
        via="x_visits",
        source="x_h",
        aggregate="sum",
        result=Kind.NUMBER,
    )
    said = {"name_fa": "جمع ساعت", "name_en": "Hours", "behind": "x_visits.x_h", "aggregate": "sum"}
    said["track"] = "yes"

    def changed(**more: str) -> dict[str, object]:
        made = read_field(sent(**said, **more), known, VEHICLE, schema).made
        assert made is not None
        return settings_between(known, made)

    assert set(changed()) == {"label"}
    assert changed(where="x_h > 2")["where"] == "x_h > 2"
    said["aggregate"] = "avg"
    assert changed()["result"] is None
    wrong = read_field(sent(**said, where="x_plate = 1"), known, VEHICLE, schema)
    assert "where" in wrong.errors
