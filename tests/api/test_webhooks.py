"""Webhooks: signed, within their owner's rights, sent again, logged; they reach nothing inside."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from tests.api.conftest import Api, Roles, World, key_of, problem_in
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.kernel.errors import OutsideFailure
from owj.server.outbox.channels import Outgoing
from owj.server.outbox.models import OutboxMessage
from owj.server.records.context import Context
from owj.server.records.rights import NONE, Verb
from owj.server.web_calls.calling import Answer, Call
from owj.server.web_calls.errors import CallFailed
from owj.server.webhooks import sending
from owj.server.webhooks.models import Webhook, WebhookDelivery

HOOK = {"entity": "toy_case", "url": "https://example.com/hook"}
Calls = list[Call]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Catch what is sent; a receiver takes everything."""
    sent: Calls = []

    def take(call: Call, *_opened: object) -> Answer:
        sent.append(call)
        return Answer(200, {}, b"", call.url)

    monkeypatch.setattr(sending, "place_call", take)
    return sent


def make(api: Api, **facts: object) -> dict[str, Any]:
    answer = api.ask("POST", "/webhooks", {**HOOK, **facts})
    assert answer.status_code == 201, answer.content.decode()
    made: dict[str, Any] = json.loads(answer.content)
    return made


def send_all() -> None:
    """Do what the worker does with each message once."""
    for row in OutboxMessage.objects.filter(channel="webhook", state="pending").order_by("id"):
        outgoing = Outgoing(row.pk, row.recipient, row.payload, "k", 1, maybe_duplicate=False)
        sending.deliver_webhook(outgoing)
        OutboxMessage.objects.filter(pk=row.pk).update(state="sent")


def bodies(calls: Calls) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in calls]


def test_a_change_is_told_signed_and_without_hidden_fields(
    api: Api, world: World, system: Context, calls: Calls
) -> None:
    made = make(api)
    system.update(world.case, subject="تازه", size=7)
    send_all()
    (call,), (body,) = calls, bodies(calls)
    # Elsewhere the POST would come without its body and count as delivered.
    assert not call.follows
    assert (body["action"], body["entity"], body["record_id"]) == (
        "updated",
        "toy_case",
        world.case.id,
    )
    assert body["changed"] == ["subject"]
    assert body["record"]["subject"] == "تازه"
    assert not {"size", "person"} & body["record"].keys()
    stamp = dict(part.split("=") for part in call.headers[sending.SIGNATURE].split(","))
    signed = f"{stamp['t']}.".encode() + call.body
    proof = hmac.new(made["secret"].encode(), signed, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(proof, stamp["v1"])
    log = api.get(f"/webhooks/{made['id']}/deliveries")["items"]
    assert [(one["state"], one["status"]) for one in log] == [("delivered", 200)]


def test_what_the_owner_may_not_see_is_not_told(
    api: Api, world: World, roles: Roles, system: Context, calls: Calls
) -> None:
    make(api)
    system.update(world.case, size=8)
    send_all()
    system.update(world.case, subject="x")
    roles.verbs[Case.key] = {Verb.READ: NONE}
    send_all()
    assert calls == []
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"skipped"}


def test_only_the_actions_that_were_asked_for_are_told(
    api: Api, world: World, system: Context, calls: Calls
) -> None:
    make(api, actions=["created", "deleted"])
    system.update(world.case, subject="x")
    new = system.create(Case, subject="new", firm=world.firm, opened_at=NOW)
    system.delete(new)
    system.create(Firm, name="other entity")
    send_all()
    assert [one["action"] for one in bodies(calls)] == ["deleted"]
    states = WebhookDelivery.objects.order_by("id").values_list("action", "state")
    # When it is sent, what was made is gone again.
    assert list(states) == [("created", "skipped"), ("deleted", "delivered")]


@pytest.mark.parametrize("fault", ["status", "network"])
def test_a_failure_is_noted_comes_again_and_then_leaves_the_receiver_alone(
    api: Api,
    world: World,
    system: Context,
    monkeypatch: pytest.MonkeyPatch,
    calls: Calls,
    fault: str,
) -> None:
    made = make(api)

    def refuse(call: Call, *_opened: object) -> Answer:
        calls.append(call)
        if fault == "network":
            raise CallFailed(host="example.com", reason="slow")
        return Answer(500, {}, b"", call.url)

    monkeypatch.setattr(sending, "place_call", refuse)
    system.update(world.case, subject="x")
    for _ in range(sending.BREAKS_AFTER + 2):
        with pytest.raises(OutsideFailure):
            send_all()
    assert len(calls) == sending.BREAKS_AFTER
    log = api.get(f"/webhooks/{made['id']}/deliveries")["items"]
    assert (log[0]["state"], log[0]["attempts"]) == ("failed", sending.BREAKS_AFTER + 2)


def test_a_delivery_is_sent_once_more_as_the_same_event(
    api: Api, world: World, system: Context, calls: Calls
) -> None:
    made = make(api)
    system.update(world.case, subject="x")
    send_all()
    place = f"/webhooks/{made['id']}/deliveries"
    told = api.get(place)["items"][0]
    answer = api.ask("POST", f"{place}/{told['id']}/replay")
    assert answer.status_code == 202
    send_all()
    assert [one["event"] for one in bodies(calls)] == [told["event"]] * 2
    assert api.ask("DELETE", f"/webhooks/{made['id']}").status_code == 204
    assert api.get("/webhooks")["items"] == []


@pytest.mark.parametrize(
    "url", ["ftp://example.com/", "javascript:alert(1)", "https://", "x", "https://a b/", ""]
)
def test_addresses_that_are_none_are_refused(api: Api, url: str) -> None:
    assert api.ask("POST", "/webhooks", {**HOOK, "url": url}).status_code == 422


def test_addresses_inside_are_not_called(api: Api, world: World, system: Context) -> None:
    make(api, url="http://127.0.0.1:1/x")
    make(api, url="http://0x7f.1/x")
    system.update(world.case, subject="x")
    for delivery in WebhookDelivery.objects.all():
        outgoing = Outgoing(1, "", {"delivery_id": delivery.pk}, "k", 1, maybe_duplicate=False)
        with pytest.raises(OutsideFailure):
            sending.deliver_webhook(outgoing)
        delivery.refresh_from_db()
        assert delivery.state == "failed"


def test_webhooks_are_a_persons_own_and_not_a_customers(
    api: Api, hub_api: Api, world: World, roles: Roles
) -> None:
    made = make(api)
    other = key_of(world.staff, "read:toy_firm")
    assert problem_in(other.ask("GET", "/webhooks"))["code"] == "api.scope_missing"
    assert hub_api.ask("POST", "/webhooks", HOOK).status_code == 403
    for method, path in (
        ("GET", f"/webhooks/{made['id']}"),
        ("DELETE", f"/webhooks/{made['id']}"),
        ("GET", f"/webhooks/{made['id']}/deliveries"),
        ("POST", f"/webhooks/{made['id']}/deliveries/1/replay"),
    ):
        assert hub_api.ask(method, path).status_code == 404
    assert Webhook.objects.count() == 1
    assert "secret" not in api.get(f"/webhooks/{made['id']}")
    roles.verbs[Case.key] = {Verb.READ: NONE}
    assert api.ask("POST", "/webhooks", HOOK).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"actions": ["burnt"]},
        {"actions": "created"},
        {"entity": "no_such"},
        {"entity": 7},
        {"x": 1},
    ],
)
def test_a_webhook_that_means_nothing_is_refused(api: Api, change: dict[str, object]) -> None:
    assert api.ask("POST", "/webhooks", {**HOOK, **change}).status_code in {400, 404, 422}
