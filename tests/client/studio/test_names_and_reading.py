"""Names become technical ones; hostile texts stay what they are, or are refused in words."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from owj.client.studio.field_form import blank_form, form_of, read_field
from owj.client.studio.naming import LIMIT, plain_name, technical_name
from owj.client.studio.reading import Refusals
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, SchemaDef

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


@pytest.mark.parametrize(
    ("fa", "en", "name"),
    [
        ("خودرو", "Vehicle", "x_vehicle"),
        ("پلاک", "", "x_plak"),
        ("وضعیت", "", "x_vzait"),
        ("۱۲۳", "", "x_field"),
        ("سال ۲", "2nd year", "x_n_2nd_year"),
    ],
)
def test_a_technical_name_is_made_of_the_english_name_or_of_the_persian_letters(
    fa: str, en: str, name: str
) -> None:
    assert technical_name(fa, en, set(), "field") == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert technical_name("", "Plate", {"x_plate", "x_plate_2"}, "field") == "x_plate_3"
    assert plain_name("", "Sold", {"sold"}, "option") == "sold_2"


@given(fa=st.text(max_size=200), en=st.text(max_size=200))
def test_every_technical_name_is_one_that_the_records_take(fa: str, en: str) -> None:
    name = technical_name(fa, en, {"x_field"}, "field")
    assert re.fullmatch(r"x_[a-z](?:_?[a-z0-9])*", name)
    assert len(name) <= LIMIT


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
    made = read_field(came, Kind.CHOICE, VEHICLE, SCHEMA, None).made
    assert made is not None
    assert [(one.value, one.label.fa, one.color, one.retired) for one in made.options] == [
        ("sold", "فروخته", "red", True),
        ("dr_kar", "در کار", "", False),
    ]


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
    form = read_field(sent(**fields), kind, VEHICLE, SCHEMA, None)
    assert form.made is None
    assert set(form.errors) == {refused}


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.JSON}))
def test_a_field_as_it_is_shown_can_be_sent_back_unchanged(kind: Kind) -> None:
    known = FieldDef("own.x_vehicle.x_it", "x_it", kind, Label("آن", "It"), "x_it")
    shown = form_of(known)
    assert shown.face.kind is kind
    assert blank_form(kind).v["track"] is True
    back = read_field(
        sent(name_fa=shown.v["name_fa"], name_en=shown.v["name_en"], track="yes"),
        Kind.TEXT,
        VEHICLE,
        SCHEMA,
        known,
    )
    assert back.made == known
