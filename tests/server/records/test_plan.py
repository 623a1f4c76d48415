"""The planner is pure: two schemas in, ordered steps and a frozen schema out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from tests.server.records.test_declarations import NAME, make_entity, meta
from tests.server.records.toys import TOYS, Firm

from owj.kernel.errors import DefinitionError
from owj.server.records import AutoNumber, Choice, Entity, Label, Link, LongText, Number, Text
from owj.server.records.compiling import compile_packages
from owj.server.records.defs import SchemaDef
from owj.server.records.plan import Plan, plan_changes
from owj.server.records.steps import Risk


def schema_of(*entities: type[Entity]) -> SchemaDef:
    return compile_packages([("toys", entities)])


def plan(stored: SchemaDef, wanted: SchemaDef) -> Plan:
    return plan_changes(stored, wanted, "server_user")


def names(planned: Plan) -> list[str]:
    return [step.name for step in planned.steps]


def test_a_first_schema_makes_tables_before_links() -> None:
    planned = plan(SchemaDef(), schema_of(*TOYS))
    kinds = [step.name.split()[0] for step in planned.steps]
    links = (len(kinds) - len(TOYS)) // 2
    assert kinds == ["create"] * len(TOYS) + ["add", "validate"] * links
    assert "add link e_toy_case.firm_id" in names(planned)
    assert planned.schema == schema_of(*TOYS)


def test_an_equal_schema_needs_no_step() -> None:
    stored = plan(SchemaDef(), schema_of(*TOYS)).schema
    again = plan(stored, schema_of(*TOYS))
    assert again.steps == ()
    assert again.schema.fingerprint == stored.fingerprint


def test_a_new_field_is_a_column_its_link_and_its_index() -> None:
    stored = schema_of(Firm, make_entity(name=Text(NAME)))
    wanted = schema_of(
        Firm,
        make_entity(name=Text(NAME), firm=Link(Firm, NAME), Meta=meta(indexes=[("name", "-firm")])),
    )
    planned = plan(stored, wanted)
    shown = [" ".join(name.split()[:2]) for name in names(planned)]
    assert shown == ["add column", "add link", "validate link", "add index", "add index"]
    risks = [step.risk for step in planned.steps]
    assert risks == [Risk.INSTANT, Risk.INSTANT, Risk.ONLINE, Risk.ONLINE, Risk.ONLINE]


def test_a_new_name_keeps_the_column_and_its_indexes() -> None:
    stored = schema_of(make_entity(title=Text(NAME), Meta=meta(indexes=[("title",)])))
    renamed = Text(NAME, stable_id="toys.toy_thing.title")
    wanted = schema_of(make_entity(subject=renamed, Meta=meta(indexes=[("subject",)])))
    planned = plan(stored, wanted)
    assert planned.steps == ()
    field = planned.schema.by_key["toy_thing"].by_key["subject"]
    assert field.column == "title"


def test_a_field_that_is_no_longer_declared_stays_and_may_be_empty() -> None:
    stored = schema_of(make_entity(name=Text(NAME), size=Number(NAME, required=True)))
    planned = plan(stored, schema_of(make_entity(name=Text(NAME))))
    assert names(planned) == ["relax column e_toy_thing.size"]
    thing = planned.schema.by_key["toy_thing"]
    assert "size" not in thing.by_key
    assert thing.by_id["toys.toy_thing.size"].retired
    assert plan(planned.schema, schema_of(make_entity(name=Text(NAME)))).steps == ()


def test_an_entity_that_is_no_longer_declared_stays_hidden() -> None:
    planned = plan(schema_of(*TOYS), SchemaDef())
    assert planned.steps == ()
    assert planned.schema.by_key == {}
    assert {entity.key for entity in planned.schema.entities} == {one.key for one in TOYS}


class Old(StrEnum):
    A = "a"
    B = "b"


class New(StrEnum):
    B = "b"
    C = "c"


def choice_of(options: type[StrEnum]) -> type[Entity]:
    labels: dict[Any, Label] = {one: Label(one.value, one.value) for one in options}
    return make_entity(one=Choice(NAME, options=options, labels=labels))


def test_an_option_that_is_no_longer_declared_is_retired() -> None:
    planned = plan(schema_of(choice_of(Old)), schema_of(choice_of(New)))
    options = planned.schema.by_key["toy_thing"].by_key["one"].options
    assert [(one.value, one.retired) for one in options] == [
        ("b", False),
        ("c", False),
        ("a", True),
    ]


def test_a_required_field_that_becomes_optional_is_relaxed() -> None:
    stored = schema_of(make_entity(size=Number(NAME, required=True)))
    planned = plan(stored, schema_of(make_entity(size=Number(NAME))))
    assert names(planned) == ["relax column e_toy_thing.size"]


def test_another_default_is_a_step_of_its_own() -> None:
    stored = schema_of(make_entity(size=Number(NAME, default=1)))
    planned = plan(stored, schema_of(make_entity(size=Number(NAME, default=2))))
    assert names(planned) == ["change default e_toy_thing.size"]


def test_texts_of_all_kinds_share_a_column() -> None:
    stored = schema_of(make_entity(name=Text(NAME)))
    assert plan(stored, schema_of(make_entity(name=LongText(NAME)))).steps == ()


def test_an_index_that_is_no_longer_declared_is_dropped() -> None:
    stored = schema_of(make_entity(name=Text(NAME), Meta=meta(indexes=[("name",)])))
    planned = plan(stored, schema_of(make_entity(name=Text(NAME))))
    assert [name.split()[0] for name in names(planned)] == ["drop"]


def test_an_optional_field_becomes_required_without_one_long_lock() -> None:
    stored = schema_of(make_entity(size=Number(NAME)))
    wanted = schema_of(make_entity(size=Number(NAME, required=True)))
    assert [step.name.split(" column")[0] for step in plan(stored, wanted).steps] == [
        "guard",
        "read guarded",
        "require",
    ]
    filled = schema_of(make_entity(size=Number(NAME, default=3)))
    assert [step.name.split()[0] for step in plan(stored, filled).steps] == [
        "change",
        "fill",
        "guard",
        "read",
        "require",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": Text(NAME)}, {"a": Number(NAME)}, "the kind text"),
        ({}, {"a": Number(NAME, required=True)}, "a default"),
        ({}, {"a": AutoNumber(NAME, pattern="{seq:3}")}, "first version"),
        ({}, {"a": Text(NAME, unique=True, default="x")}, "without a default"),
        (
            {"a": Link(Firm, NAME)},
            {"a": Link("toy_thing", NAME)},
            "a link to toy_firm",
        ),
        (
            {"a": Text(NAME)},
            {"a": Text(NAME, stable_id="toys.toy_thing.other")},
            "a column of its own",
        ),
    ],
)
def test_a_change_that_this_planner_does_not_know_is_refused(
    before: dict[str, Any], after: dict[str, Any], told: str
) -> None:
    stored = schema_of(Firm, make_entity(**before))
    with pytest.raises(DefinitionError) as refused:
        plan(stored, schema_of(Firm, make_entity(**after)))
    assert told in str(refused.value)
