"""Work of programs: on records, by decision, by letter, over HTTP, and what a refusal leaves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import override_settings
from django.utils.translation import gettext_lazy
from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import drawn, said
from tests.server.records.toys import Case

from owj.server.outbox.models import OutboxMessage
from owj.server.processes.errors import OnlyProcessAdministrators
from owj.server.processes.models import ProcessIncident, ProcessInstance, ProcessVariable, WorkItem
from owj.server.processes.services import start
from owj.server.processes.work import http_work
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind, declare, words
from owj.server.processes.work.running import run_work
from owj.server.processes.work.sealing import SecretUnreadable, seal, unseal
from owj.server.processes.work.secret_store import (
    SecretNotForHost,
    known_secrets,
    secret_for,
    set_secret,
)
from owj.server.records.context import Context
from owj.server.web_calls.calling import Answer, Call
from owj.server.web_calls.errors import CallFailed


def test_a_kind_of_work_is_told_nothing_by_a_name_that_bpmn_has_itself() -> None:
    name = Parameter("name", ParameterKind.TEXT, words("نام", "Name"), words("", ""))
    with pytest.raises(ValueError, match="name"):
        declare(WorkKind("odd", words("", ""), words("", ""), "box", (name,)))


def one_work(ctx: Context, entity: str = "", **attributes: object) -> None:
    """Deploy a process of one service task, then a user task that keeps it running."""
    nodes = (
        f'<startEvent id="s"/><serviceTask id="w" {said(**attributes)}/>'
        '<userTask id="u"/><endEvent id="e"/>'
    )
    drawn(ctx, drawing(nodes, "s w u e"), entity=entity)


def variable(running: ProcessInstance, name: str) -> object:
    return ProcessVariable.objects.get(instance=running, name=name).value


def test_a_record_is_changed_in_the_name_of_the_process(admin: Context, cases: list[Case]) -> None:
    one_work(admin, "toy_case", kind="record.update", values='{subject: "نو"}', result="after")
    start(admin, "drawn", record=cases[0])
    assert admin.as_system().get(Case, cases[0].id).subject == "نو"


def test_what_is_refused_leaves_nothing_and_stops_with_an_incident(
    admin: Context, cases: list[Case]
) -> None:
    one_work(
        admin, "toy_case", kind="record.update", values='context put({subject: "نو"}, "no_such", 1)'
    )
    start(admin, "drawn", record=cases[0])
    assert admin.as_system().get(Case, cases[0].id).subject == "موضوع 0"
    assert "no_such" in ProcessIncident.objects.get().detail


def test_a_text_of_a_variable_is_never_worked_out(admin: Context) -> None:
    one_work(admin, kind="email", to="a@b.example", subject="{{name}}", text="x {{1 + 1}}")
    start(admin, "drawn", {"name": "{{1 + 1}} =2"})
    sent = OutboxMessage.objects.get(channel="email")
    assert (sent.payload["subject"], sent.payload["body"]) == ("{{1 + 1}} =2", "x 2")


def test_an_answer_over_http_becomes_a_variable(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Call] = []

    def answer(call: Call, _opened: object) -> Answer:
        calls.append(call)
        headers = {"content-type": "application/json"}
        return Answer(200, headers, b'{"n": 1.50}', call.url)

    monkeypatch.setattr(http_work, "place_call", answer)
    set_secret(admin, "erp", "s3cret", ["erp.example"])
    one_work(
        admin,
        kind="http",
        method="POST",
        url="https://erp.example/{{n}}",
        body="{amount: 2.5}",
        secret="erp",
        result="came",
    )
    running = start(admin, "drawn", {"n": Decimal(7)})
    item = WorkItem.objects.get()
    run_work(running.pk, item.number)
    run_work(running.pk, item.number)
    (call,) = calls
    assert (call.url, call.body) == ("https://erp.example/7", b'{"amount": 2.5}')
    assert call.headers["Authorization"] == "Bearer s3cret"
    assert "authorization" in call.confidential
    item.refresh_from_db()
    assert item.status == "done"
    assert "s3cret" not in str(variable(running, "came"))


def test_a_dead_system_is_asked_again_and_then_stops_the_process(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_call: Call, _opened: object) -> Answer:
        raise CallFailed(host="erp.example", reason=gettext_lazy("the connection failed"))

    monkeypatch.setattr(http_work, "place_call", fail)
    one_work(admin, kind="http", url="https://erp.example/", tries="2")
    running = start(admin, "drawn")
    item = WorkItem.objects.get()
    run_work(running.pk, item.number)
    item.refresh_from_db()
    assert (item.status, item.attempts) == ("waiting", 1)
    WorkItem.objects.update(next_at=None)
    run_work(running.pk, item.number)
    item.refresh_from_db()
    assert (item.status, item.attempts) == ("failed", 2)
    said = "web_calls.failed: erp.example could not be asked: the connection failed."
    assert ProcessIncident.objects.get().detail == said


def test_a_secret_is_sealed_and_goes_to_its_hosts_only(admin: Context, ctx: Context) -> None:
    set_secret(admin, "erp", "s3cret", ["erp.example", "*.api.example"])
    with pytest.raises(OnlyProcessAdministrators):
        known_secrets(ctx)
    assert secret_for("erp", "eu.api.example") == "s3cret"
    for host in ("evil.example", "api.example.evil", "xerp.example"):
        with pytest.raises(SecretNotForHost):
            secret_for("erp", host)
    assert "s3cret" not in repr(known_secrets(admin))


def test_only_this_installation_reads_what_it_sealed() -> None:
    sealed = seal("راز", "erp")
    assert unseal(sealed, "erp") == "راز"
    assert seal("راز", "erp") != sealed
    for other in (sealed[:-4] + "AAA=", "owj1:", "x"):
        with pytest.raises(SecretUnreadable):
            unseal(other, "erp")
    with pytest.raises(SecretUnreadable):
        unseal(sealed, "other")
    with override_settings(SECRET_KEY="another"), pytest.raises(SecretUnreadable):
        unseal(sealed, "erp")


@pytest.mark.parametrize(("sent", "tries"), [(True, 1), (False, 2)])
def test_what_may_have_arrived_is_not_asked_again_where_the_drawing_says_never(
    admin: Context, monkeypatch: pytest.MonkeyPatch, sent: bool, tries: int
) -> None:
    asked: list[Call] = []

    def fail(call: Call, _opened: object) -> Answer:
        asked.append(call)
        raise CallFailed(sent=sent, host="erp.example", reason="it took too long")

    monkeypatch.setattr(http_work, "place_call", fail)
    one_work(
        admin, kind="http", method="POST", url="https://erp.example/", unclear="never", tries="2"
    )
    running = start(admin, "drawn")
    item = WorkItem.objects.get()
    for _ in range(3):
        run_work(running.pk, item.number)
        WorkItem.objects.filter(status="waiting").update(next_at=None)
    assert len(asked) == tries
    assert ProcessIncident.objects.filter(instance=running).exists()
