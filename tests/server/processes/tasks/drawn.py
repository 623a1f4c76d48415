"""Drawings with tasks, for tests."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from tests.server.processes.drawings import drawing

from owj.server.processes.services import deploy, save_draft
from owj.server.records.context import Context

FIELDS = [
    {"name": "amount", "kind": "money", "fa": "مبلغ", "en": "Amount", "required": True},
    {
        "name": "why",
        "kind": "long_text",
        "fa": "چرا",
        "en": "Why",
        "visible_if": "amount > limit",
        "required_if": "amount > limit",
    },
]
OUTCOMES = [
    {"value": "yes", "fa": "تأیید", "en": "Approve", "tone": "primary"},
    {"value": "no", "fa": "رد", "en": "Reject", "tone": "danger"},
]


def said(**attributes: Any) -> str:
    """Return attributes of our namespace; lists and objects as JSON."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in attributes.items()
    }
    return " ".join(f'owj:{name}="{escape(text)}"' for name, text in texts.items())


def one_task(**attributes: Any) -> str:
    """Return a process of one task."""
    return drawing(
        f'<startEvent id="s"/><userTask id="ask" name="بررسی" {said(**attributes)}/>'
        '<endEvent id="e"/>',
        "s ask e",
    )


def drawn(ctx: Context, xml: str, key: str = "drawn", entity: str = "") -> None:
    """Deploy a drawing."""
    save_draft(ctx, key, xml, name="روال آزمون", entity=entity)
    deploy(ctx, key)
