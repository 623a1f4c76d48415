"""Webhooks of the key's person: kept, ended, their log, and sending something once more."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from owj.api.doors import Caller, resource
from owj.api.reading import check_names
from owj.api.refusals import BodyRefused, EntityUnknown, ScopeMissing
from owj.api.writing import JSON_TYPE, read_object
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.webhooks.refusals import OnlyStaffListen
from owj.server.webhooks.services import (
    add_webhook,
    deliveries_of,
    find_webhook,
    remove_webhook,
    replay_delivery,
    webhooks_of,
)

LOG_SHOWN = 100
_FIELDS = frozenset({"entity", "url", "actions"})


def _check_scope(caller: Caller) -> None:
    # What a webhook tells is not narrowed by the key's scope, so a narrow key makes none.
    if not {"read", "write"} & caller.key.scopes:
        raise ScopeMissing(scope="read")


def _list(request: HttpRequest, caller: Caller) -> HttpResponse:
    check_names(request.GET, ())
    _check_scope(caller)
    return _json({"items": [_hook(caller, one) for one in webhooks_of(caller.ctx)]})


def _create(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Make a webhook; the answer alone holds its secret. Raises: as `add_webhook`."""
    check_names(request.GET, ())
    _check_scope(caller)
    body = read_object(request)
    entity, url, actions = body.get("entity"), body.get("url"), body.get("actions", [])
    if not caller.ctx.actor.is_staff:
        raise OnlyStaffListen
    is_list = isinstance(actions, list) and all(isinstance(one, str) for one in actions)
    if body.keys() - _FIELDS or not isinstance(url, str) or not is_list:
        expected = '{"entity": "…", "url": "https://…", "actions": ["created", …]}'
        raise BodyRefused(expected=expected, got=str(body)[:60])
    if not isinstance(entity, str) or entity not in caller.ctx.snapshot.models:
        raise EntityUnknown(entity=str(entity)[:60])
    made = add_webhook(caller.ctx, entity, url, actions)
    return _json({**_hook(caller, made), "secret": made.secret}, 201)


def _read(request: HttpRequest, caller: Caller, webhook_id: int) -> HttpResponse:
    check_names(request.GET, ())
    _check_scope(caller)
    return _json(_hook(caller, find_webhook(caller.ctx, webhook_id)))


def _delete(request: HttpRequest, caller: Caller, webhook_id: int) -> HttpResponse:
    check_names(request.GET, ())
    _check_scope(caller)
    remove_webhook(caller.ctx, webhook_id)
    return HttpResponse(status=204)


def _log(request: HttpRequest, caller: Caller, webhook_id: int) -> HttpResponse:
    """Return the latest deliveries. Raises: WebhookNotFound."""
    check_names(request.GET, ())
    _check_scope(caller)
    found = deliveries_of(caller.ctx, webhook_id)[:LOG_SHOWN]
    return _json({"items": [_delivery(one) for one in found]})


def _replay(
    request: HttpRequest, caller: Caller, webhook_id: int, delivery_id: int
) -> HttpResponse:
    """Send something once more. Raises: WebhookNotFound."""
    check_names(request.GET, ())
    _check_scope(caller)
    return _json(_delivery(replay_delivery(caller.ctx, webhook_id, delivery_id)), 202)


def _hook(caller: Caller, hook: Webhook) -> dict[str, Any]:
    entity = caller.ctx.snapshot.schema.by_id.get(hook.entity_id)
    return {
        "id": hook.pk,
        "entity": entity.key if entity else "",
        "url": hook.url,
        "actions": hook.actions,
        "active": hook.active,
        "failures": hook.failures,
        "made_at": hook.made_at,
    }


def _delivery(one: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": one.pk,
        "event": str(one.event),
        "action": one.action,
        "record_id": one.record_id,
        "version": one.version,
        "at": one.at,
        "state": one.state,
        "attempts": one.attempts,
        "status": one.status,
        "problem": one.problem,
        "sent_at": one.sent_at,
    }


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type=JSON_TYPE, status=status)


webhooks = resource(GET=_list, POST=_create)
webhook = resource(GET=_read, DELETE=_delete)
deliveries = resource(GET=_log)
replay = resource(POST=_replay)
