"""Every address of the API, with parameters that fit it."""

from __future__ import annotations

from uuid import UUID

NO_FILE = UUID("00000000-0000-4000-8000-000000000000")
API_ADDRESSES: tuple[tuple[str, dict[str, object]], ...] = (
    ("api:openapi", {}),
    ("api:entities", {}),
    ("api:fields", {"entity_key": "ticket"}),
    ("api:records", {"entity_key": "ticket"}),
    ("api:record", {"entity_key": "ticket", "record_id": 1}),
    ("api:bulk", {"entity_key": "ticket"}),
    ("api:files", {"entity_key": "ticket", "record_id": 1}),
    ("api:file", {"entity_key": "ticket", "record_id": 1, "file_id": NO_FILE}),
    ("api:search", {}),
    ("api:webhooks", {}),
    ("api:webhook", {"webhook_id": 1}),
    ("api:deliveries", {"webhook_id": 1}),
    ("api:replay", {"webhook_id": 1, "delivery_id": 1}),
    ("api:uploads", {}),
    ("api:nothing", {"rest": "no/such"}),
)
