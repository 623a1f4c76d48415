"""The demo's words, as they stand beside this module."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def read_content(name: str) -> Any:
    """Return one of the demo's JSON files."""
    return json.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
