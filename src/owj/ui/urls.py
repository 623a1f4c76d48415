"""The addresses both doors have."""

from __future__ import annotations

from django.urls import path

from owj.ui.views import live, notices, settings, sign_in

app_name = "ui"

urlpatterns = [
    path("sign-in", sign_in.sign_in_view, name="sign_in"),
    path("sign-in/<slug:code>", sign_in.switch_language, name="switch_language"),
    path("sign-out", sign_in.sign_out_view, name="sign_out"),
    path("me", settings.staff_settings, name="me"),
    path("me/preferences", settings.staff_preferences, name="preferences"),
    path("me/password", settings.staff_password, name="password"),
    path("me/devices/<int:session_id>/end", settings.staff_device, name="end_device"),
    path("live", live.live_view, name="live"),
    path("notices", notices.notices_view, name="notices"),
    path("notices/bell", notices.bell_view, name="bell"),
    path("notices/read", notices.read_all, name="read_all"),
    path("notices/<int:notice_id>", notices.open_notice, name="open_notice"),
    path("places", notices.places_view, name="places"),
    path("hub/sign-in", sign_in.sign_in_view, name="hub_sign_in"),
    path("hub/sign-in/<slug:code>", sign_in.switch_language, name="hub_switch_language"),
    path("hub/sign-out", sign_in.sign_out_view, name="hub_sign_out"),
    path("hub/me", settings.hub_settings, name="hub_me"),
    path("hub/me/preferences", settings.hub_preferences, name="hub_preferences"),
    path("hub/me/password", settings.hub_password, name="hub_password"),
    path("hub/me/devices/<int:session_id>/end", settings.hub_device, name="hub_end_device"),
    path("hub/live", live.live_view, name="hub_live"),
]
