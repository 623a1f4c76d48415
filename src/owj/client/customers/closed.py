"""Fields of customers and their people that roles hide or lock, on the pages made for these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from owj.ui.reading import may_see, may_write


def fields_of_form(entity_key: str, fields: Sequence[str]) -> dict[str, Any]:
    """Return which inputs a form shows, and in which of them something may be written."""
    return {
        "shown": [key for key in fields if may_see(entity_key, key)],
        "written": [key for key in fields if may_write(entity_key, key)],
    }


def closed_values(entity_key: str, fields: Sequence[str], record: Any) -> dict[str, Any]:
    """Return what stays as it is, whatever was sent: the reader may not write it."""
    return {key: getattr(record, key) for key in fields if not may_write(entity_key, key)}
