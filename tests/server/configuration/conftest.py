"""The designers of the schema's tests."""

from tests.server.schema.conftest import (
    committed,
    in_english,
    open_admin,
    open_agent,
    open_second,
)

__all__ = ["committed", "in_english", "open_admin", "open_agent", "open_second"]
