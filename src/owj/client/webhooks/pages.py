"""The pages of webhooks: made with a secret that is shown once, paused, ended, their log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise as Words
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.addresses import record_address
from owj.kernel.errors import NotAllowed
from owj.server.layouts.access import entities_of
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.webhooks.refusals import WebhookRefused, WebhooksFull
from owj.server.webhooks.services import (
    ACTIONS,
    add_webhook,
    every_webhook,
    pause_webhook,
    replay_any,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

LOG_SHOWN = 50
ACTION_WORDS: Mapping[str, Words] = {
    "created": _("made"),
    "updated": _("changed"),
    "deleted": _("deleted"),
    "restored": _("brought back"),
}
State = WebhookDelivery.State
STATE_WORDS: Mapping[str, tuple[Words, str]] = {
    State.PENDING: (_("waits"), ""),
    State.DELIVERED: (_("taken"), "good"),
    State.FAILED: (_("not taken"), "danger"),
    State.SKIPPED: (_("not for its owner"), ""),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the log. url: the record, where there is a page of it."""

    row: WebhookDelivery
    action: Words
    state: Words
    tone: str
    url: str


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks_view(request: DoorRequest) -> HttpResponse:
    """List every webhook and make one, whose secret is shown here and never again."""
    _check_admin(request)
    if request.method != "POST":
        return _page(request)
    given = request.POST
    try:
        if given.get("entity", "") not in request.ctx.snapshot.models:
            raise Http404
        made = add_webhook(request.ctx, given["entity"], given.get("url", ""), _actions(request))
    except WebhooksFull as full:
        return _page(request, error=words_of(full), status=409)
    except WebhookRefused as refused:
        words = words_of(refused)
        if refused.data.get("field") == "url":
            words = gettext(
                "This is no address that may be told: it must begin with https:// and lie outside."
            )
        return _page(request, error=words, status=422)
    return _page(request, made=made)


def _actions(request: DoorRequest) -> list[str]:
    return [one for one in request.POST.getlist("action") if one in ACTIONS]


def _check_admin(request: DoorRequest) -> None:
    if not request.actor.has_role("admin"):
        raise NotAllowed


def _page(
    request: DoorRequest, *, made: Webhook | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    ctx, given = request.ctx, request.POST if error else {}
    chosen = _actions(request) if error else list(ACTIONS)
    context: dict[str, Any] = {
        "nav": "me",
        "made": made,
        "error": error,
        "url": given.get("url", ""),
        "entity": given.get("entity", ""),
        "entities": [one for one in entities_of(ctx) if one.audit],
        "actions": [(key, words, key in chosen) for key, words in ACTION_WORDS.items()],
        "hooks": [(one, _label(request, one), _words(one)) for one in every_webhook()],
    }
    return render(request, "client/webhooks/page.html", context, status=status)


def _label(request: DoorRequest, hook: Webhook) -> str:
    entity = request.ctx.snapshot.schema.by_id.get(hook.entity_id)
    return str(entity.plural) if entity else ""


def _words(hook: Webhook) -> Sequence[Words]:
    return [words for key, words in ACTION_WORDS.items() if key in hook.actions]


@staff_page
@require_GET
def webhook_view(request: DoorRequest, webhook_id: int) -> HttpResponse:
    """Show the log of one webhook. Raises: NotAllowed."""
    hook = _found(request, webhook_id)
    entity = request.ctx.snapshot.schema.by_id.get(hook.entity_id)
    key = entity.key if entity and request.ctx.may(entity.key, "read") else ""
    log = [
        Told(
            row,
            ACTION_WORDS[row.action],
            *STATE_WORDS[row.state],
            url=record_address(key, row.record_id) if key and row.action != "deleted" else "",
        )
        for row in hook.deliveries.order_by("-id")[:LOG_SHOWN]
    ]
    context = {
        "nav": "me",
        "hook": hook,
        "label": _label(request, hook),
        "words": _words(hook),
        "log": log,
    }
    return render(request, "client/webhooks/webhook.html", context)


def _found(request: DoorRequest, webhook_id: int) -> Webhook:
    _check_admin(request)
    hook = every_webhook().filter(pk=webhook_id).first()
    if hook is None:
        raise Http404
    return hook


@staff_page
@require_POST
def move_webhook_view(request: DoorRequest, webhook_id: int, move: str) -> HttpResponse:
    """Let a webhook rest, let it go on, or end it. Raises: NotAllowed."""
    hook = _found(request, webhook_id)
    if move == "end":
        hook.delete()
        add_toast(request, gettext("Nobody is told there any more"))
        return redirect("client:webhooks")
    if move not in ("pause", "resume"):
        raise Http404
    pause_webhook(hook, paused=move == "pause")
    words = (
        gettext("It rests; what happens meanwhile is not told")
        if move == "pause"
        else gettext("It is told again")
    )
    add_toast(request, words)
    return redirect("client:webhook", webhook_id)


@staff_page
@require_POST
def replay_delivery_view(request: DoorRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Send something once more. Raises: NotAllowed, WebhookNotFound."""
    replay_any(_found(request, webhook_id), delivery_id)
    add_toast(request, gettext("It is sent once more"))
    return redirect("client:webhook", webhook_id)
