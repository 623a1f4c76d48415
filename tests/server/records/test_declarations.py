"""What a package may say about its entities, and what is refused before a table exists."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.records.toys import TOYS, Case, Firm, Level, Person, Status

from owj.kernel.errors import DefinitionError
from owj.server.records import (
    AutoNumber,
    Choice,
    Entity,
    Label,
    Link,
    Number,
    Text,
)
from owj.server.records.compiling import compile_entity, compile_packages
from owj.server.records.defs import EntityDef, FieldDef, Kind, OptionDef, RuleDef, SchemaDef
from owj.server.records.defs_json import entity_from_json, entity_to_json
from owj.server.records.registry import only_declared, register_entities

NAME = Label("نام", "Name")


def make_entity(key: str = "toy_thing", **attrs: Any) -> type[Entity]:
    """Return an entity class as a package would write it."""
    return type("Thing", (Entity,), {"key": key, "label": Label("چیز", "Thing"), **attrs})


def meta(**settings: Any) -> type:
    return type("Meta", (), settings)


def test_a_declaration_becomes_a_definition() -> None:
    case = compile_entity(Case, "toys")
    assert (case.id, case.table, case.title, case.audit) == (
        "toys.toy_case",
        "e_toy_case",
        "subject",
        True,
    )
    firm = case.by_key["firm"]
    assert (firm.id, firm.kind, firm.column, firm.attname, firm.target) == (
        "toys.toy_case.firm",
        Kind.LINK,
        "firm_id",
        "firm_id",
        "toy_firm",
    )
    assert [one.value for one in case.by_key["status"].options] == ["open", "closed"]
    assert case.by_key["status"].default == "open"


def test_only_what_may_be_missing_may_be_null() -> None:
    case = compile_entity(Case, "toys")
    nullable = {field.key for field in case.fields if field.nullable}
    assert nullable == {"level", "person", "assignee", "day", "size", "file", "extra"}


def test_links_unique_and_searched_fields_bring_their_indexes() -> None:
    person = {index.terms for index in compile_entity(Person, "toys").indexes}
    assert person == {("firm",), ("boss",), ("user",)}
    firm = {(index.terms, index.unique) for index in compile_entity(Firm, "toys").indexes}
    assert firm == {
        (("code",), True),
        (("persian_key(name)",), False),
        (("folded(name)",), False),
    }


def test_a_definition_survives_being_stored() -> None:
    schema = compile_packages([("toys", TOYS)])
    again = SchemaDef.from_json(schema.to_json())
    assert again == schema
    assert again.fingerprint == schema.fingerprint


def test_the_fingerprint_tells_any_difference() -> None:
    one = SchemaDef((compile_entity(make_entity(name=Text(NAME)), "toys"),))
    other = SchemaDef((compile_entity(make_entity(name=Text(NAME, required=True)), "toys"),))
    assert one.fingerprint != other.fingerprint


class Unnamed(StrEnum):
    A = "a"


@pytest.mark.parametrize(
    ("attrs", "told"),
    [
        ({"x_floor": Text(NAME)}, "x_"),
        ({"save": Text(NAME)}, "do not use themselves"),
        ({"version": Number(NAME)}, "do not use themselves"),
        ({"xmin": Number(NAME)}, "do not use themselves"),
        ({"Name": Text(NAME)}, "a-z"),
        ({"a__b": Text(NAME)}, "a-z"),
        ({"n" * 41: Text(NAME)}, "a-z"),
        ({'a"b': Text(NAME)}, "a-z"),
        ({"name": Text("نام")}, "both languages"),  # type: ignore[arg-type]  # refused here
        ({"key": "no such key"}, "a-z"),
        ({"label": "چیز"}, "both languages"),
        ({"Meta": meta(tittle="name")}, "tittle"),
        ({"Meta": meta(title="name")}, "a field of the entity"),
        ({"Meta": meta(indexes=["name"])}, "tuples"),
        ({"Meta": meta(indexes=[("name",)])}, "a field of the entity"),
        ({"name": Text(NAME), "Meta": meta(indexes=[("lower(name)",)])}, "persian_key"),
        ({"name": Text(NAME), "Meta": meta(indexes=[('name"; drop',)])}, "persian_key"),
        ({"no": AutoNumber(NAME, pattern="T-{year}-{seq:6}")}, "pattern"),
        ({"no": AutoNumber(NAME, pattern="T-{jy}")}, "pattern"),
        ({"one": Choice(NAME, options=Unnamed)}, "names in both languages"),
        ({"one": Choice(NAME, options=Status, default=Level.HIGH)}, "among the options"),
        ({"n": Number(NAME, default=lambda: 3)}, "constant"),  # type: ignore[call-overload]  # refused here
        (
            {"firm": Link(Firm, NAME, required=True, on_delete="set_null")},  # type: ignore[call-overload]  # refused here
            "restrict or cascade",
        ),
        ({"firm": Link(Firm, NAME), "__annotations__": {"firm_id": "int"}}, "int | None"),
    ],
)
def test_a_declaration_that_cannot_become_a_table_is_refused(
    attrs: dict[str, Any], told: str
) -> None:
    with pytest.raises(DefinitionError) as refused:
        compile_entity(make_entity(**attrs), "toys")
    assert told in str(refused.value)


def test_a_link_needs_a_declared_target() -> None:
    orphan = make_entity(to=Link("toy_nowhere", NAME))
    with pytest.raises(DefinitionError, match="toy_nowhere"):
        compile_packages([("toys", [orphan])])


def test_two_ways_back_need_two_names() -> None:
    twice = make_entity(a=Link(Firm, NAME, reverse="things"), b=Link(Firm, NAME, reverse="things"))
    with pytest.raises(DefinitionError, match="a way back that is free"):
        compile_packages([("toys", [Firm, twice])])


def test_a_way_back_may_not_hide_a_field() -> None:
    hiding = make_entity(a=Link(Firm, NAME, reverse="name"))
    with pytest.raises(DefinitionError, match="a way back that is free"):
        compile_packages([("toys", [Firm, hiding])])


def test_two_packages_may_not_claim_one_key() -> None:
    with only_declared({}):
        register_entities("toys", [Firm])
        register_entities("toys", [Firm])
        with pytest.raises(DefinitionError, match="toy_firm"):
            register_entities("others", [Firm])


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_hostile_name_becomes_a_table_or_a_column(key: str, field: str) -> None:
    try:
        entity = compile_entity(make_entity(key=key, **{field: Text(NAME)}), "toys")
    except DefinitionError:
        return
    assert re.fullmatch(r"e_[a-z0-9_]{1,40}", entity.table)
    assert re.fullmatch(r"[a-z0-9_]{1,40}", entity.fields[0].column)


@given(st.text(), st.text())
def test_any_label_survives_being_stored(fa: str, en: str) -> None:
    entity = compile_entity(make_entity(name=Text(Label(fa, en))), "toys")
    stored = json.loads(json.dumps(entity_to_json(entity)))
    assert entity_from_json(stored) == entity


def test_a_field_that_is_not_synced_says_so() -> None:
    with pytest.raises(DefinitionError, match="not synced"):
        _ = Firm().name


def test_a_definition_that_uses_nothing_new_keeps_its_fingerprint() -> None:
    entity = compile_entity(make_entity("plain", name=Text(Label("نام", "Name"))), "toys")
    written = entity_to_json(entity)
    later = {"help", "rule", "formula", "index", "track", "decimals", "own", "archived", "rules"}
    assert later.isdisjoint(written)
    assert later.isdisjoint(written["fields"][0])


def test_what_an_older_version_stored_still_reads() -> None:
    label = {"fa": "نام", "en": "Name"}
    option = {"value": "a", "label": label, "retired": False}
    field = {"id": "t.e.f", "key": "f", "kind": "choice", "label": label, "column": "f"}
    entity = entity_from_json(
        {
            "id": "t.e",
            "key": "e",
            "label": label,
            "plural": label,
            "package": "t",
            "table": "e_e",
            "fields": [{**field, "options": [option]}],
            "indexes": [],
        }
    )
    assert entity.by_key["f"].options[0].color == ""
    assert entity.by_key["f"].track
    assert entity.rules == ()


def test_what_is_new_in_a_definition_is_stored_and_read_back() -> None:
    label = Label("مبلغ", "Amount")
    field = FieldDef(
        "own.x_a.x_b",
        "x_b",
        Kind.FORMULA,
        label,
        "x_b",
        help=label,
        message=label,
        formula="1 + 1",
        result=Kind.MONEY,
        track=False,
        decimals=3,
        options=(OptionDef("a", label, color="green"),),
    )
    rule = RuleDef("x_r", "x_b > 1", label, ("x_b",))
    entity = EntityDef(
        "own.x_a", "x_a", label, label, "own", "e_x_a", (field,), own=True, rules=(rule,)
    )
    assert entity_from_json(json.loads(json.dumps(entity_to_json(entity)))) == entity
