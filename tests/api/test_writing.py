"""Writing by a program: checked, once, over the version it saw, and nothing it may not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.api.conftest import Api, Roles, World, problem_in
from tests.server.records.conftest import NOW
from tests.server.records.toys import Asset, Case, Firm

from owj.api.kinds import read_value, shape_of
from owj.server.context import SYSTEM
from owj.server.idempotency.models import KeptAnswer
from owj.server.idempotency.services import drop_old_answers
from owj.server.records.audit import changes_of
from owj.server.records.context import Context, open_context
from owj.server.records.defs import FieldDef, Kind, Label
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.rights import ALL, Verb
from owj.server.records.values import compile_check

CASES = f"/records/{Case.key}"
FIRMS = f"/records/{Firm.key}"


def body_of(answer: Any) -> dict[str, Any]:
    """Return the JSON of an answer."""
    found: dict[str, Any] = json.loads(answer.content)
    return found


def new_case(world: World, **more: object) -> dict[str, object]:
    """Return a body for a case."""
    return {
        "subject": "new",
        "firm": world.firm.id,
        "opened_at": "2026-11-22T12:00:00+03:30",
        **more,
    }


def test_a_record_is_created_and_its_address_told(api: Api, world: World) -> None:
    answer = api.ask("POST", CASES, new_case(world, day="2026-11-23", status="closed"))
    assert answer.status_code == 201, answer.content
    row = body_of(answer)
    assert answer.headers["Location"] == f"/api/v1{CASES}/{row['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (row["opened_at"], row["day"]) == ("2026-11-22T08:30:00Z", "2026-11-23")
    assert row["status"] == "closed"
    assert row["number"].startswith("C-")
    assert api.get(f"{CASES}/{row['id']}") == row


def test_what_was_written_is_remembered_with_its_writer(
    api: Api, world: World, system: Context
) -> None:
    api.ask("PATCH", f"{CASES}/{world.case.id}", {"subject": "other"})
    change = changes_of(system, system.get(Case, world.case.id))[0]
    assert change.user_id == world.staff.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", None),
        ("subject", ""),
        ("subject", 7),
        ("subject", "a\0b"),
        ("firm", 999_999_999),
        ("firm", "1"),
        ("firm", -1),
        ("opened_at", "yesterday"),
        ("opened_at", "2026-11-22T12:00:00"),
        ("opened_at", 5),
        ("day", "2026-13-01"),
        ("day", "1405-09-01T00:00"),
        ("status", "no_such"),
        ("status", ["open"]),
        ("urgent", "yes"),
        ("file", "no-uuid"),
        ("no_such", 1),
        ("number", "C-1"),
        ("id", 7),
        ("version", 9),
        ("created_at", "2026-11-22T12:00:00Z"),
    ],
)
def test_a_refused_value_names_its_field(api: Api, world: World, field: str, value: object) -> None:
    told = problem_in(api.ask("POST", CASES, new_case(world, **{field: value})))
    # A link to nothing has the right shape: what is stored stands against it.
    assert told["status"] in ({409} if value == 999_999_999 else {403, 422})
    assert [one.get("field") for one in told["errors"]] == [field]
    assert api.get(CASES, filter='subject = "new"')["items"] == []


def test_a_missing_value_is_named(api: Api, world: World) -> None:
    told = problem_in(api.ask("POST", CASES, {"firm": world.firm.id}))
    assert told["errors"][0]["field"] == "subject"


def test_every_kind_is_read_as_it_is_sent(api: Api) -> None:
    sent = {
        "name": "خودرو",
        "weight": "1234567890.125",
        "rate": 9.75,
        "price": 5_000_000,
        "bought_in": "1405-09",
        "idle": "PT90M",
        "service": 480,
        "colors": ["blue"],
        "tags": ["نو"],
        "site": "https://example.com/a",
    }
    row = body_of(api.ask("POST", f"/records/{Asset.key}", sent))
    assert row["idle"] == "PT5400S"
    assert (row["rate"], row["doubled"]) == ("9.75", row["doubled"])
    known = {key: row[key] for key in sent}
    assert known == {**sent, "idle": "PT5400S", "rate": "9.75"}


@pytest.mark.parametrize(
    ("field", "status", "code"),
    [
        # A hidden field is as one that does not exist.
        ("size", 422, "field.value_rejected"),
        ("person", 422, "field.value_rejected"),
        ("body", 403, "record.field_read_only"),
    ],
)
def test_what_may_not_be_written_is_refused(
    api: Api, world: World, field: str, status: int, code: str
) -> None:
    path = f"{CASES}/{world.case.id}"
    for method, at in (("PATCH", path), ("POST", CASES)):
        body = {field: 1} if method == "PATCH" else new_case(world, **{field: 1})
        told = problem_in(api.ask(method, at, body))
        assert (told["status"], told["code"]) == (status, code)
        assert told["errors"][0]["field"] == field
    fresh = open_context(SYSTEM, NOW).get(Case, world.case.id)
    assert (fresh.size, fresh.body, fresh.version) == (42, "said", 1)


def test_a_change_is_written_over_the_version_that_was_seen(api: Api, world: World) -> None:
    path = f"{CASES}/{world.case.id}"
    first = api.ask("PATCH", path, {"subject": "one"}, If_Match='"1"')
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    stale = api.ask("PATCH", path, {"subject": "two"}, If_Match='"1"')
    told = problem_in(stale)
    assert (told["status"], told["code"]) == (412, "api.version_stale")
    assert api.ask("DELETE", path, If_Match='"1"').status_code == 412
    assert api.get(path)["subject"] == "one"
    assert api.ask("PATCH", path, {"urgent": True}, If_Match='"7", "2"').status_code == 200
    assert api.ask("PATCH", path, {"urgent": False}, If_Match="*").status_code == 200
    assert api.ask("PATCH", path, {}, If_Match="two").status_code == 412


def test_a_record_is_deleted_once(api: Api, world: World) -> None:
    path = f"{CASES}/{world.theirs.id}"
    gone = api.ask("DELETE", path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.ask("DELETE", path).status_code == 404


def test_what_others_point_to_stays(api: Api, world: World) -> None:
    told = problem_in(api.ask("DELETE", f"{FIRMS}/{world.firm.id}"))
    assert (told["status"], told["code"]) == (409, "record.in_use")


def test_a_foreign_record_is_not_found_and_not_changed(
    hub_api: Api, world: World, roles: Roles
) -> None:
    path = f"{CASES}/{world.theirs.id}"
    assert hub_api.ask("PATCH", path, {"subject": "x"}).status_code == 404
    assert hub_api.ask("DELETE", path).status_code == 404
    told = problem_in(hub_api.ask("POST", CASES, new_case(world, firm=world.other.id)))
    assert told["status"] in {403, 409, 422}
    assert open_context(SYSTEM, NOW).get(Case, world.theirs.id).subject == "theirs"


def test_who_has_no_right_to_a_verb_is_refused(api: Api, world: World, roles: Roles) -> None:
    roles.verbs[Case.key] = {Verb.READ: ALL}
    path = f"{CASES}/{world.case.id}"
    for method, at, body in (
        ("POST", CASES, new_case(world)),
        ("PATCH", path, {"subject": "x"}),
        ("DELETE", path, None),
    ):
        told = problem_in(api.ask(method, at, body))
        assert told["status"] == 403, told
    assert api.get(path)["subject"] == "mine"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("", 400),
        ("[]", 400),
        ("7", 400),
        ('"x"', 400),
        ("null", 400),
        ("[" * 100_000, 400),
        (b'{"subject": "\xff"}', 400),
        ('{"subject": "\\ud800"}', 400),
        ('{"subject": NaN}', 400),
    ],
)
def test_what_is_no_object_of_json_is_refused(api: Api, body: str | bytes, status: int) -> None:
    told = problem_in(api.ask("POST", CASES, body))
    assert (told["status"], told["code"]) == (status, "api.body_refused")


def test_another_type_of_body_is_refused(api: Api, world: World) -> None:
    answer = api.client.post(
        f"/api/v1{CASES}",
        {"subject": "x", "firm": world.firm.id},
        headers={"Authorization": f"Bearer {api.token}"},
    )
    assert problem_in(answer)["code"] == "api.media_refused"


def test_a_huge_body_is_refused(api: Api) -> None:
    told = problem_in(api.ask("POST", CASES, '{"subject": "' + "x" * 3_000_000 + '"}'))
    assert (told["status"], told["code"]) == (413, "api.body_too_large")


def test_a_repeated_key_is_answered_alike_and_done_once(api: Api, world: World) -> None:
    body = new_case(world)
    first = api.ask("POST", CASES, body, Idempotency_Key="k-1")
    again = api.ask("POST", CASES, body, Idempotency_Key="k-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(api.get(CASES, filter='subject = "new"')["items"]) == 1
    other = api.ask("POST", CASES, new_case(world, subject="else"), Idempotency_Key="k-1")
    assert problem_in(other)["code"] == "idempotency.key_reused"
    assert other.status_code == 409
    assert api.ask("POST", CASES, body, Idempotency_Key="k-2").status_code == 201


def test_the_key_of_one_person_is_nothing_to_another(api: Api, hub_api: Api, world: World) -> None:
    body = new_case(world)
    mine = api.ask("POST", CASES, body, Idempotency_Key="k")
    theirs = hub_api.ask("POST", CASES, body, Idempotency_Key="k")
    assert theirs.headers.get("Idempotency-Replayed") is None
    assert theirs.content != mine.content


def test_a_refused_request_may_be_repeated_with_its_key(api: Api, world: World) -> None:
    assert api.ask("POST", CASES, {}, Idempotency_Key="k").status_code == 422
    assert KeptAnswer.objects.count() == 0
    assert api.ask("POST", CASES, new_case(world), Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "ی"])
def test_a_wrong_key_is_refused(api: Api, world: World, key: str) -> None:
    told = problem_in(api.ask("POST", CASES, new_case(world), Idempotency_Key=key))
    assert told["errors"][0]["parameter"] == "Idempotency-Key"


def test_old_answers_are_forgotten(api: Api, world: World) -> None:
    api.ask("POST", CASES, new_case(world), Idempotency_Key="k")
    assert drop_old_answers() == 0
    KeptAnswer.objects.update(created_at=KeptAnswer.objects.get().created_at - timedelta(days=2))
    assert drop_old_answers() == 1


@pytest.mark.parametrize(("sent", "kept"), [(67.0, 67), (67, 67), (-0.0, 0)])
def test_a_number_without_a_fraction_is_a_whole_one(sent: float, kept: int) -> None:
    field = FieldDef("f", "amount", Kind.MONEY, Label("مبلغ", "Amount"), "amount")
    assert read_value(field, sent) == kept
    assert isinstance(read_value(field, sent), int)
    many = FieldDef("g", "cars", Kind.LINKS, Label("خودروها", "Cars"), "cars")
    assert read_value(many, [sent]) == [kept]


def test_a_link_named_twice_is_described_as_it_is_taken(world: World) -> None:
    many = FieldDef("g", "cars", Kind.LINKS, Label("خودروها", "Cars"), "cars", target=Firm.key)
    assert "uniqueItems" not in shape_of(many).schema(many)
    entity = open_context(SYSTEM).snapshot.entity(Asset.key)
    check = compile_check(entity, many, {})
    assert check([7, 7]) == (7,)
    with pytest.raises(FieldValueRejected):
        check({})


def test_a_field_takes_a_file_that_was_uploaded_and_no_other(api: Api, world: World) -> None:
    kept = body_of(api.ask("POST", "/files?name=a.txt", b"x"))
    path = f"{CASES}/{world.case.id}"
    assert body_of(api.ask("PATCH", path, {"file": kept["id"]}))["file"] == kept["id"]
    other = "e3e70682-c209-1cac-a29f-6fbed82c07cd"
    assert api.ask("PATCH", path, {"file": other}).status_code == 409
