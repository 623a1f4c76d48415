"""The pages of processes serve everybody, too: where they are drawn, watched, replayed, deleted."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Visitors
from tests.journeys.test_pages import looks_right

pytestmark = pytest.mark.journey

ONE = "/studio/processes/leave"
PAGES = (
    "/studio/processes",
    ONE,
    f"{ONE}/running",
    f"{ONE}/replay",
    f"{ONE}/versions",
    f"{ONE}/delete",
    "/studio/secrets",
)


def test_the_pages_of_processes_serve_a_phone_in_the_dark(visitors: Visitors) -> None:
    page = visitors.sign_in("admin", "phone", "dark", bypass_csp=True)
    wrong = {}
    for address in PAGES:
        page.goto(address)
        if findings := looks_right(page):
            wrong[address] = findings
    assert wrong == {}
