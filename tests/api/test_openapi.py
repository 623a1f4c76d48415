"""The description: valid, true to the rights of who asks, and kept by every answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.api.conftest import API, Api, Roles, World, key_of
from tests.server.records.conftest import NOW
from tests.server.records.toys import Asset, Case, Person

from owj.api.kinds import KINDS
from owj.api.openapi_filters import comparisons, filter_of
from owj.kernel.feel import Environment
from owj.server.records.conditions import compile_condition
from owj.server.records.context import Context
from owj.server.records.defs import COMPUTED_KINDS, Kind
from owj.server.records.rights import ALL, Verb


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/openapi.json")
    return found


def test_the_description_is_valid(world: World) -> None:
    """Of the toys, which have every kind of field; the bench asks it of every entity."""
    scopes = [f"write:{one.key}" for one in (Case, Asset, Person)]
    document = key_of(world.staff, *scopes).get("/openapi.json")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert document["openapi"] == "3.1.0"


def test_every_entity_is_described_with_what_may_be_done(
    api: Api, roles: Roles, world: World
) -> None:
    roles.verbs[Case.key] = {Verb.READ: ALL, Verb.CREATE: ALL}
    paths = api.get("/openapi.json")["paths"]
    assert set(paths["/records/toy_case"]) == {"get", "post"}
    assert set(paths["/records/toy_case/{id}"]) == {"parameters", "get"}
    assert set(paths["/records/toy_firm/{id}"]) == {"parameters", "get", "patch", "delete"}
    assert "post" not in paths["/records/ticket"]


def test_hidden_fields_are_not_described(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    text = json.dumps({key: schemas[f"toy_case.{key}"] for key in ("record", "new", "changes")})
    assert '"size"' not in text
    assert '"person"' not in text
    assert "body" in schemas["toy_case.record"]["properties"]
    assert "body" not in schemas["toy_case.new"]["properties"]
    assert set(schemas["toy_case.new"]["required"]) == {"subject", "firm", "opened_at"}


def test_a_narrow_key_reads_a_narrow_description(world: World) -> None:
    paths = key_of(world.staff, "read:toy_firm").get("/openapi.json")["paths"]
    assert {path for path in paths if path.startswith("/records")} == {
        "/records/toy_firm",
        "/records/toy_firm/bulk",
        "/records/toy_firm/{id}",
        "/records/toy_firm/{id}/files",
        "/records/toy_firm/{id}/files/{file}",
    }


def test_every_kind_stands_in_the_table() -> None:
    """A kind without a row would be taken for text."""
    assert set(Kind) - COMPUTED_KINDS == set(KINDS)


def faults(document: dict[str, Any], schema: str, value: Any) -> list[str]:
    """Return how a value breaks a schema of the description."""
    whole = {"$ref": f"#/components/schemas/{schema}", **document}
    return [fault.message for fault in Draft202012Validator(whole).iter_errors(value)]


@pytest.mark.parametrize("entity", ["toy_case", "toy_asset", "toy_firm", "toy_person", "customer"])
def test_what_is_sent_is_as_described(
    api: Api, document: dict[str, Any], system: Context, world: World, entity: str
) -> None:
    system.create(Asset, name="a", price=1, tags=("x",))
    expand = {"expand": "firm"} if entity == "toy_case" else {}
    page = api.get(f"/records/{entity}", **expand)
    assert page["items"] or entity == "customer"
    assert faults(document, f"{entity}.page", page) == []
    assert faults(document, f"{entity}.page", {"items": [{"id": "1"}], "next": None}) != []


def test_every_comparison_that_the_description_holds_is_taken(system: Context) -> None:
    """Of every entity that comes with Owj, and of every kind that the toys have."""
    environment = Environment(now=NOW)
    for entity in system.snapshot.schema.by_key.values():
        pattern = re.compile(filter_of(system, entity)["schema"]["pattern"])
        samples = [one for _pattern, found in comparisons(system, entity) for one in found]
        assert len(samples) > 1
        for sample in samples:
            assert pattern.fullmatch(sample), sample
            compile_condition(sample, entity.key, system.snapshot, environment)
        joined = f"not({samples[0]}) and ({samples[1]} or {samples[-1]})"
        assert pattern.fullmatch(joined)
        compile_condition(joined, entity.key, system.snapshot, environment)
        assert not pattern.fullmatch("")


def test_problems_and_definitions_are_as_described(
    api: Api, document: dict[str, Any], world: World
) -> None:
    for path in ("/records/toy_case?filter=nonsense+", "/records/toy_case/99999", "/nowhere"):
        answer = api.client.get(API + path, headers={"Authorization": f"Bearer {api.token}"})
        assert faults(document, "problem", json.loads(answer.content)) == []
    assert faults(document, "entities", api.get("/entities")) == []
    assert faults(document, "fields", api.get("/entities/toy_case/fields")) == []


def test_what_is_described_is_taken(api: Api, document: dict[str, Any], world: World) -> None:
    body = {"subject": "s", "firm": world.firm.id, "opened_at": NOW.isoformat()}
    assert faults(document, "toy_case.new", body) == []
    assert api.ask("POST", "/records/toy_case", body).status_code == 201


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("email", ("", None, "a@b.ir", "آ@ب"), ("a", "a b@c", "@", "a@b@c")),
        ("phone", ("", None, "09121234567", "۰۹۱۲۱۲۳۴۵۶۷", "118", "+98 (21)"), ("0", "a1", "++9")),
    ],
)
def test_a_text_with_a_shape_is_described_as_it_is_taken(
    api: Api,
    document: dict[str, Any],
    world: World,
    field: str,
    good: tuple[str | None, ...],
    bad: tuple[str, ...],
) -> None:
    path = f"/records/toy_person/{world.person.id}"
    for value in (*good, *bad):
        taken = api.ask("PATCH", path, {field: value}).status_code == 200
        described = faults(document, "toy_person.changes", {field: value}) == []
        assert (taken, described) == (value in good, value in good), value


def test_a_blank_filter_is_no_filter(api: Api, world: World) -> None:
    assert api.get("/records/toy_case")["items"]
    for text in ("", " "):
        assert api.refusal("/records/toy_case", filter=text)["status"] == 422
