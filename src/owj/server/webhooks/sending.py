"""Sending a delivery: read with its owner's rights of now, signed, judged by how it is taken."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from owj.kernel.errors import OwjError
from owj.server.clock import real_now
from owj.server.outbox.channels import Outgoing, channel
from owj.server.records.access import visible_fields
from owj.server.records.audit import as_plain
from owj.server.records.context import open_context
from owj.server.records.models import RecordChange
from owj.server.web_calls.calling import Call, place_call
from owj.server.web_calls.errors import CallAddressRefused, CallFailed
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.webhooks.refusals import WebhookUnreachable
from owj.server.webhooks.services import CHANNEL

if TYPE_CHECKING:
    from owj.server.records.context import Context

LIMIT_S = 10.0
MOST_ANSWER_BYTES = 65_536
# After so many failures in a row a receiver is left alone for a while, so that it delays nobody.
BREAKS_AFTER = 5
BROKEN_FOR = timedelta(minutes=2)
SIGNATURE, DELIVERY, EVENT = "Owj-Signature", "Owj-Delivery", "Owj-Event"
State = WebhookDelivery.State
Body = dict[str, Any]


@channel(CHANNEL, lease_s=30, at_once=4)
def deliver_webhook(outgoing: Outgoing) -> str:
    """Send one delivery; what fails comes again later. Raises: WebhookUnreachable."""
    found = WebhookDelivery.objects.select_related("webhook__owner")
    delivery = found.filter(pk=int(outgoing.payload["delivery_id"])).first()
    if delivery is None or delivery.state == State.DELIVERED:
        return "gone"
    body = body_of(delivery) if _listens(delivery.webhook) else None
    if body is None:
        WebhookDelivery.objects.filter(pk=delivery.pk).update(state=State.SKIPPED)
        return "skipped"
    hook = delivery.webhook
    now = real_now()
    if hook.broken_until is not None and hook.broken_until > now:
        raise _failed(delivery, None, "it failed several times and is left alone for a while")
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    at_s = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        SIGNATURE: f"t={at_s},v1={signature(hook.secret, at_s, text)}",
        DELIVERY: str(delivery.pk),
        EVENT: f"record.{delivery.action}",
    }
    call = Call("POST", hook.url, headers, text, LIMIT_S, MOST_ANSWER_BYTES, follows=False)
    try:
        answer = place_call(call, settings.HTTP_OPEN)
    except (CallFailed, CallAddressRefused) as refused:
        raise _failed(delivery, None, str(refused)) from refused
    if not 200 <= answer.status < 300:
        raise _failed(delivery, answer.status, f"HTTP {answer.status}")
    _note(delivery, state=State.DELIVERED, status=answer.status, problem="")
    Webhook.objects.filter(pk=hook.pk).update(failures=0, broken_until=None)
    return str(answer.status)


def signature(secret: str, at_s: int, body: bytes) -> str:
    """Return what proves to the holder of the secret who sent a body, and when."""
    return hmac.new(secret.encode(), b"%d." % at_s + body, hashlib.sha256).hexdigest()


def body_of(delivery: WebhookDelivery) -> Body | None:
    """Return what its owner may be told of a delivery; None: nothing."""
    ctx = open_context(delivery.webhook.owner.actor)
    entity = ctx.snapshot.schema.by_id.get(delivery.webhook.entity_id)
    if entity is None or entity.retired or not ctx.may(entity.key, "read"):
        return None
    body: Body = {
        "event": str(delivery.event),
        "action": delivery.action,
        "entity": entity.key,
        "record_id": delivery.record_id,
        "version": delivery.version,
        "at": delivery.at.isoformat(),
    }
    if delivery.action == RecordChange.Action.DELETED:
        # Who sees a part of the rows only: nobody can say whether this one was in it.
        return body if ctx.is_free(entity.key) else None
    record = _record(ctx, entity.key, delivery.record_id)
    if record is None:
        return None
    shown = {one.column: one.key for one in visible_fields(ctx, entity.key)}
    if delivery.action == RecordChange.Action.UPDATED:
        body["changed"] = [shown[one] for one in delivery.columns if one in shown]
        if not body["changed"]:
            # Only what the owner may not see was changed.
            return None
    return {**body, "record": record}


def _record(ctx: Context, entity_key: str, record_id: int) -> Body | None:
    fields = visible_fields(ctx, entity_key)
    names = ("id", "version", *(one.attname for one in fields))
    row = ctx.records(entity_key).filter(pk=record_id).values_list(*names).first()
    if row is None:
        return None
    keys = ("id", "version", *(one.key for one in fields))
    return {key: as_plain(value) for key, value in zip(keys, row, strict=True)}


def _listens(hook: Webhook) -> bool:
    return hook.active and hook.owner.is_active


def _failed(delivery: WebhookDelivery, status: int | None, why: str) -> OwjError:
    """Note a failure, and leave a receiver alone that fails again and again."""
    _note(delivery, state=State.FAILED, status=status, problem=why[:500])
    hooks = Webhook.objects.filter(pk=delivery.webhook_id)
    hooks.update(failures=F("failures") + 1)
    hooks.filter(failures__gte=BREAKS_AFTER, broken_until=None).update(
        broken_until=Now() + BROKEN_FOR
    )
    hooks.filter(broken_until__lte=Now()).update(broken_until=Now() + BROKEN_FOR)
    return WebhookUnreachable(permanent=False, reason=why)


def _note(delivery: WebhookDelivery, **facts: Any) -> None:
    rows = WebhookDelivery.objects.filter(pk=delivery.pk)
    rows.update(attempts=F("attempts") + 1, sent_at=Now(), **facts)
