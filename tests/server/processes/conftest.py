"""The toy entities, three people, and drawings that are short to write."""

from __future__ import annotations

from tests.server.layouts import conftest as people

toy_tables, toys, opened = people.toy_tables, people.toys, people.opened
admin, ctx, other = people.admin, people.ctx, people.other
firm, cases = people.firm, people.cases
