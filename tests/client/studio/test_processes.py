"""The process studio: who may draw, drafts and their conflicts, the check, deploying, trying."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from tests.client.studio.drawn import drawing, refund_drawing
from tests.doors import client_of, set_page_clock
from tests.packages.conftest import Desk, make_desk

from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.instance_rows import ProcessInstance

PAGES = "/studio/processes"


@pytest.fixture
def desk(db: None) -> Desk:
    made = make_desk()
    set_page_clock(made)
    return made


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def begin(admin: Client, entity: str = "ticket") -> str:
    """Make a process and return its key."""
    answer = admin.post(f"{PAGES}/new", {"name": "تأیید بازپرداخت", "entity": entity})
    assert answer.status_code == 302
    return str(answer.headers["Location"].rsplit("/", 1)[1])


def save(admin: Client, key: str, xml: str, revision: str = "") -> Any:
    return admin.post(f"{PAGES}/{key}/save", {"xml": xml, "revision": revision})


def deploy(admin: Client, key: str, xml: str) -> None:
    assert save(admin, key, xml).status_code == 200
    assert admin.post(f"{PAGES}/{key}/deploy", {"note": "نخست"}).status_code == 302


def own_case() -> ProcessInstance:
    """Return the case of the test's own process, beside the life of its ticket."""
    return ProcessInstance.objects.exclude(version__definition__key="ticket_life").get()


@pytest.mark.parametrize("path", ["", "/new", "/refund", "/refund/versions", "/refund/running"])
def test_only_who_designs_comes_in(desk: Desk, path: str) -> None:
    assert client_of(desk.agent).get(f"{PAGES}{path}").status_code == 403
    assert client_of(desk.manager).get(f"{PAGES}{path}").status_code == 403


def test_an_agent_can_change_nothing(desk: Desk, admin: Client) -> None:
    key = begin(admin)
    agent = client_of(desk.agent)
    before = ProcessDraft.objects.get().xml
    for deed in ("save", "deploy", "drop", "archive", "upload", "try", "check"):
        assert agent.post(f"{PAGES}/{key}/{deed}", {"xml": "<x/>"}).status_code == 403
    assert ProcessDraft.objects.get().xml == before
    assert not ProcessVersion.objects.filter(definition__key=key).exists()


def test_a_new_process_has_a_drawing_that_can_be_read(admin: Client) -> None:
    key = begin(admin)
    page = admin.get(f"{PAGES}/{key}").content.decode()
    assert "تأیید بازپرداخت" in page
    assert ProcessDefinition.objects.get(key=key).entity == "ticket"
    draft = ProcessDraft.objects.get()
    assert save(admin, key, draft.xml, str(draft.revision)).json()["findings"] == []


def test_a_process_without_a_name_is_refused(admin: Client) -> None:
    before = ProcessDefinition.objects.count()
    answer = admin.post(f"{PAGES}/new", {"name": " \x00 "})
    assert answer.status_code == 422
    assert ProcessDefinition.objects.count() == before


def test_what_another_saved_is_not_overwritten_unasked(admin: Client) -> None:
    key = begin(admin)
    assert save(admin, key, drawing("<bpmn:startEvent id='s'/>"), "1").json()["revision"] == 2
    late = save(admin, key, drawing("<bpmn:startEvent id='late'/>"), "1")
    assert late.status_code == 409
    assert "late" not in ProcessDraft.objects.get().xml
    assert save(admin, key, drawing("<bpmn:startEvent id='late'/>")).status_code == 200
    assert "late" in ProcessDraft.objects.get().xml


def test_problems_and_doubts_stand_at_their_shapes_in_persian(admin: Client) -> None:
    key = begin(admin)
    xml = drawing(
        "<bpmn:startEvent id='s'/><bpmn:scriptTask id='t' name='حساب'/>"
        "<bpmn:complexGateway id='g'/><bpmn:sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
    )
    found = save(admin, key, xml).json()["findings"]
    by_shape = {one["element"]: one for one in found}
    assert by_shape["t"]["name"] == "حساب"
    assert by_shape["t"]["tone"] == "danger"
    assert "محاسبه" in by_shape["t"]["text"]
    assert "درگاهٔ پیچیده" in by_shape["g"]["text"]
    assert not any("expected" in one["text"] or "Draw" in one["text"] for one in found)


def test_a_service_without_its_settings_is_told_before_deploying(admin: Client) -> None:
    key = begin(admin)
    xml = drawing(
        "<bpmn:startEvent id='s'/><bpmn:serviceTask id='t' owj:kind='email'/>"
        "<bpmn:sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
    )
    checked = save(admin, key, xml).json()
    assert checked["runs"] is False
    assert any("نوشته نشده" in one["text"] for one in checked["findings"])
    refused = admin.post(f"{PAGES}/{key}/deploy")
    assert refused.status_code == 422
    assert not ProcessVersion.objects.filter(definition__key=key).exists()


def test_a_form_that_cannot_be_shown_is_told(admin: Client) -> None:
    key = begin(admin)
    xml = drawing(
        "<bpmn:startEvent id='s'/><bpmn:userTask id='t' owj:fields='[{\"name\": \"no name\"}]'/>"
        "<bpmn:sequenceFlow id='f' sourceRef='s' targetRef='t'/>"
    )
    found = save(admin, key, xml).json()["findings"]
    assert [one["element"] for one in found if one["tone"] == "danger"] == ["t"]


def test_a_deployed_version_runs_and_the_next_is_compared_with_it(admin: Client) -> None:
    key = begin(admin)
    deploy(admin, key, refund_drawing())
    assert save(admin, key, refund_drawing(limit=60_000_000)).status_code == 200
    page = admin.get(f"{PAGES}/{key}/versions").content.decode()
    assert "amount &gt; 50000000" in page
    assert "amount &gt; 60000000" in page
    assert admin.post(f"{PAGES}/{key}/versions/1/take").status_code == 302
    assert ProcessDraft.objects.get().xml == refund_drawing()
    assert admin.post(f"{PAGES}/{key}/versions/7/take").status_code == 404


def test_a_file_goes_in_and_comes_out_letter_by_letter(admin: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    key = begin(admin)
    file = SimpleUploadedFile("a.bpmn", refund_drawing().encode())
    assert admin.post(f"{PAGES}/{key}/upload", {"drawing": file}).status_code == 302
    assert admin.get(f"{PAGES}/{key}/drawing.bpmn").content.decode() == refund_drawing()
    odd = SimpleUploadedFile("a.bpmn", b"\xff\xfe\x00")
    assert admin.post(f"{PAGES}/{key}/upload", {"drawing": odd}).status_code == 422


def tried(admin: Client, key: str, *deeds: dict[str, Any]) -> Any:
    return admin.post(
        f"{PAGES}/{key}/try", {"xml": refund_drawing(), "deeds": json.dumps(list(deeds))}
    )


def stands(answer: Any) -> Any:
    """Return what a trial's answer draws: tokens, and what was done."""
    found = re.search(r'data-trial-state="([^"]*)"', answer.content.decode())
    assert found is not None
    return json.loads(html.unescape(found[1]))


START = {"do": "start", "values": {}}
FILED = {
    "do": "complete",
    "node": "file",
    "nth": 1,
    "values": {"amount": "۶۰٬۰۰۰٬۰۰۰"},
    "kinds": {"amount": "money"},
}


def test_a_trial_goes_the_way_of_its_answers_and_keeps_nothing(admin: Client) -> None:
    key = begin(admin)
    assert stands(tried(admin, key, START))["tokens"][0]["node"] == "file"
    large = stands(tried(admin, key, START, FILED))
    assert [one["node"] for one in large["tokens"]] == ["finance"]
    small = {**FILED, "values": {"amount": "40"}}
    assert stands(tried(admin, key, START, small))["tokens"] == []
    assert not ProcessInstance.objects.exists()


def test_a_trial_jumps_to_the_next_timer(admin: Client) -> None:
    key = begin(admin)
    late = stands(tried(admin, key, START, FILED, {"do": "jump"}))
    assert [one["node"] for one in late["tokens"]] == ["director"]
    assert late["done"]["late"] == 1


def test_a_trial_names_people_and_hours_as_people_do(desk: Desk, admin: Client) -> None:
    key = begin(admin)
    person = refund_drawing().replace(
        'id="director"',
        'id="director" owj:assignee="&quot;least loaded&quot;" owj:due="&quot;1 working day&quot;"'
        ' owj:candidates="[&quot;agent&quot;, &quot;project_manager&quot;]"',
    )
    deeds = json.dumps([START, FILED, {"do": "jump"}])
    shown = admin.post(f"{PAGES}/{key}/try", {"xml": person, "deeds": deeds}).content.decode()
    assert "هرکه کار باز کمتری دارد" in shown
    assert "کارشناس، مدیر پروژه" in shown
    assert "مهلت: " in shown
    assert not re.search(
        "&quot;agent|least|working", re.sub(r'data-trial-state="[^"]*"', "", shown)
    )


def test_a_trial_that_does_not_fit_is_refused_in_words(admin: Client) -> None:
    key = begin(admin)
    nobody = tried(admin, key, START, {"do": "complete", "node": "director"})
    assert nobody.status_code == 422
    assert "منتظر نیست" in nobody.content.decode()
    for deeds in ("{", '["x"]', '[{"do": "complete", "node": []}]'):
        answer = admin.post(f"{PAGES}/{key}/try", {"xml": refund_drawing(), "deeds": deeds})
        assert answer.status_code == 422


def test_a_record_starts_its_process_and_shows_where_it_stands(desk: Desk, admin: Client) -> None:
    key = begin(admin)
    deploy(admin, key, refund_drawing())
    ticket = desk.file()
    agent = client_of(desk.agent)
    part = f"/processes/of/ticket/{ticket.id}"
    assert "آغاز فرایند" in agent.get(part).content.decode()
    started = agent.post(f"{part}/start", {"process": key})
    assert started.status_code == 302
    shown = agent.get(part).content.decode()
    assert "ثبت مبلغ" in shown
    case = own_case()
    assert agent.get(f"/processes/{case.pk}").status_code == 200
    assert agent.post(f"/processes/{case.pk}/cancel", {"reason": "نه"}).status_code == 403
    assert admin.get(f"{PAGES}/{key}/running").status_code == 200


def test_a_record_that_may_not_be_seen_tells_of_no_process(desk: Desk, admin: Client) -> None:
    key = begin(admin)
    deploy(admin, key, refund_drawing())
    ticket = desk.file()
    client_of(desk.agent).post(f"/processes/of/ticket/{ticket.id}/start", {"process": key})
    case = own_case()
    hub = client_of(desk.hub_user)
    assert hub.get(f"/processes/{case.pk}").status_code in {302, 403, 404}
    unseen = client_of(desk.agent).get("/processes/of/ticket/999999")
    assert unseen.status_code == 404
    assert "تأیید بازپرداخت" not in unseen.content.decode()


def test_an_administrator_corrects_moves_and_ends_a_case(desk: Desk, admin: Client) -> None:
    key = begin(admin)
    deploy(admin, key, refund_drawing())
    admin.post(f"/processes/of/ticket/{desk.file().id}/start", {"process": key})
    case = own_case()
    page = f"/processes/{case.pk}"
    assert admin.post(f"{page}/set", {"values": "{amount: 7}"}).status_code == 302
    assert admin.post(f"{page}/set", {"values": "7"}).status_code == 422
    token = case.tokens.get().number
    assert admin.post(f"{page}/move/{token}", {"node": "director"}).status_code == 302
    assert case.tokens.get().node == "director"
    assert admin.post(f"{page}/cancel", {"reason": "بس است"}).status_code == 302
    case.refresh_from_db()
    assert case.status == "cancelled"
    shown = admin.get(page).content.decode()
    assert "با دست پایان یافت" in shown
