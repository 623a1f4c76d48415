"""Decisions an organisation draws itself: from nothing, from fields, from a file; asked by key."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.kernel.feel.values import FeelValue
from owj.server.decisions.errors import DecisionNotPublished
from owj.server.decisions.evaluation import ask_decision
from owj.server.decisions.models import OwnDecision
from owj.server.decisions.queries import draft_row, version_in_force
from owj.server.decisions.services import fingerprint_of

LIST, NEW = reverse("client:decisions"), reverse("client:decision_new")
KEY = "x_discount"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def url(name: str, key: str = KEY) -> str:
    return reverse(f"client:decision_{name}", args=[key])


def draw(client: Client, **fields: object) -> int:
    given = {
        "name": "تخفیف خرید",
        "key": "discount",
        "input_label": ["تعداد", "شهر", ""],
        "input_kind": ["number", "string", "string"],
        "input_values": ["", '"تهران", "شیراز"', ""],
        "input_field": ["", "", ""],
        "output_label": "درصد",
        "output_kind": "number",
        "output_values": "",
    }
    return client.post(NEW, given | fields).status_code


def edit(desk: Desk, client: Client, **fields: str) -> str:
    draft = draft_row(KEY, desk.admin.actor)
    source = draft.source if draft is not None else version_in_force(KEY).source
    answer = client.post(url("edit"), {"seen": fingerprint_of(source)} | fields, headers=HTMX)
    assert answer.status_code == 200, answer.content
    return text_of(answer)


def ruled(desk: Desk, client: Client) -> None:
    """Write two rules and publish them."""
    edit(desk, client, verb="add-rule:0")
    edit(
        desk,
        client,
        **{
            "cell-0-inputEntry-0": ">= 10",
            "cell-0-inputEntry-1": "-",
            "cell-0-outputEntry-0": "20",
        },
        verb="add-rule:1",
    )
    edit(desk, client, **{"cell-1-outputEntry-0": "5"})
    assert client.post(url("publish"), {"note": "آغاز"}).status_code == 302


def answer(desk: Desk, **question: FeelValue) -> FeelValue:
    return ask_decision(KEY, question, now=desk.now).value


def test_a_decision_is_drawn_ruled_published_and_asked(desk: Desk, admin: Client) -> None:
    assert draw(admin) == 302
    page = text_of(admin.get(reverse("client:decision", args=[KEY])))
    assert "هنوز منتشر نشده" in page
    with pytest.raises(DecisionNotPublished):
        answer(desk, تعداد=Decimal(12), شهر="تهران")
    ruled(desk, admin)
    assert answer(desk, تعداد=Decimal(12), شهر="تهران") == 20
    assert answer(desk, تعداد=Decimal(3), شهر="شیراز") == 5
    assert "تخفیف خرید" in text_of(admin.get(LIST))


def test_a_new_column_brings_its_input_along(desk: Desk, admin: Client) -> None:
    draw(admin)
    edit(
        desk,
        admin,
        verb="add-column:input",
        **{"new-input-label": "مشتری ویژه", "new-input-type": "boolean"},
    )
    edit(desk, admin, verb="add-rule:0")
    html = edit(desk, admin, **{"cell-0-inputEntry-2": "true", "cell-0-outputEntry-0": "30"})
    assert "aria-invalid" not in html
    admin.post(url("publish"))
    question = {"تعداد": Decimal(1), "شهر": "تهران", "مشتری ویژه": True}
    assert ask_decision(KEY, question, now=desk.now).value == 30


def test_fields_of_an_entity_become_inputs_and_its_records_samples(
    desk: Desk, admin: Client
) -> None:
    ticket = desk.file()
    offered = text_of(admin.get(NEW, {"entity": "ticket"}))
    assert 'name="input_on" value="priority"' in offered
    options = '"critical", "high", "medium", "low"'
    draw(
        admin,
        entity="ticket",
        input_label=["اولویت"],
        input_kind=["string"],
        input_values=[options],
        input_field=["priority"],
        input_on=["priority"],
    )
    page = text_of(admin.get(reverse("client:decision", args=[KEY])))
    assert f"({ticket.id})" in page
    sample = f"{ticket.subject} ({ticket.id})"
    found = [one for one in (sample, f"{ticket.tracking_id} ({ticket.id})") if one in page]
    tried = text_of(admin.get(url("try"), {"sample": found[0]}))
    assert f'value="&quot;{ticket.priority}&quot;" selected' in tried


def test_a_file_goes_out_and_comes_back_as_another_decision(desk: Desk, admin: Client) -> None:
    draw(admin)
    ruled(desk, admin)
    model = admin.get(url("download")).content
    file = SimpleUploadedFile("discount.dmn", model)
    sent = admin.post(reverse("client:decision_take"), {"name": "دیگری", "model": file})
    assert sent.status_code == 302
    copy = OwnDecision.objects.get(name="دیگری")
    assert sent["Location"] == reverse("client:decision", args=[copy.key])
    assert "۲۰" not in copy.source
    bad = SimpleUploadedFile("bad.dmn", b"<x")
    refused = admin.post(reverse("client:decision_take"), {"name": "بد", "model": bad})
    assert refused.status_code == 422
    assert not OwnDecision.objects.filter(name="بد").exists()


def test_it_is_renamed_and_archived_yet_still_answers(desk: Desk, admin: Client) -> None:
    draw(admin)
    ruled(desk, admin)
    admin.post(url("rename"), {"name": "تخفیف تابستان"})
    admin.post(url("archive"), {"archived": "yes"})
    html = text_of(admin.get(LIST))
    assert "تخفیف تابستان" in html
    assert "بایگانی" in html
    assert answer(desk, تعداد=Decimal(12), شهر="تهران") == 20
    admin.post(url("archive"), {"archived": "no"})
    assert OwnDecision.objects.get(key=KEY).archived_at is None


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"key": "بد"}, {"key": "x_" + "a" * 80}, {"name": "n" * 200}],
    ids=["no name", "odd key", "long key", "long name"],
)
def test_what_cannot_be_drawn_is_said_beside_what_was_typed(
    desk: Desk, admin: Client, wrong: dict[str, str]
) -> None:
    assert draw(admin, **wrong) == 422
    assert OwnDecision.objects.count() == 0


def test_the_same_key_twice_is_refused(desk: Desk, admin: Client) -> None:
    draw(admin)
    assert draw(admin) == 422
    assert draw(admin, key="") == 302


def test_only_editors_draw_and_shipped_ones_keep_their_names(desk: Desk, admin: Client) -> None:
    draw(admin)
    agent = client_of(desk.agent)
    assert agent.get(NEW).status_code == 403
    assert draw(agent, key="other") == 403
    assert agent.post(reverse("client:decision_take"), {"name": "x"}).status_code == 403
    for name in ("rename", "archive"):
        assert agent.post(url(name), {"name": "x"}).status_code == 403
    admin.post(url("rename", "desk.priority"), {"name": "x"})
    assert admin.post(url("archive", "desk.priority")).status_code == 409
    assert not OwnDecision.objects.filter(key="desk.priority").exists()
