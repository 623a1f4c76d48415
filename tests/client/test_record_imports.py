"""The wizard that brings records of any entity in, from upload to undo."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.server.imports.models import ImportRun
from owj.server.imports.runs import work_on_run

LIST = reverse("client:record_imports", args=["customer"])
FILE = """نام,شهر,نوع,یادداشت
شرکت بهار,یزد,حقوقی,=1+1
شرکت پاییز,قم,نامعلوم,x
,شیراز,حقوقی,y
"""


@pytest.fixture
def admin(desk: Desk) -> Client:
    """Return the administrator's client."""
    return client_of(desk.admin)


def upload(client: Client, content: str = FILE, name: str = "مشتریان.csv") -> HttpResponse:
    return client.post(LIST, {"file": SimpleUploadedFile(name, content.encode())})


def form_of(html: str) -> dict[str, list[str]]:
    """Return what a browser would send of the mapping page as it stands."""
    selects = re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.S)
    data: dict[str, list[str]] = {}
    for name, inside in selects:
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        data.setdefault(name, []).append(chosen[1].replace("&gt;", ">") if chosen else "")
    data["mode"] = ["create"]
    return data


def test_a_file_becomes_records_and_is_taken_back(desk: Desk, admin: Client) -> None:
    place = upload(admin).headers["Location"]
    page = text_of(admin.get(place))
    assert "شرکت بهار" in page
    sent = form_of(page)
    assert sent["column"][:3] == ["name", "city", "kind"]
    assert admin.post(f"{place}/meaning", sent).status_code == 302
    assert "hx-get" in text_of(admin.get(place))
    run = ImportRun.objects.get()
    work_on_run(run.pk)
    tried = text_of(admin.get(f"{place}/progress"))
    assert "نامعلوم" in tried
    assert not desk.system.rows(Customer).filter(name="شرکت بهار").exists()
    admin.post(f"{place}/run")
    work_on_run(run.pk)
    assert desk.system.rows(Customer).filter(name="شرکت بهار", city="یزد").count() == 1
    sheet = admin.get(f"{place}/rejects.csv")
    rows = list(csv.reader(io.StringIO(b"".join(sheet).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["3", "4"]
    assert rows[0][2:] == ["نام", "شهر", "نوع", "یادداشت"]
    admin.post(f"{place}/undo")
    work_on_run(run.pk)
    assert not desk.system.rows(Customer).filter(name="شرکت بهار").exists()
    assert admin.get(place).status_code == 200


def test_contacts_come_with_their_rights_and_go_with_them(desk: Desk, admin: Client) -> None:
    people = f"نام,مشتری,رایانامه\nپروانه,{desk.customer.name},p@example.com\nناهید,ناشناس,\n"
    page = reverse("client:record_imports", args=["contact"])
    file = SimpleUploadedFile("people.csv", people.encode())
    place = admin.post(page, {"file": file}).headers["Location"]
    sent = form_of(text_of(admin.get(place)))
    assert admin.post(f"{place}/meaning", sent).status_code == 302
    run = ImportRun.objects.get()
    work_on_run(run.pk)
    assert "ناشناس" in text_of(admin.get(f"{place}/progress"))
    admin.post(f"{place}/run")
    work_on_run(run.pk)
    made = desk.system.rows(Contact).get(name="پروانه")
    assert desk.system.rows(Membership).get(contact_id=made.id).customer_id == desk.customer.id
    admin.post(f"{place}/undo")
    work_on_run(run.pk)
    assert not desk.system.rows(Contact).filter(name="پروانه").exists()
    assert not desk.system.rows(Membership).filter(contact_id=made.id).exists()


def test_what_is_wrong_about_a_meaning_is_said_on_its_page(desk: Desk, admin: Client) -> None:
    place = upload(admin).headers["Location"]
    sent = form_of(text_of(admin.get(place))) | {"column": ["", "city", "", ""]}
    answer = admin.post(f"{place}/meaning", sent)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)
    hostile = sent | {"column": ["name", "id>id", "password", "customer>x"], "mode": "drop table"}
    assert admin.post(f"{place}/meaning", hostile).status_code == 422


def test_a_file_can_be_read_in_another_way(desk: Desk, admin: Client) -> None:
    place = upload(admin).headers["Location"]
    answer = admin.post(f"{place}/meaning", {"read": "1", "encoding": "cp1256", "delimiter": ";"})
    assert answer.status_code == 302
    assert ImportRun.objects.get().form["encoding"] == "cp1256"


def test_only_who_may_import_sees_the_button_and_the_pages(desk: Desk, admin: Client) -> None:
    place = upload(admin).headers["Location"]
    agent = client_of(desk.agent)
    assert LIST in text_of(admin.get("/records/customer"))
    assert LIST not in text_of(agent.get("/records/customer"))
    for address in (LIST, place, f"{place}/progress", f"{place}/rejects.csv"):
        assert agent.get(address).status_code == 403
    for move in ("run", "stop", "undo", "change", "meaning"):
        assert agent.post(f"{place}/{move}").status_code == 403
    assert admin.post(f"{place}/burn").status_code == 404
    assert admin.get(f"{LIST}/999999").status_code == 404


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 ...", b"PK\x03\x04 broken"])
def test_what_is_no_table_is_refused_and_not_kept(admin: Client, content: bytes) -> None:
    answer = admin.post(LIST, {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
