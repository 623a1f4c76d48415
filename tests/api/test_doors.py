"""Who is let in: keys, scopes, pace, and refusals that a program can read."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.conftest import LATER, Api, Roles, World, key_of, problem_in
from tests.server.records.toys import Asset, Case

from owj.api import pace
from owj.server.clock import real_now
from owj.server.context import SYSTEM
from owj.server.identity.api_keys import (
    KeyExpired,
    KeyNameMissing,
    KeyUnknown,
    NewKey,
    find_key,
    keys_of,
    make_key,
    revoke_key,
)
from owj.server.identity.models import ApiKey
from owj.server.identity.origin import Origin
from owj.server.identity.rate_limit import Limit
from owj.server.identity.scopes import ScopeUnknown, allows, clean_scopes
from owj.server.identity.sessions import start_session

CASES = f"/records/{Case.key}"


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Bearer owj_nonsense",
        "Basic owj_x",
        "Bearer owj_" + "x" * 9000,
    ],
)
def test_without_a_key_nothing_is_told(world: World, sent: str) -> None:
    for path in (CASES, "/entities", "/openapi.json", "/no/such/thing"):
        answer = Client().get(f"/api/v1{path}", headers={"Authorization": sent} if sent else {})
        assert problem_in(answer)["code"] == "api.key_missing"
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_a_browser_opens_nothing(world: World) -> None:
    """Else a foreign page could write through it."""
    client = Client()
    client.cookies["owj_session"] = start_session(world.staff, Origin(None, "")).token
    assert client.get(f"/api/v1{CASES}").status_code == 401


def test_only_the_digest_of_a_token_is_kept(world: World) -> None:
    made = make_key(world.staff, NewKey("n", ["read"], None), by=SYSTEM)
    kept = ApiKey.objects.filter(pk=made.key.pk).values().get()
    assert made.token not in str(kept)
    assert made.token.startswith(kept["start"])
    assert len(made.token) > len(kept["start"]) + 30


def test_a_key_dies_with_its_time_its_revocation_or_its_person(world: World) -> None:
    api = key_of(world.staff, expires_at=real_now() + LATER)
    key = ApiKey.objects.get()
    assert api.get(CASES)["items"]
    ApiKey.objects.update(expires_at=real_now() - timedelta(seconds=1))
    assert api.ask("GET", CASES).status_code == 401
    ApiKey.objects.update(expires_at=None)
    assert api.ask("GET", CASES).status_code == 200
    world.staff.is_active = False
    world.staff.save()
    assert api.ask("GET", CASES).status_code == 401
    world.staff.is_active = True
    world.staff.save()
    revoke_key(world.staff.pk, key.pk)
    revoke_key(world.staff.pk, key.pk)
    assert api.ask("GET", CASES).status_code == 401
    assert keys_of(world.staff.pk).get().revoked_at is not None


def test_a_key_is_revoked_by_its_person_alone(world: World) -> None:
    made = make_key(world.staff, NewKey("n", ["read"], None), by=SYSTEM)
    with pytest.raises(KeyUnknown):
        revoke_key(world.hub_user.pk, made.key.pk)
    assert find_key(made.token) is not None


def test_what_makes_no_key_is_refused(world: World) -> None:
    for name in ("", " ", "x" * 81, "a\nb"):
        with pytest.raises(KeyNameMissing):
            make_key(world.staff, NewKey(name, ["read"], None), by=SYSTEM)
    with pytest.raises(KeyExpired):
        make_key(world.staff, NewKey("n", ["read"], real_now()), by=SYSTEM)
    for scopes in ([], ["all"], ["read:"], ["read:Case"], ["write:a:b"]):
        with pytest.raises(ScopeUnknown):
            make_key(world.staff, NewKey("n", scopes, None), by=SYSTEM)


def test_scopes_name_a_deed_and_maybe_an_entity() -> None:
    assert clean_scopes(["write:car", "read", "read"]) == ["read", "write:car"]
    assert allows(["read"], "read", "car")
    assert not allows(["read"], "write", "car")
    assert allows(["write"], "read", "car")
    assert allows(["write:car"], "read", "car")
    assert not allows(["write:car"], "read", "van")


def test_a_key_does_what_its_scope_names(world: World) -> None:
    reader, narrow = key_of(world.staff, "read"), key_of(world.staff, "read:toy_firm")
    assert reader.get(CASES)["items"]
    refused = reader.ask("POST", CASES, {"subject": "s"})
    assert problem_in(refused)["code"] == "api.scope_missing"
    assert "write:toy_case" in problem_in(refused)["detail"]
    assert reader.ask("PATCH", f"{CASES}/{world.case.id}", {}).status_code == 403
    assert reader.ask("DELETE", f"{CASES}/{world.case.id}").status_code == 403
    assert narrow.get("/records/toy_firm")["items"]
    assert narrow.ask("GET", CASES).status_code == 403
    assert [one["key"] for one in narrow.get("/entities")["items"]] == ["toy_firm"]


def test_it_is_known_when_a_key_was_last_used(api: Api) -> None:
    assert ApiKey.objects.get().last_used_at is None
    api.get(CASES)
    assert ApiKey.objects.get().last_used_at is not None


def test_who_asks_too_fast_is_told_when_to_go_on(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PER_MINUTE", Limit("api", 4, timedelta(minutes=1)))
    monkeypatch.setattr(pace, "AT_ONCE", 2)
    assert [api.ask("GET", CASES).status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    answer = api.ask("GET", CASES)
    assert problem_in(answer)["code"] == "identity.too_many_attempts"
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_most_requests_write_nothing(api: Api) -> None:
    api.get(CASES)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        api.get(CASES)
    assert [one["sql"] for one in asked if not one["sql"].lstrip().startswith("SELECT")] == []


def test_what_is_not_there_and_what_is_not_taken_are_problems(api: Api) -> None:
    assert problem_in(api.ask("GET", "/no/such"))["code"] == "api.address_unknown"
    assert problem_in(api.ask("GET", "/records/no_such"))["code"] == "api.entity_unknown"
    assert problem_in(api.ask("GET", "/records/toy_case/0x7"))["status"] == 404
    answer = api.ask("PUT", CASES, {})
    assert problem_in(answer)["code"] == "api.method_refused"
    assert answer.headers["Allow"] == "GET, POST"


def test_a_fault_of_ours_is_a_problem_too(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owj.api.reading.list_records", lambda *_: 1 / 0)
    told = problem_in(api.ask("GET", CASES))
    assert told["status"] == 500
    assert "zero" not in str(told)


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("fa", "پذیرفته نشد", "limit: انتظار عددی از 1 تا 200 می‌رفت، 0 آمد."),
        ("en", "Refused", "limit: expected a number from 1 to 200, got 0."),
    ],
)
def test_a_problem_is_worded_in_the_language_that_is_asked_for(
    api: Api, language: str, title: str, detail: str
) -> None:
    told = problem_in(api.ask("GET", f"{CASES}?limit=0", Accept_Language=language))
    assert told["title"] == title
    assert told["detail"] == told["errors"][0]["detail"] == detail


def test_an_entity_of_which_one_may_nothing_is_none(
    world: World, roles: Roles, hub_api: Api
) -> None:
    """Else a customer could ask by which names the organisation keeps what."""
    roles.verbs[Asset.key] = {}
    for path in ("/records/{}", "/records/{}/1", "/entities/{}/fields", "/records/{}/1/files"):
        shut = hub_api.ask("GET", path.format(Asset.key))
        none = hub_api.ask("GET", path.format("x_nothing"))
        assert (shut.status_code, problem_in(shut)["code"]) == (404, "api.entity_unknown")
        assert shut.content.decode().replace(Asset.key, "x_nothing") == none.content.decode()
    for key in (Asset.key, Case.key, "x_nothing"):
        body = {"entity": key, "url": "https://example.com/hook"}
        refused = problem_in(hub_api.ask("POST", "/webhooks", body))
        assert refused["code"] == "webhook.only_staff"


def test_a_filter_is_refused_wholly_in_persian(world: World, api: Api) -> None:
    answer = api.ask("GET", f"{CASES}?filter=subject%20%3D", Accept_Language="fa")
    said = problem_in(answer)["detail"]
    assert "یک عبارت" in said
    assert not re.search("[A-Za-z]", said.removeprefix("filter"))
