"""The addresses of webhooks."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.webhooks.pages import (
    move_webhook_view,
    replay_delivery_view,
    webhook_view,
    webhooks_view,
)

_ONE = "admin/webhooks/<int:webhook_id>"

WEBHOOK_PATHS: list[URLPattern] = [
    path("admin/webhooks", webhooks_view, name="webhooks"),
    path(_ONE, webhook_view, name="webhook"),
    path(f"{_ONE}/deliveries/<int:delivery_id>/again", replay_delivery_view, name="send_again"),
    path(f"{_ONE}/<slug:move>", move_webhook_view, name="move_webhook"),
]
