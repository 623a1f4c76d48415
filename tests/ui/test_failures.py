"""What people see when something did not work."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from tests.ui.conftest import Person

from owj.boot.urls import urlpatterns as real_urlpatterns
from owj.kernel.errors import (
    Conflict,
    DefinitionError,
    InvalidInput,
    NotAllowed,
    NotFound,
    OutsideFailure,
    OwjError,
)
from owj.server.files.storage import DiskFull
from owj.server.identity.rate_limit import TooManyAttempts

FAILURES: dict[str, Exception] = {
    "input": InvalidInput(field="x", expected="y", got="<script>"),
    "allowed": NotAllowed(),
    "found": NotFound(),
    "conflict": Conflict(),
    "definition": DefinitionError(where="x", expected="y", got="z"),
    "outside": OutsideFailure(reason="x"),
    "disk": DiskFull(),
    "limit": TooManyAttempts(limit="x", count=1, retry_after_s=61, retry_after_min=2),
    "database": OperationalError("gone"),
    "defect": RuntimeError("a defect"),
}


def fail(request: HttpRequest, name: str) -> HttpResponse:
    """Fail in a named way."""
    raise FAILURES[name]


urlpatterns = [*real_urlpatterns, path("fail/<name>", fail), path("hub/fail/<name>", fail)]
handler400 = "owj.ui.failures.bad_request"
handler403 = "owj.ui.failures.permission_denied"
handler404 = "owj.ui.failures.page_not_found"
handler500 = "owj.ui.failures.server_error"

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

STATUSES = [
    ("input", 422),
    ("allowed", 403),
    ("found", 404),
    ("conflict", 409),
    ("definition", 422),
    ("outside", 503),
    ("disk", 507),
    ("limit", 429),
    ("database", 503),
    ("defect", 500),
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("name", "status"), STATUSES)
def test_every_failure_has_its_status_and_a_page(client: Client, name: str, status: int) -> None:
    response = client.get(f"/fail/{name}")
    assert response.status_code == status
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(("name", "status"), STATUSES)
def test_a_part_of_a_page_gets_a_toast_and_keeps_what_it_shows(
    client: Client, name: str, status: int
) -> None:
    response = client.post(f"/fail/{name}", headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == status
    assert response.headers["HX-Reswap"] == "none"
    assert 'hx-swap-oob="beforeend:#toasts"' in page
    assert 'data-tone="danger"' in page
    assert "<html" not in page


def test_what_an_error_names_is_escaped(client: Client) -> None:
    page = client.get("/fail/input").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_limit_says_when_to_come_back(client: Client) -> None:
    assert client.get("/fail/limit").headers["Retry-After"] == "61"


def test_a_defect_is_told_by_a_code_that_stands_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = client.get("/fail/defect").content.decode()
    code = page.split("OWJ-500 · ")[1].split("<")[0]
    assert code in caplog.text
    assert "a defect" not in page


def test_who_is_signed_in_reads_about_it_in_the_own_frame(agent: Person) -> None:
    agent.client.raise_request_exception = False
    assert "o-side" in agent.client.get("/fail/found").content.decode()
    assert "o-side" not in agent.client.get("/fail/database").content.decode()


def test_the_hub_has_its_own_pages(customer: Person) -> None:
    page = customer.client.get("/hub/fail/conflict").content.decode()
    assert "o-hub__top" in page


def test_english_readers_read_english(client: Client) -> None:
    client.cookies["owj_language"] = "en"
    assert "This page was not found" in client.get("/nowhere").content.decode()


def test_an_error_whose_data_does_not_fit_is_still_told(client: Client) -> None:
    class Odd(OwjError):
        message = "%(a)s and %(b)s"

    FAILURES["odd"] = Odd(a=1)
    assert client.get("/fail/odd").status_code == 500
