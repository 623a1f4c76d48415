"""Formulas, rules and conditions written in the studio: they know the fields of one's draft."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from tests.client.studio.test_studio_pages import add, make_vehicle, publish, url
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.server.records.generic import create

CHECK, WORDS = reverse("client:expression_check"), reverse("client:expression_words")


def said(client: Client, text: str, mode: str = "formula") -> dict[str, object]:
    answer = client.post(CHECK, {"text": text, "about": "draft:x_vehicle", "mode": mode})
    assert answer.status_code == 200, answer.content
    found: dict[str, object] = answer.json()
    return found


def test_completion_offers_fields_that_nobody_has_published(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "number", "سال ساخت", key="year")
    add(designer, "link", "مالک", key="owner", target="customer")
    words = designer.get(WORDS, {"about": "draft:x_vehicle"}).json()
    fields = {one["name"]: one for one in words["fields"]["x_vehicle"]}
    assert fields["x_year"]["fa"] == "سال ساخت"
    assert fields["x_owner"]["target"] == "customer"
    assert "city" in {one["name"] for one in words["fields"]["customer"]}


def test_a_formula_is_checked_against_the_draft(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    add(designer, "number", "سال ساخت", key="year")
    assert said(designer, "x_year + 1")["state"] == "good"
    assert said(designer, "سال ساخت + 1")["state"] == "good"
    wrong = said(designer, "x_gone + 1")
    assert (wrong["state"], wrong["start"], wrong["end"]) == ("bad", 0, 6)
    assert said(designer, "x_year +")["state"] == "bad"
    assert "now()" in str(said(designer, "now()")["message"])
    assert said(designer, "x_year < 1500 or now() = null", "expression")["state"] == "good"


def test_a_sample_gives_a_result_once_its_fields_are_published(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    add(designer, "number", "سال ساخت", key="year")
    publish(designer)
    create(studio.ctx(studio.admin), "x_vehicle", {"x_name": "۱۲ الف ۳۴۵", "x_year": 1400})
    assert said(designer, "x_year + 1")["result"] == "1401"
    add(designer, "number", "کارکرد", key="run")
    fresh = said(designer, "x_year + x_run")
    assert (fresh["state"], fresh["result"]) == ("good", "")


def test_the_fields_of_the_studio_are_the_editor_with_completion(
    studio: Desk, designer: Client
) -> None:
    make_vehicle(designer)
    page = text_of(designer.get(url("add_kind", "x_vehicle", "formula")))
    assert 'data-about="draft:x_vehicle" data-mode="formula"' in page
    refused = add(designer, "formula", "سن", key="age", formula="x_gone + 1")
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in text_of(refused)
    publish(designer)
    form = text_of(designer.get(url("form", "x_vehicle", "create")))
    assert 'data-about="entity:x_vehicle"' in form
    assert 'name="visible_x_name"' in form


def test_only_a_designer_asks_about_a_draft(studio: Desk, designer: Client) -> None:
    make_vehicle(designer)
    agent = client_of(studio.agent)
    assert agent.get(WORDS, {"about": "draft:x_vehicle"}).status_code == 403
    answer = agent.post(CHECK, {"text": "1", "about": "draft:x_vehicle"})
    assert answer.status_code == 403
    assert designer.get(WORDS, {"about": "draft:x_gone"}).status_code == 422
