"""Whatever a program sends wrongly is told as a problem that names the place, and nothing else."""

from __future__ import annotations

import json

import pytest
from tests.api.conftest import API, Api, World, problem_in
from tests.server.records.conftest import NOW


@pytest.mark.parametrize("rest", ["nowhere", "a%0Ab", "records/toy_case/1/files/x%0Ay", "%F0%9F"])
def test_every_address_answers_with_a_problem(api: Api, rest: str) -> None:
    answer = api.client.get(f"{API}/{rest}", headers={"Authorization": f"Bearer {api.token}"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_each_wrong_field_is_named(api: Api, world: World) -> None:
    body = {"subject": 7, "firm": "x", "opened_at": NOW.isoformat(), "nowhere": 1}
    told = problem_in(api.ask("POST", "/records/toy_case", body))
    assert (told["status"], told["code"]) == (422, "api.many_refused")
    assert {one["field"] for one in told["errors"]} == {"subject", "firm", "nowhere"}


def test_a_body_of_another_kind_is_refused_as_such(api: Api, world: World) -> None:
    answer = api.client.post(
        f"{API}/records/toy_case",
        "subject=x",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {api.token}"},
    )
    assert answer.status_code == 415
    assert json.loads(answer.content)["code"] == "api.media_refused"


def test_a_whole_number_may_be_written_as_a_fraction(api: Api, world: World) -> None:
    items = [{"update": {"id": float(world.case.id), "subject": "نو"}}]
    done = api.ask("POST", "/records/toy_case/bulk", {"items": items})
    assert json.loads(done.content)["done"] == 1


def test_a_field_that_is_sorted_by_twice_counts_once(api: Api, world: World) -> None:
    once, twice = (
        api.get("/records/toy_case", sort=sort) for sort in ("-subject", "-subject,subject")
    )
    assert once["items"] == twice["items"]


@pytest.mark.parametrize("sort", ["subject,subject,id,id,id", "subject,,id"])
def test_words_beyond_what_the_description_tells_are_refused(
    api: Api, world: World, sort: str
) -> None:
    assert api.refusal("/records/toy_case", sort=sort)["errors"][0]["parameter"] == "sort"
