"""Lists and records: fields, filters, orders, pages, neighbours, and nothing beyond reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.api.conftest import Api, Roles, World, problem_in
from tests.server.records.conftest import NOW
from tests.server.records.toys import Asset, Case, Color, Firm, Note, Status

from owj.server.records.context import Context

CASES = f"/records/{Case.key}"
HIDDEN = ("size", "person")


def subjects(page: dict[str, Any]) -> list[str]:
    """Return the subjects of a page."""
    return [one["subject"] for one in page["items"]]


def pages(api: Api, **query: object) -> Iterator[list[str]]:
    """Yield the subjects of each page."""
    cursor: dict[str, str] = {}
    while True:
        page = api.get(CASES, **query, **cursor)
        yield subjects(page)
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def test_a_list_sends_the_fields_that_may_be_seen(api: Api, world: World) -> None:
    first = api.get(CASES)["items"][0]
    assert first["subject"] == "mine"
    assert (first["id"], first["version"], first["firm"]) == (world.case.id, 1, world.firm.id)
    assert (first["status"], first["day"], first["urgent"]) == ("open", None, False)
    assert first["opened_at"] == "2026-11-22T08:30:00Z"
    assert set(HIDDEN).isdisjoint(first)


def test_fields_choose_what_is_sent(api: Api) -> None:
    row = api.get(CASES, fields="subject,status")["items"][0]
    assert set(row) == {"id", "version", "created_at", "updated_at", "subject", "status"}


@pytest.mark.parametrize("name", [*HIDDEN, "no_such"])
@pytest.mark.parametrize("parameter", ["fields", "sort", "expand"])
def test_a_hidden_field_is_as_one_that_does_not_exist(api: Api, parameter: str, name: str) -> None:
    told = api.refusal(CASES, **{parameter: name})
    assert (told["status"], told["errors"][0]["parameter"]) == (422, parameter)
    assert name not in told["errors"][0]["detail"].split("می‌رفت")[0]


@pytest.mark.parametrize(
    "text", ["size = 42", "size > 1", "person != null", 'person.name = "نوید"', "not(size = 1)"]
)
def test_a_hidden_field_is_no_filter(api: Api, text: str) -> None:
    told = api.refusal(CASES, filter=text)
    assert told["status"] in {403, 422}
    assert "42" not in str(told.get("items", ""))


def test_a_hidden_field_of_a_neighbour_is_hidden_too(
    api: Api, system: Context, world: World
) -> None:

    system.create(Note, case=world.case, text="n")
    assert api.refusal("/records/toy_note", filter="case.size = 42")["status"] in {403, 422}
    (note,) = api.get("/records/toy_note", expand="case")["items"]
    assert note["case"]["subject"] == "mine"
    assert set(HIDDEN).isdisjoint(note["case"])


def test_filters_are_feel(api: Api, system: Context, world: World) -> None:
    assert subjects(api.get(CASES, filter='subject = "mine"')) == ["mine"]
    assert subjects(api.get(CASES, filter='firm.name = "دیگر"')) == ["theirs"]
    assert subjects(api.get(CASES, filter='status = "closed"')) == []
    later = 'opened at > now() - duration("P30D")'
    assert api.get(CASES, filter=later) is not None


@pytest.mark.parametrize(
    ("text", "start"),
    [("subject = ", None), ("size + ", None), ('no_such = "x"', 0), ("if true then 1 else 2", 0)],
)
def test_a_wrong_filter_is_refused_with_its_place(api: Api, text: str, start: int | None) -> None:
    told = api.refusal(CASES, filter=text)
    assert (told["status"], told["code"]) == (422, "api.filter_refused")
    error = told["errors"][0]
    assert error["parameter"] == "filter"
    assert error["reason"].startswith(("feel.", "condition."))
    assert start is None or error["start"] == start


def make_cases(system: Context, world: World, count: int) -> None:
    """Make cases with gaps and repetitions in what they may be sorted by."""
    for number in range(count):
        system.create(
            Case,
            subject=f"s{number:02}",
            firm=world.firm,
            opened_at=NOW + timedelta(hours=number % 3),
            day=None if number % 4 == 0 else (NOW + timedelta(days=number % 5)).date(),
            level=None if number % 2 else "high",
        )


@pytest.mark.parametrize(
    "sort", ["", "id", "-id", "day", "-day", "-opened_at,day", "level,-day,subject", "-created_at"]
)
def test_pages_follow_each_other_without_gap_or_repetition(
    api: Api, system: Context, world: World, sort: str
) -> None:
    make_cases(system, world, 17)
    asked = {"sort": sort} if sort else {}
    whole = subjects(api.get(CASES, limit=200, **asked))
    found = list(pages(api, limit=3, **asked))
    assert [one for page in found for one in page] == whole
    assert len(whole) == len(set(whole)) == 19
    assert {len(page) for page in found[:-1]} == {3}


def test_empty_values_come_last_in_either_direction(
    api: Api, system: Context, world: World
) -> None:
    make_cases(system, world, 8)
    for sort in ("day", "-day"):
        days = [one["day"] for one in api.get(CASES, sort=sort)["items"]]
        given = [one for one in days if one is not None]
        assert days == given + [None] * (len(days) - len(given))
        assert given == sorted(given, reverse=sort.startswith("-"))


def test_a_row_that_comes_between_moves_no_page(api: Api, system: Context, world: World) -> None:
    make_cases(system, world, 6)
    first = api.get(CASES, sort="-subject", limit=3)
    system.create(Case, subject="zz", firm=world.firm, opened_at=NOW)
    second = api.get(CASES, sort="-subject", limit=3, cursor=first["next"])
    assert subjects(first) + subjects(second) == ["theirs", "s05", "s04", "s03", "s02", "s01"]


@pytest.mark.parametrize("change", [{"sort": "subject"}, {"filter": 'subject != "x"'}])
def test_a_cursor_serves_its_own_question_only(
    api: Api, system: Context, world: World, change: dict[str, str]
) -> None:
    make_cases(system, world, 4)
    cursor = api.get(CASES, limit=2)["next"]
    told = api.refusal(CASES, limit=2, cursor=cursor, **change)
    assert told["errors"][0]["parameter"] == "cursor"
    for forged in ("", "x", cursor[:-2] + "zz", cursor.split(":")[0]):
        # What has the shape of a cursor is a place that is not there.
        assert api.refusal(CASES, cursor=forged)["status"] == (404 if forged else 422)
    assert api.refusal("/records/toy_firm", cursor=cursor)["status"] == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "201"),
        ("limit", "100000000000"),
        ("limit", "۵"),
        ("limit", "-1"),
        ("limit", "many"),
        ("sort", "file"),
        ("sort", "firm"),
        ("sort", "id,day,level,subject,status"),
        ("sort", "firm__name"),
        ("expand", "subject"),
        ("filter", "\0"),
        ("offset", "1"),
    ],
)
def test_a_wrong_parameter_is_named(api: Api, name: str, value: str) -> None:
    told = api.refusal(CASES, **{name: value})
    assert told["status"] == 422
    assert told["errors"][0]["parameter"] == name


def test_links_are_sent_with_what_lies_behind_them(api: Api, world: World) -> None:
    row = api.get(f"{CASES}/{world.case.id}", expand="firm,assignee", fields="subject")
    assert row["firm"]["name"] == "خودی"
    assert row["firm"]["id"] == world.firm.id
    assert row["assignee"] == {"id": world.staff.pk, "full_name": world.staff.full_name}
    other = api.get(f"{CASES}/{world.theirs.id}", expand="assignee")
    assert other["assignee"] is None


def test_a_link_to_what_may_not_be_read_is_not_expanded(
    api: Api, roles: Roles, world: World
) -> None:
    roles.verbs[Firm.key] = {}
    told = api.refusal(CASES, expand="firm")
    assert (told["status"], told["errors"][0]["parameter"]) == (422, "expand")
    assert api.ask("GET", "/records/toy_firm").status_code == 403


def test_a_customer_reaches_the_own_rows_only(hub_api: Api, roles: Roles, world: World) -> None:
    assert subjects(hub_api.get(CASES)) == ["mine"]
    assert subjects(hub_api.get(CASES, filter='firm.name = "دیگر"')) == []
    for path in (f"{CASES}/{world.theirs.id}", f"{CASES}/999999999"):
        told = problem_in(hub_api.ask("GET", path))
        assert (told["status"], told["code"]) == (404, "record.not_found")
    assert hub_api.ask("GET", "/records/toy_person").status_code == 404
    assert hub_api.refusal(CASES, expand="assignee")["status"] == 422


def test_who_has_no_right_to_read_is_refused(api: Api, roles: Roles, world: World) -> None:
    roles.verbs[Case.key] = {}
    told = problem_in(api.ask("GET", CASES))
    assert (told["status"], told["code"]) == (403, "record.verb_refused")
    assert Case.key not in [one["key"] for one in api.get("/entities")["items"]]
    assert api.ask("GET", f"/entities/{Case.key}/fields").status_code == 404


def test_a_record_bears_its_version_as_etag(api: Api, world: World) -> None:
    path = f"{CASES}/{world.case.id}"
    answer = api.ask("GET", path)
    assert answer.headers["ETag"] == '"1"'
    again = api.ask("GET", path, If_None_Match='"1"')
    assert (again.status_code, again.content) == (304, b"")
    assert api.ask("GET", path, If_None_Match='"2"').status_code == 200


def test_every_kind_of_value_is_sent_as_json_has_it(api: Api, system: Context) -> None:
    made = system.create(
        Asset,
        name="خودرو",
        weight=Decimal("1234567890.125"),
        price=5_000_000,
        bought_in="1405-09",
        idle=timedelta(minutes=90),
        service=480,
        colors=(Color.BLUE, Color.RED),
        tags=("نو", "سنگین"),
    )
    row = api.get(f"/records/{Asset.key}/{made.id}")
    assert row["weight"] == "1234567890.125"
    assert (row["price"], row["service"], row["bought_in"]) == (5_000_000, 480, "1405-09")
    assert row["idle"] == "PT5400S"
    assert (row["colors"], row["tags"]) == (["red", "blue"], ["نو", "سنگین"])
    assert (row["site"], row["picture"]) == ("", None)


def test_the_definitions_say_what_may_be_done(api: Api) -> None:
    by_key = {one["key"]: one for one in api.get("/entities")["items"]}
    assert by_key["toy_case"]["label"] == {"fa": "پرونده", "en": "Case"}
    assert {"create", "read", "update", "delete"} <= set(by_key["toy_case"]["may"])
    fields = {one["key"]: one for one in api.get("/entities/toy_case/fields")["items"]}
    assert set(HIDDEN).isdisjoint(fields)
    assert (fields["subject"]["access"], fields["body"]["access"]) == ("write", "read")
    assert fields["number"]["access"] == "read"
    assert [one["value"] for one in fields["status"]["options"]] == [one.value for one in Status]
    assert fields["firm"]["target"] == "toy_firm"
