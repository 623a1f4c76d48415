"""The addresses of the API, version 1."""

from __future__ import annotations

from django.urls import path, re_path

from owj.api import bulk, entities, files, finding, heartbeat, records, webhooks
from owj.api.doors import nothing_here, resource

app_name = "api"

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

urlpatterns = [
    path("openapi.json", entities.openapi, name="openapi"),
    path("entities", entities.entities, name="entities"),
    path("entities/<str:entity_key>/fields", entities.fields, name="fields"),
    path("records/<str:entity_key>", records.records, name="records"),
    path("records/<str:entity_key>/<int:record_id>", records.record, name="record"),
    path("records/<str:entity_key>/bulk", bulk.bulk, name="bulk"),
    path("records/<str:entity_key>/<int:record_id>/files", files.record_files, name="files"),
    path(
        "records/<str:entity_key>/<int:record_id>/files/<uuid:file_id>",
        files.record_file,
        name="file",
    ),
    path("search", finding.search, name="search"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:webhook_id>", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/deliveries", webhooks.deliveries, name="deliveries"),
    path(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/replay",
        webhooks.replay,
        name="replay",
    ),
    path("files", files.uploads, name="uploads"),
    path("heartbeat", heartbeat.heartbeat, name="heartbeat"),
    # Whatever an address holds, line breaks too, the answer is a problem and never a page.
    re_path(
        r"^(?P<rest>[\s\S]*)$",
        resource(**dict.fromkeys(_METHODS, nothing_here)),
        name="nothing",
    ),
]
