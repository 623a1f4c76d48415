"""The toy entities and colleagues of the layouts' tests."""

from tests.server.layouts import conftest as layouts

toy_tables, toys, opened = layouts.toy_tables, layouts.toys, layouts.opened
ctx, other, admin, firm, cases = (
    layouts.ctx, layouts.other, layouts.admin, layouts.firm, layouts.cases,
)  # fmt: skip
