"""Keeping webhooks, and noting what they are to be told, in the commit that wrote it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from owj.kernel.errors import OwjError
from owj.server import clock
from owj.server.events import reacts_to
from owj.server.outbox.services import enqueue_message
from owj.server.records.events import RecordsWritten
from owj.server.records.generic import check_may
from owj.server.records.models import RecordChange
from owj.server.records.rights import Verb
from owj.server.web_calls.addresses import read_address
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.webhooks.refusals import (
    OnlyStaffListen,
    WebhookNotFound,
    WebhookRefused,
    WebhooksFull,
)

if TYPE_CHECKING:
    from owj.server.records.context import Context

CHANNEL = "webhook"
MOST_WEBHOOKS = 50
SECRET_BYTES = 32
# Of old deliveries so many go in one round of the worker.
MOST_DROPPED = 20_000
_LISTENING = """
    SELECT id, actions::text FROM server_webhook WHERE entity_id = %s AND active ORDER BY id
"""
ACTIONS: tuple[str, ...] = tuple(RecordChange.Action.values)
State = WebhookDelivery.State


def add_webhook(ctx: Context, entity_key: str, url: str, actions: Iterable[str]) -> Webhook:
    """Let an address be told of an entity's changes. Its secret is shown now only.

    Raises: OnlyStaffListen, VerbRefused, WebhookRefused, WebhooksFull.
    """
    if not ctx.actor.is_staff:
        raise OnlyStaffListen
    check_may(ctx, entity_key, Verb.READ)
    entity = ctx.snapshot.entity(entity_key)
    if not entity.audit:
        expected = "an entity that keeps a memory of changes"
        raise WebhookRefused(field="entity", expected=expected, got=entity_key)
    wanted = list(dict.fromkeys(actions)) or list(ACTIONS)
    unknown = next((one for one in wanted if one not in ACTIONS), None)
    if unknown is not None:
        expected = f"some of {', '.join(ACTIONS)}"
        raise WebhookRefused(field="actions", expected=expected, got=str(unknown)[:60])
    try:
        read_address(url)
    except OwjError as refused:
        raise WebhookRefused(field="url", expected="an open address", got=url[:60]) from refused
    if Webhook.objects.filter(owner_id=ctx.actor.user_id).count() >= MOST_WEBHOOKS:
        raise WebhooksFull(most=MOST_WEBHOOKS)
    return Webhook.objects.create(
        owner_id=ctx.actor.user_id or 0,
        url=url,
        secret=f"whsec_{secrets.token_urlsafe(SECRET_BYTES)}",
        entity_id=entity.id,
        actions=wanted,
    )


def webhooks_of(ctx: Context) -> QuerySet[Webhook]:
    """Return a person's webhooks, the latest first."""
    return Webhook.objects.filter(owner_id=ctx.actor.user_id or 0).order_by("-id")


def find_webhook(ctx: Context, webhook_id: int) -> Webhook:
    """Return a webhook of this person. Raises: WebhookNotFound."""
    found = webhooks_of(ctx).filter(pk=webhook_id).first()
    if found is None:
        raise WebhookNotFound
    return found


def remove_webhook(ctx: Context, webhook_id: int) -> None:
    """End a webhook and forget its log. Raises: WebhookNotFound."""
    find_webhook(ctx, webhook_id).delete()


def deliveries_of(ctx: Context, webhook_id: int) -> QuerySet[WebhookDelivery]:
    """Return the log of a webhook, the latest first. Raises: WebhookNotFound."""
    return find_webhook(ctx, webhook_id).deliveries.order_by("-id")


def every_webhook() -> QuerySet[Webhook]:
    """Return everybody's webhooks, the latest first; for who looks after the installation."""
    return Webhook.objects.select_related("owner").order_by("-id")


def pause_webhook(hook: Webhook, *, paused: bool) -> None:
    """Tell a webhook nothing for now, or tell it again; what happens meanwhile is not kept."""
    hooks = Webhook.objects.filter(pk=hook.pk)
    if paused:
        hooks.update(active=False)
    else:
        hooks.update(active=True, failures=0, broken_until=None)


def drop_old_deliveries() -> int:
    """Forget what was told longer ago than `OWJ_WEBHOOK_LOG_DAYS`; 0 days: nothing."""
    if not settings.WEBHOOK_LOG_DAYS:
        return 0
    before = clock.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    old = WebhookDelivery.objects.filter(at__lt=before).exclude(state=State.PENDING)
    some = list(old.order_by("pk").values_list("pk", flat=True)[:MOST_DROPPED])
    return WebhookDelivery.objects.filter(pk__in=some).delete()[0]


def replay_delivery(ctx: Context, webhook_id: int, delivery_id: int) -> WebhookDelivery:
    """Send something once more, as a delivery of its own with the same event.

    Raises: WebhookNotFound.
    """
    return replay_any(find_webhook(ctx, webhook_id), delivery_id)


@transaction.atomic
def replay_any(hook: Webhook, delivery_id: int) -> WebhookDelivery:
    """Send something of a webhook once more. Raises: WebhookNotFound."""
    told = hook.deliveries.filter(pk=delivery_id).first()
    if told is None:
        raise WebhookNotFound
    again = WebhookDelivery.objects.create(
        webhook_id=hook.pk,
        event=told.event,
        action=told.action,
        record_id=told.record_id,
        version=told.version,
        columns=told.columns,
        at=told.at,
    )
    _enqueue([again])
    return again


@reacts_to(RecordsWritten)
def tell_webhooks(event: RecordsWritten) -> None:
    """Note for every webhook of the entity what it is to be told."""
    # Each write asks this, and almost none is listened to.
    with connection.cursor() as cursor:
        cursor.execute(_LISTENING, [event.entity.id])
        ids = [one for one, actions in cursor.fetchall() if event.action in json.loads(actions)]
    hooks = list(Webhook.objects.filter(pk__in=ids)) if ids else []
    if not hooks:
        return
    deliveries = []
    for record_id, version, changes in event.done:
        same = uuid4()
        for hook in hooks:
            deliveries.append(
                WebhookDelivery(
                    webhook=hook,
                    event=same,
                    action=event.action,
                    record_id=record_id,
                    version=version,
                    columns=list(changes) if event.action == RecordChange.Action.UPDATED else [],
                    at=event.ctx.now,
                )
            )
    _enqueue(WebhookDelivery.objects.bulk_create(deliveries))


def _enqueue(deliveries: Sequence[WebhookDelivery]) -> None:
    for one in deliveries:
        enqueue_message(
            channel=CHANNEL, to=str(one.webhook_id), key=str(one.pk), delivery_id=one.pk
        )
