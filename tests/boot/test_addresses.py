"""The addresses that programs and bookmarks rely on."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, resolve


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/sign-in", "ui:sign_in"),
        ("/inbox", "client:inbox"),
        ("/tickets/T-1405-000123", "client:ticket"),
        ("/hub/sign-in", "ui:hub_sign_in"),
        ("/hub/tickets/new", "hub:new_ticket"),
        ("/hub/tickets/T-1405-000123", "hub:ticket"),
    ],
)
def test_an_agreed_address_leads_to_its_page(address: str, name: str) -> None:
    assert resolve(address).view_name == name


def test_a_page_that_does_not_exist_is_drawn_by_us() -> None:
    handler = get_resolver().resolve_error_handler(404)
    assert handler.__module__ == "owj.ui.failures"
