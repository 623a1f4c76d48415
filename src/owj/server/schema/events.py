"""What the schema room tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemaPublished:
    """Say that a person published another version of entities and fields.

    Told in the transaction that makes it current, also by whoever finishes it after a crash.
    """

    number: int
    by: int | None
