"""The addresses of roles, teams and sight."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.studio.roles.pages import (
    role_delete_view,
    role_name_view,
    role_people_view,
    role_view,
    roles_view,
)
from owj.client.studio.roles.rights import role_entity_view
from owj.client.studio.roles.sight import see_as_view, sight_view
from owj.client.studio.roles.teams import team_view, teams_view

ROLE = "studio/roles/<slug:role>"

urlpatterns: list[URLPattern] = [
    path("studio/roles", roles_view, name="roles"),
    path("studio/teams", teams_view, name="teams"),
    path("studio/teams/<int:team_id>", team_view, name="team"),
    path("studio/sight", sight_view, name="sight"),
    path("studio/see-as", see_as_view, name="see_as"),
    path(ROLE, role_view, name="role"),
    path(f"{ROLE}/people", role_people_view, name="role_people"),
    path(f"{ROLE}/name", role_name_view, name="role_name"),
    path(f"{ROLE}/delete", role_delete_view, name="role_delete"),
    path(f"{ROLE}/entities/<slug:entity>", role_entity_view, name="role_entity"),
]
