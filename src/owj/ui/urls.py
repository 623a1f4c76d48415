"""The addresses both doors have."""

from __future__ import annotations

from django.urls import path

from owj.ui.views import (
    draft_trial,
    live,
    new_password,
    notice_choices,
    notices,
    see_as,
    settings,
    sign_in,
    sign_in_code,
)

app_name = "ui"

urlpatterns = [
    path("sign-in", sign_in.sign_in_view, name="sign_in"),
    path("sign-in/code", sign_in_code.code_view, name="sign_in_code"),
    path("forgot", new_password.forgot_view, name="forgot"),
    path("new-password/<str:token>", new_password.new_password_view, name="new_password"),
    path("sign-in/<slug:code>", sign_in.switch_language, name="switch_language"),
    path("sign-out", sign_in.sign_out_view, name="sign_out"),
    path("me", settings.staff_settings, name="me"),
    path("me/preferences", settings.staff_preferences, name="preferences"),
    path("me/password", settings.staff_password, name="password"),
    path("me/devices/<int:session_id>/end", settings.staff_device, name="end_device"),
    path("me/notices", notice_choices.staff_choices, name="choices"),
    path("seeing/end", see_as.end_view, name="see_as_end"),
    path("trial/end", draft_trial.end_view, name="draft_trial_end"),
    path("live", live.live_view, name="live"),
    path("notices", notices.notices_view, name="notices"),
    path("notices/bell", notices.bell_view, name="bell"),
    path("notices/read", notices.read_all, name="read_all"),
    path("notices/<int:notice_id>", notices.open_notice, name="open_notice"),
    path("places", notices.places_view, name="places"),
    path("hub/sign-in", sign_in.sign_in_view, name="hub_sign_in"),
    path("hub/sign-in/code", sign_in_code.code_view, name="hub_sign_in_code"),
    path("hub/forgot", new_password.forgot_view, name="hub_forgot"),
    path("hub/new-password/<str:token>", new_password.new_password_view, name="hub_new_password"),
    path("hub/sign-in/<slug:code>", sign_in.switch_language, name="hub_switch_language"),
    path("hub/sign-out", sign_in.sign_out_view, name="hub_sign_out"),
    path("hub/me", settings.hub_settings, name="hub_me"),
    path("hub/me/preferences", settings.hub_preferences, name="hub_preferences"),
    path("hub/me/password", settings.hub_password, name="hub_password"),
    path("hub/me/devices/<int:session_id>/end", settings.hub_device, name="hub_end_device"),
    path("hub/me/notices", notice_choices.hub_choices, name="hub_choices"),
    path("hub/notices", notices.hub_notices_view, name="hub_notices"),
    path("hub/notices/bell", notices.hub_bell_view, name="hub_bell"),
    path("hub/notices/read", notices.hub_read_all, name="hub_read_all"),
    path("hub/notices/<int:notice_id>", notices.hub_open_notice, name="hub_open_notice"),
    path("hub/live", live.live_view, name="hub_live"),
]
