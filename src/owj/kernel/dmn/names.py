"""Names as a model writes them: any white space inside counts as one space."""

from __future__ import annotations


def clean_name(written: str) -> str:
    """Return a name with single spaces and none around."""
    return " ".join(written.split())
