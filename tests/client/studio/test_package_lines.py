"""What both sides of a package say otherwise is told in lines of words, not as plain data."""

from __future__ import annotations

from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owj.client.studio.package_lines import is_nested, lines_between
from owj.server.records.defs import EntityDef, FieldDef, Kind, Label, SchemaDef

SCHEMA = SchemaDef(
    (
        EntityDef(
            id="own.x_car",
            key="x_car",
            package="own",
            label=Label("خودرو", "Car"),
            plural=Label("خودروها", "Cars"),
            table="e_x_car",
            fields=tuple(
                FieldDef(f"own.x_car.{key}", key, Kind.TEXT, Label(fa, en), key)
                for key, fa, en in (("x_name", "نام", "Name"), ("x_price", "بها", "Price"))
            ),
        ),
    )
)
NAME, PRICE = ({"field": f"own.x_car.{key}", "wide": False} for key in ("x_name", "x_price"))


def test_a_form_is_told_by_the_names_of_its_fields() -> None:
    title = {"fa": "اصل", "en": "Main"}
    here = [{"title": title, "columns": 2, "fields": [NAME, PRICE]}]
    wide = {**PRICE, "wide": True, "visible_if": 'x_name != ""'}
    there = [{"title": title, "columns": 1, "fields": [NAME, wide, {"field": "own.x_car.x_new"}]}]
    with translation.override("en"):
        told = lines_between(SCHEMA, here, there)
    assert told == [
        ("-", "اصل · Main · Columns: 2"),
        ("+", "اصل · Main · Columns: 1"),
        (" ", "\u2003Name"),
        ("-", "\u2003Price"),
        ("+", '\u2003Price · shown if: \u2066x_name != ""\u2069 · wide'),
        ("+", "\u2003x_new"),
    ]


def test_a_view_and_rights_are_told_in_words() -> None:
    red = {"path": ["own.x_car.x_name"], "operator": "is", "values": ["red"]}
    here = {"columns": ["own.x_car.x_name"], "where": {"any": False, "parts": [red]}}
    there = {**here, "columns": ["own.x_car.x_name", "own.x_car.x_price"]}
    with translation.override("en"):
        told = lines_between(SCHEMA, here, there)
        assert ("-", "Columns: Name") in told
        assert ("+", "Columns: Name, Price") in told
        rights = lines_between(
            SCHEMA,
            {"read": {"scope": "own", "owner": "x_name"}},
            {"read": {"scope": "all"}, "delete": {"scope": "all"}},
        )
    assert ("+", "\u2003Rows: all") in rights
    assert ("+", "delete:") in rights


def test_marks_that_turn_the_reading_round_stay_out() -> None:
    hostile = {"title": {"fa": "الف\u202e", "en": "A\u2066"}, "fields": []}
    assert lines_between(SCHEMA, [], [hostile]) == [("+", "الف · A")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["field", "parts", "path", "operator", "title", "read", "x"]), inner
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(here=JSON, there=JSON)
def test_whatever_stands_there_is_told(here: object, there: object) -> None:
    if is_nested(here) or is_nested(there):
        assert all(mark in "+- " for mark, _line in lines_between(SCHEMA, here, there))
