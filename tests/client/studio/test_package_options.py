"""A package's own answers go by the organisation's words, colours and order; their keys stay."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.client.studio.test_studio_pages import publish, url
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Customer
from owj.server.configuration.definitions import changes_to, definition_items
from owj.server.records import Kind
from owj.server.records.defs import FieldDef
from owj.server.schema.queries import current_drawing

OPTIONS = {
    "option_value": ["natural", "legal"],
    "option_fa": ["مصرف‌کننده", "حقوقی"],
    "option_en": ["Consumer", "Company"],
    "option_color": ["green", ""],
}


def field_of(desk: Desk, entity: str, field: str) -> FieldDef:
    """Return a field as it is published now."""
    return desk.ctx(desk.admin).snapshot.entity(entity).by_key[field]


def kind_of(desk: Desk) -> FieldDef:
    return field_of(desk, "customer", "kind")


def rename(designer: Client, **more: Any) -> HttpResponse:
    given = {"name_fa": "نوع", "name_en": "Kind", "track": "yes", **OPTIONS, **more}
    return designer.post(url("field", "customer", "kind"), given)


def test_the_page_names_what_may_be_changed_and_what_may_not(designer: Client) -> None:
    page = text_of(designer.get(url("field", "customer", "kind")))
    assert page.count('name="option_fa"') == 2
    assert 'name="option_retired"' not in page
    assert "data-add-row" not in page
    assert "نام، رنگ و ترتیب گزینه‌هایش هم." in page
    assert "بسته با هر یک از این گزینه‌ها کار می‌کند" in page


def test_new_words_colours_and_order_are_seen_everywhere(studio: Desk, designer: Client) -> None:
    assert [one.value for one in kind_of(studio).options] == ["legal", "natural"]
    assert rename(designer).status_code == 302
    assert "مصرف‌کننده · Consumer (سبز)" in text_of(designer.get(url("changes")))
    assert publish(designer).status_code == 302
    options = kind_of(studio).options
    assert [(one.value, one.color) for one in options] == [("natural", "green"), ("legal", "")]
    ctx = studio.ctx(studio.admin)
    made = ctx.create(ctx.snapshot.model("customer"), name="نادر", kind="natural")
    agent = client_of(studio.admin)
    assert "مصرف‌کننده" in text_of(agent.get(f"/records/customer/{made.id}", follow=True))
    new = text_of(agent.get("/records/customer/new"))
    assert new.index('value="natural"') < new.index('value="legal"')
    assert "مصرف‌کننده" in new
    asked = {"join": "all", "r1.field": "kind", "r1.op": "any_of"}
    rows = text_of(agent.get("/records/customer/conditions", asked, headers=HTMX))
    assert "مصرف‌کننده" in rows


def test_an_answer_is_neither_added_nor_retired_nor_removed(studio: Desk, designer: Client) -> None:
    words = {"option_value": ["", "natural"], "option_fa": ["تازه", "شخص"]}
    words |= {"option_en": ["New", "Person"], "option_color": ["", ""]}
    assert rename(designer, **words, option_retired=["natural"]).status_code == 302
    publish(designer)
    options = kind_of(studio).options
    assert {one.value for one in options} == {"legal", "natural"}
    assert not [one for one in options if one.retired]
    twice = rename(designer, option_fa=["حقوقی", "حقوقی"])
    assert twice.status_code == 422
    assert "دو گزینه یک نام دارند" in text_of(twice)


def test_what_is_as_the_package_has_it_is_not_kept(studio: Desk, designer: Client) -> None:
    rename(designer)
    publish(designer)
    declared = current_drawing().declared.by_key["customer"].by_key["kind"].options
    back = {
        "option_value": [one.value for one in declared],
        "option_fa": [one.label.fa for one in declared],
        "option_en": [one.label.en for one in declared],
        "option_color": ["", ""],
    }
    rename(designer, **back)
    publish(designer)
    assert kind_of(studio).kind is Kind.CHOICE
    assert ("field", "customer.kind") not in definition_items(current_drawing())


def test_a_package_file_carries_the_words_of_answers(studio: Desk, designer: Client) -> None:
    rename(designer)
    publish(designer)
    drawing = current_drawing()
    items = definition_items(drawing)
    told = items["field", "customer.kind"]["options"]
    assert [one["value"] for one in told] == ["natural", "legal"]
    assert told[0]["label"] == {"fa": "مصرف‌کننده", "en": "Consumer"}
    assert changes_to(drawing, items) == []


def test_pages_written_for_one_entity_say_the_new_words_too(studio: Desk, designer: Client) -> None:
    studio.file(at=studio.now)
    agent = client_of(studio.agent)
    assert "بحرانی" in text_of(agent.get("/inbox"))
    shown = {"name_fa": "اولویت", "name_en": "Priority", "track": "yes"}
    shown |= {"option_value": ["critical", "high", "medium", "low"]}
    shown |= {"option_fa": ["آتش", "بالا", "متوسط", "پایین"]}
    shown |= {"option_en": ["Fire", "High", "Medium", "Low"], "option_color": ["red", "", "", ""]}
    designer.post(url("field", "ticket", "priority"), shown)
    status = [one.value for one in field_of(studio, "ticket", "status").options]
    words = {"option_value": status, "option_fa": ["گشوده", *"bcdef"], "option_color": [""] * 6}
    words |= {"option_en": ["Ajar", *"bcdef"], "name_fa": "وضعیت", "track": "yes"}
    designer.post(url("field", "ticket", "status"), words)
    assert publish(designer).status_code == 302
    inbox = text_of(agent.get("/inbox"))
    for said, usual in (("آتش", "بحرانی"), ("گشوده", "")):
        assert said in inbox, said
        assert not usual or usual not in inbox, usual
    rename(designer)
    publish(designer)
    customer = studio.ctx(studio.admin).rows(Customer).first()
    assert customer is not None
    edit = text_of(client_of(studio.admin).get(reverse("client:edit_customer", args=[customer.id])))
    assert "مصرف‌کننده" in edit
