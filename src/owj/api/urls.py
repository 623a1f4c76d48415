"""The addresses of the API, version 1."""

from __future__ import annotations

from django.urls import path

from owj.api import entities, records
from owj.api.doors import nothing_here, resource

app_name = "api"

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

urlpatterns = [
    path("openapi.json", entities.openapi, name="openapi"),
    path("entities", entities.entities, name="entities"),
    path("entities/<str:entity_key>/fields", entities.fields, name="fields"),
    path("records/<str:entity_key>", records.records, name="records"),
    path("records/<str:entity_key>/<int:record_id>", records.record, name="record"),
    path("<path:rest>", resource(**dict.fromkeys(_METHODS, nothing_here)), name="nothing"),
]
