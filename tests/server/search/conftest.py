"""The toys of the records core, for search."""

from tests.server.records.conftest import ctx, hub, system, toy_tables, toys

__all__ = ["ctx", "hub", "system", "toy_tables", "toys"]
