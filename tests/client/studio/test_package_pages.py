"""A configuration is handed over and taken in on pages, after a look at what differs."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.server.configuration.models import DraftItem, UploadedPackage
from owj.server.schema.models import SchemaDraft

PACKAGE = {
    "owj_package": 2,
    "role": {"clerk": {"fa": "دفتردار", "en": "Clerk"}},
    "field": {"ticket.x_device": {"kind": "text", "label": {"fa": "دستگاه", "en": "Device"}}},
}


def page(name: str) -> str:
    return reverse(f"client:studio_{name}")


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def upload(client: Client, text: str) -> int:
    file = SimpleUploadedFile("ours.json", text.encode(), "application/json")
    return client.post(page("packages"), {"package": file}).status_code


def test_a_package_is_compared_chosen_and_drafted(admin: Client) -> None:
    assert upload(admin, json.dumps(PACKAGE)) == 302
    shown = text_of(admin.get(page("package_report")))
    assert "فقط در بسته" in shown
    assert "دفتردار" in shown
    answer = admin.post(page("package_report"), {"choice:field:ticket.x_device": "here"})
    assert answer.headers["Location"] == page("changes")
    assert not UploadedPackage.objects.exists()
    draft = SchemaDraft.objects.get()
    assert draft.changes.count() == 0
    (item,) = DraftItem.objects.filter(draft=draft)
    assert (item.kind, item.key) == ("role", "clerk")
    assert "دفتردار" in text_of(admin.get(page("changes")))
    admin.post(reverse("client:studio_drop_item", args=[item.pk]))
    assert not DraftItem.objects.exists()


def test_what_is_no_package_is_said_and_not_kept(admin: Client) -> None:
    assert upload(admin, "<html>") == 422
    assert admin.post(page("packages")).status_code == 422
    assert not UploadedPackage.objects.exists()
    assert admin.get(page("package_report")).status_code == 302


def test_one_person_does_not_see_anothers_package(admin: Client, desk: Desk) -> None:
    upload(admin, json.dumps(PACKAGE))
    admin.post(page("package_forget"))
    assert not UploadedPackage.objects.exists()
    agent = client_of(desk.agent)
    assert agent.get(page("package_export")).status_code == 403
    assert json.loads(admin.get(page("package_export")).content)["owj_package"] == 2
