"""The addresses of imports of records."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.record_imports.pages import (
    record_import_meaning_view,
    record_import_move_view,
    record_import_progress_view,
    record_import_rejects_view,
    record_import_view,
    record_imports_view,
)

_IMPORTS = "records/<slug:entity>/import"
_IMPORT = f"{_IMPORTS}/<int:run_id>"

RECORD_IMPORT_PATHS: list[URLPattern] = [
    path(_IMPORTS, record_imports_view, name="record_imports"),
    path(_IMPORT, record_import_view, name="record_import"),
    path(f"{_IMPORT}/progress", record_import_progress_view, name="record_import_progress"),
    path(f"{_IMPORT}/meaning", record_import_meaning_view, name="record_import_meaning"),
    path(f"{_IMPORT}/rejects.csv", record_import_rejects_view, name="record_import_rejects"),
    path(f"{_IMPORT}/<slug:move>", record_import_move_view, name="record_import_move"),
]
