"""The dashboard: every number it shows opens a list of so many rows, and its tables go home."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from tests.database import taken_back
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk, make_desk
from tests.packages.desk.walks import live

from owj.client.dashboard.exports import SHEETS
from owj.kernel.persian.digits import latin_digits
from owj.packages.desk.queries.reports import EXPORT_LIMIT
from owj.packages.desk.services import assign_ticket
from owj.ui.sheets import safe_cell

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

PAGE = reverse("client:dashboard")
LINK = re.compile(
    r'<a[^>]*href="(?P<url>/(?:dashboard/list|inbox)\?[^"]*|/inbox)"[^>]*>(?P<shown>.*?)</a>', re.S
)
SEVERAL_WEEKS = "?range=custom&from=1405-08-25&to=1405-10-10"


@pytest.fixture(scope="module")
def lived_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """Let much happen at a desk, once for all tests: it takes longer than to ask about it."""
    with django_db_blocker.unblock(), taken_back():
        made = make_desk()
        live(made, 4, tickets=8, deeds=40)
        made.ring()
        set_page_clock(made)
        yield made


@pytest.fixture
def _django_db_helper(lived_once: Desk, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Stand in for pytest-django's own transaction, which would end the one around the desk."""
    with django_db_blocker.unblock(), taken_back():
        yield


@pytest.fixture
def lived(lived_once: Desk, db: None) -> Desk:
    """Give a desk at which much has happened, seen right afterwards."""
    return replace(lived_once)


@pytest.fixture
def desk(lived: Desk) -> Desk:
    """Give the same one to who files more tickets there."""
    return lived


@pytest.fixture
def manager(lived: Desk) -> Client:
    """Return the project manager's client."""
    return client_of(lived.manager)


def numbers(html: str) -> list[tuple[str, int]]:
    """Return each linked whole number of a page with its address."""
    found = []
    for match in LINK.finditer(html):
        shown = latin_digits(re.sub(r"<span class=\"o-sr\">.*?</span>|<[^>]+>", "", match["shown"]))
        text = shown.replace("٬", "").strip()
        if text.isdigit():
            found.append((unescape(match["url"]), int(text)))
    return found


def rows_of(client: Client, address: str) -> int:
    """Return how many rows the list at an address has."""
    html = text_of(client.get(address))
    if address.startswith("/inbox"):
        return html.count("data-row")
    count = int(re.search(r'data-count="(\d+)"', html)[1])  # type: ignore[index]  # always there
    assert html.count("<tr data-row") == min(count, 50)
    return count


def test_every_linked_number_is_the_length_of_its_list(manager: Client) -> None:
    html = text_of(manager.get(PAGE + SEVERAL_WEEKS))
    shown = numbers(html)
    assert len(shown) > 30
    assert max(number for _, number in shown) > 3
    wrong = {
        address: (number, rows)
        for address, number in shown
        if (rows := rows_of(manager, address)) != number
    }
    assert wrong == {}


def test_every_bar_and_cell_of_a_chart_opens_its_list(manager: Client) -> None:
    html = text_of(manager.get(PAGE + SEVERAL_WEEKS + "&step=week"))
    marks = re.findall(
        r'<a id="[kbh]-[^>]*href="([^"]*)" aria-label="[^"]*?([۰-۹٬]+)(?: نگه‌داشته| شکسته)?"', html
    )
    assert len(marks) > 5
    for address, number in marks:
        assert rows_of(manager, unescape(address)) == int(latin_digits(number.replace("٬", "")))


def test_refresh_gives_the_figures_without_the_page(manager: Client) -> None:
    part = text_of(manager.get(reverse("client:figures") + SEVERAL_WEEKS, headers=HTMX))
    assert "o-kpi" in part
    assert "<html" not in part


def test_agents_see_their_own_figures_whoever_they_ask_for(lived: Desk) -> None:
    html = text_of(client_of(lived.agent).get(f"{PAGE}{SEVERAL_WEEKS}&agent={lived.colleague.pk}"))
    assert "این‌ها ارقام تیکت‌های خود شماست." in html
    assert lived.colleague.full_name not in html


def test_filters_stand_in_the_address_and_in_the_page(lived: Desk, manager: Client) -> None:
    asked = f"{SEVERAL_WEEKS}&customer={lived.other_customer.id}&agent={lived.agent.pk}"
    html = text_of(manager.get(PAGE + asked))
    assert lived.other_customer.name in html
    assert "در این روزها موعد قولی نرسیده است" in html
    assert f"customer={lived.other_customer.id}" in html


@pytest.mark.parametrize(
    "words",
    [
        "?range=custom&from=1405-13-45&to=foo",
        "?range=custom",
        "?range=custom&from=۱۴۰۵/۰۹/۰۱",
        "?range=nonsense&agent=x&customer=-3&step=eon",
    ],
)
def test_an_address_that_says_nonsense_still_shows_a_page(desk: Desk, words: str) -> None:
    assert client_of(desk.manager).get(PAGE + words).status_code == 200


def test_dates_the_wrong_way_round_are_turned(manager: Client) -> None:
    turned = text_of(manager.get(f"{PAGE}?range=custom&from=1405/10/10&to=1405/08/25"))
    right = text_of(manager.get(PAGE + SEVERAL_WEEKS))
    assert numbers(turned) == numbers(right)


def sheet(client: Client, address: str) -> list[list[str]]:
    """Return a file as a spreadsheet reads it."""
    response = client.get(address)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = response.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_table_goes_home_as_a_file(manager: Client) -> None:
    for name in SHEETS:
        header, *rows = sheet(manager, reverse("client:export", args=[name]) + SEVERAL_WEEKS)
        assert rows, name
        assert all(len(row) == len(header) for row in rows)


def test_days_of_a_file_stand_in_jalali_and_iso(manager: Client) -> None:
    address = reverse("client:export", args=["promises"]) + SEVERAL_WEEKS + "&step=month"
    rows = sheet(manager, address)[1:]
    assert rows[1][:4] == ["1405-09-01", "1405-09-30", "2026-11-22", "2026-12-21"]


def test_a_subject_that_is_a_formula_stays_text(desk: Desk) -> None:
    ticket = desk.file(subject="=HYPERLINK(1)")
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    set_page_clock(desk)
    address = reverse("client:export_list") + "?figure=arrived&range=this_month"
    rows = sheet(client_of(desk.manager), address)
    assert rows[1][1] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "  ="])
def test_no_cell_begins_as_a_formula(mark: str) -> None:
    assert safe_cell(f"{mark}1+1").startswith("'")
    assert safe_cell(-3) == "-3"
    assert safe_cell(Decimal("-12.50")) == "-12.50"


def test_a_list_too_long_for_one_file_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert EXPORT_LIMIT > 1000
    monkeypatch.setattr("owj.client.dashboard.exports.EXPORT_LIMIT", 1)
    desk.file()
    desk.file(at=desk.now + timedelta(seconds=1))
    set_page_clock(desk)
    address = reverse("client:export_list") + "?figure=arrived&range=this_month"
    assert client_of(desk.manager).get(address).status_code == 422


def test_no_page_of_figures_carries_style(manager: Client) -> None:
    for address in (PAGE + SEVERAL_WEEKS, f"/dashboard/list{SEVERAL_WEEKS}&figure=broken"):
        assert not re.search(
            r"\sstyle=|<style|<script(?![^>]*src=)(?![^>]*json)", text_of(manager.get(address))
        )


def test_slow_panels_of_many_years_come_after_the_page(manager: Client) -> None:
    years = "?range=custom&from=1400-01-01&to=1405-10-10"
    short, long = (text_of(manager.get(PAGE + one)) for one in (SEVERAL_WEEKS, years))
    assert 'data-live-pace="15"' in short
    assert 'data-live-pace="15"' not in long
    for name in ("times", "customers"):
        panel = f"/dashboard/panel/{name}?range=custom&amp;from=1400-01-01&amp;to=1405-10-10"
        assert panel in long
        assert panel not in short
        found = numbers(text_of(manager.get(unescape(panel), headers=HTMX)))
        assert found
        # All that ever happened lies within both spans.
        assert {n for _, n in found} <= {n for _, n in numbers(short)}
    assert 'id="d-median" hx-swap-oob="true"' in text_of(
        manager.get(f"/dashboard/panel/times{years}", headers=HTMX)
    )
