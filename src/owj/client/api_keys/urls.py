"""The addresses of keys."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.api_keys.pages import (
    api_keys_view,
    every_api_key_view,
    revoke_api_key_view,
    revoke_every_api_key_view,
)

API_KEY_PATHS: list[URLPattern] = [
    path("keys", api_keys_view, name="api_keys"),
    path("keys/<int:key_id>/revoke", revoke_api_key_view, name="revoke_api_key"),
    path("admin/keys", every_api_key_view, name="every_api_key"),
    path("admin/keys/<int:key_id>/revoke", revoke_every_api_key_view, name="revoke_every_api_key"),
]
