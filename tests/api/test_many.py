"""Many records at once, search and files: once, in reach, and silent about what is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import LATER, Api, Roles, World, key_of, problem_in
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.server.clock import real_now
from owj.server.identity.models import ApiKey
from owj.server.records.context import Context
from owj.server.records.rights import NONE, Verb

BULK = "/records/toy_firm/bulk"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def sent(answer: Any) -> Any:
    assert answer.status_code < 300, answer.content.decode()
    return json.loads(answer.content)


def test_many_are_written_with_one_request(api: Api, world: World, system: Context) -> None:
    items = [
        {"create": {"name": "نو", "code": "N1"}},
        {"update": {"id": world.firm.id, "version": 1, "name": "دیگرگون"}},
        {"create": {"name": "رفتنی"}},
    ]
    done = sent(api.ask("POST", BULK, {"items": items}))
    assert [one["status"] for one in done["items"]] == [201, 200, 201]
    assert (done["done"], done["refused"]) == (3, 0)
    gone = done["items"][2]["record"]["id"]
    assert sent(api.ask("POST", BULK, {"items": [{"delete": {"id": gone}}]}))["done"] == 1
    assert system.get(Firm, world.firm.id).name == "دیگرگون"
    assert not system.rows(Firm).filter(pk=gone).exists()


def test_all_or_none_unless_each_stands_for_itself(api: Api, world: World, system: Context) -> None:
    items = [{"create": {"name": "الف"}}, {"create": {"name": ""}}, {"create": {"name": "ب"}}]
    refused = problem_in(api.ask("POST", BULK, {"items": items}))
    assert (refused["errors"][0]["item"], refused["errors"][0]["field"]) == (1, "name")
    assert not system.rows(Firm).filter(name__in=["الف", "ب"]).exists()
    done = sent(api.ask("POST", BULK, {"items": items, "atomic": False}))
    assert [one["status"] for one in done["items"]] == [201, 422, 201]
    assert done["items"][1]["problem"]["errors"][0]["field"] == "name"
    assert system.rows(Firm).filter(name__in=["الف", "ب"]).count() == 2


def test_a_bulk_request_is_done_once_for_its_key(api: Api, system: Context) -> None:
    body = {"items": [{"create": {"name": "یک‌بار"}}]}
    first = api.ask("POST", BULK, body, Idempotency_Key="k1")
    again = api.ask("POST", BULK, body, Idempotency_Key="k1")
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert system.rows(Firm).filter(name="یک‌بار").count() == 1


def test_a_long_run_of_like_items_asks_as_much_as_a_short_one(api: Api, system: Context) -> None:
    def counts(many: int) -> list[int]:
        found = []
        ids: list[int] = []
        for verb in ("create", "update", "delete"):
            items: list[Any] = [{"create": {"name": f"{many} {n}"}} for n in range(many)]
            if verb == "update":
                items = [{"update": {"id": one, "name": f"new {one}"}} for one in ids]
            elif verb == "delete":
                items = [{"delete": {"id": one}} for one in ids]
            with CaptureQueriesContext(connection) as asked:
                done = sent(api.ask("POST", BULK, {"items": items}))
            assert done["done"] == many
            ids = ids or [one["record"]["id"] for one in done["items"]]
            found.append(len(asked))
        return found

    counts(2)
    few, many = counts(5), counts(50)
    assert all(large <= small + 2 for small, large in zip(few, many, strict=True)), (few, many)
    assert max(many) < 50


def test_items_that_change_one_record_twice_are_done_in_their_order(
    api: Api, world: World, system: Context
) -> None:
    key = world.firm.id
    items = [
        {"update": {"id": key, "version": 1, "name": "یک"}},
        {"update": {"id": key, "version": 2, "name": "دو"}},
        {"update": {"id": key, "version": 2, "name": "سه"}},
        {"update": {"id": world.other.id, "name": "چهار"}},
    ]
    done = sent(api.ask("POST", BULK, {"items": items, "atomic": False}))
    assert [one["status"] for one in done["items"]] == [200, 200, 412, 200]
    assert (system.get(Firm, key).name, system.get(Firm, world.other.id).name) == ("دو", "چهار")
    assert [one["record"]["version"] for one in done["items"][:2]] == [2, 3]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"items": []},
        {"items": [1]},
        {"items": [{"burn": {}}]},
        {"items": [{"create": {}, "delete": {}}]},
        {"items": [{"delete": {"id": "1"}}]},
        {"items": [{"delete": {"id": 1, "name": "x"}}]},
        {"items": [{"create": {"name": "x"}}] * 1001},
        {"items": [{"create": {"name": "x"}}], "more": 1},
        {"items": [{"create": {"name": "x"}}], "atomic": 1},
    ],
)
def test_a_body_that_means_nothing_is_refused(api: Api, body: object) -> None:
    assert api.ask("POST", BULK, body).status_code in {400, 404}


def test_bulk_keeps_scope_rights_versions_and_hidden_fields(
    api: Api, world: World, roles: Roles, system: Context
) -> None:
    reader = key_of(world.staff, "read", "write:toy_case")
    one = {"items": [{"create": {"name": "x"}}]}
    assert problem_in(reader.ask("POST", BULK, one))["code"] == "api.scope_missing"
    stale = {"items": [{"update": {"id": world.firm.id, "version": 9, "name": "x"}}]}
    assert api.ask("POST", BULK, stale).status_code == 412
    hidden = {"items": [{"update": {"id": world.case.id, "size": 7}}]}
    refused = problem_in(api.ask("POST", "/records/toy_case/bulk", hidden))
    assert (refused["status"], refused["code"]) == (422, "field.value_rejected")
    done = sent(
        api.ask(
            "POST",
            "/records/toy_case/bulk",
            {"items": [{"update": {"id": world.case.id, "subject": "تازه"}}]},
        )
    )
    assert "size" not in done["items"][0]["record"]
    roles.verbs[Firm.key] = {Verb.READ: NONE}
    assert api.ask("POST", BULK, one).status_code == 403
    assert system.get(Firm, world.firm.id).version == 1


def test_search_finds_what_the_key_may_read_and_no_hidden_words(
    api: Api, world: World, roles: Roles, hub_api: Api, system: Context
) -> None:
    system.create(Case, subject="گزارش محرمانه", firm=world.other, opened_at=NOW)
    found = api.get("/search", q="گزارش")
    assert [one["entity"] for one in found["items"]] == ["toy_case"]
    assert hub_api.get("/search", q="گزارش")["items"] == []
    narrow = key_of(world.staff, "read:toy_firm")
    assert narrow.get("/search", q="گزارش")["items"] == []
    assert narrow.refusal("/search", q="گزارش", entities="toy_case")["status"] == 422
    roles.fields[Case.key] = {"subject": "hidden"}
    # Rights are asked anew by every request.
    assert api.get("/search", q="گزارش")["items"] == []
    for query in ({}, {"q": " "}, {"q": "x" * 201}, {"q": "x", "limit": "0"}, {"q": "x", "no": 1}):
        assert api.refusal("/search", **query)["status"] == 422


def test_a_file_is_uploaded_laid_beside_a_record_and_read_by_who_sees_it(
    api: Api, hub_api: Api, world: World
) -> None:
    answer = api.ask("POST", "/files?name=گزارش.txt", b"hello")
    kept = sent(answer)
    assert (kept["name"], kept["size"]) == ("گزارش.txt", 5)
    place = f"/records/toy_case/{world.theirs.id}/files"
    assert api.get(place) == {"items": []}
    assert sent(api.ask("POST", place, {"file": kept["id"]}))["id"] == kept["id"]
    assert [one["id"] for one in api.get(place)["items"]] == [kept["id"]]
    came = api.ask("GET", f"{place}/{kept['id']}")
    assert b"".join(came.streaming_content) == b"hello"  # type: ignore[attr-defined]  # it streams
    assert came.headers["X-Content-Type-Options"] == "nosniff"
    for refused in (
        hub_api.ask("GET", place),
        hub_api.ask("GET", f"{place}/{kept['id']}"),
        api.ask("GET", f"{place}/{uuid4()}"),
        api.ask("GET", f"/records/toy_case/{world.case.id}/files/{kept['id']}"),
    ):
        assert refused.status_code == 404


def test_an_empty_file_names_no_field(api: Api) -> None:
    told = problem_in(api.ask("POST", "/files?name=a.txt", b""))
    assert (told["code"], told.get("errors")) == ("files.empty", None)


def test_files_of_others_and_of_nobody_are_not_laid_anywhere(
    api: Api, hub_api: Api, world: World
) -> None:
    theirs = sent(hub_api.ask("POST", "/files?name=a.txt", b"secret"))["id"]
    place = f"/records/toy_case/{world.case.id}/files"
    for file in (theirs, str(uuid4()), "x", 7, None):
        assert api.ask("POST", place, {"file": file}).status_code in {400, 409}
    reader = key_of(world.staff, "read")
    assert reader.ask("POST", "/files?name=a", b"x").status_code == 403
    for query in ("", "?name=", "?name=a&x=1"):
        assert api.ask("POST", f"/files{query}", b"x").status_code == 422
    assert api.ask("POST", "/files?name=a", b"").status_code == 422


@pytest.mark.parametrize(
    "path", [BULK, "/search?q=x", "/files?name=a", "/records/toy_firm/1/files"]
)
def test_dead_keys_open_none_of_it(world: World, path: str) -> None:
    api = key_of(world.staff, expires_at=real_now() + LATER)
    method = "POST" if "files?" in path or "bulk" in path else "GET"
    ApiKey.objects.update(revoked_at=real_now())
    assert api.ask(method, path, {}).status_code == 401
    ApiKey.objects.update(revoked_at=None, expires_at=real_now())
    assert api.ask(method, path, {}).status_code == 401


def test_answers_tell_how_fast_one_may_ask(api: Api) -> None:
    first = api.ask("GET", "/entities").headers
    second = api.ask("GET", "/entities").headers
    assert first["RateLimit-Limit"] == "1200"
    assert int(second["RateLimit-Remaining"]) == int(first["RateLimit-Remaining"]) - 1
    assert 0 < int(second["RateLimit-Reset"]) <= 60


def test_an_equal_question_is_answered_by_the_rights_of_now(
    api: Api, world: World, roles: Roles, system: Context
) -> None:
    query = {"filter": 'subject != "x"', "sort": "-subject"}
    assert len(api.get("/records/toy_case", **query)["items"]) == 2
    assert len(api.get("/records/toy_case", **query)["items"]) == 2
    system.create(Case, subject="سوم", firm=world.firm, opened_at=NOW)
    assert len(api.get("/records/toy_case", **query)["items"]) == 3
    roles.verbs[Case.key] = {Verb.READ: NONE}
    assert api.refusal("/records/toy_case", **query)["status"] == 403
