"""Work of programs within a step: new records, finding, decisions, SMS, other processes."""

from __future__ import annotations

from decimal import Decimal

from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import drawn, one_task, said
from tests.server.processes.work.test_kinds import one_work, variable
from tests.server.records.toys import Case

from owj.server.outbox.models import OutboxMessage
from owj.server.processes.models import ProcessIncident, ProcessInstance
from owj.server.processes.services import start
from owj.server.records.context import Context


def about_cases(ctx: Context, **attributes: object) -> None:
    """Deploy a process of cases with one service task, which may name an entity itself."""
    nodes = (
        f'<startEvent id="s"/><serviceTask id="w" {said(**attributes)}/>'
        '<userTask id="u"/><endEvent id="e"/>'
    )
    drawn(ctx, drawing(nodes, "s w u e"), entity="toy_case")


def test_a_new_record_is_written_and_becomes_a_variable(admin: Context, cases: list[Case]) -> None:
    about_cases(
        admin,
        kind="record.create",
        entity="toy_case",
        values='{subject: "از " + record.subject, firm: record.firm, opened_at: now()}',
        result="made",
    )
    started = start(admin, "drawn", record=cases[0])
    made = admin.as_system().rows(Case).order_by("-id").first()
    assert made is not None
    assert made.subject == "از موضوع 0"
    kept = variable(started, "made")
    assert isinstance(kept, dict)
    assert (kept["id"], kept["subject"]) == (made.id, made.subject)


def test_records_are_found_by_values_and_condition_the_latest_first(
    admin: Context, cases: list[Case]
) -> None:
    about_cases(
        admin,
        kind="record.find",
        entity="toy_case",
        match="{firm: record.firm}",
        where='size > 2 and status = "open"',
        limit="2",
        result="found",
    )
    started = start(admin, "drawn", record=cases[0])
    kept = variable(started, "found")
    assert isinstance(kept, list)
    assert [one["id"] for one in kept] == [cases[6].id, cases[0].id]


def test_an_sms_goes_to_each_mobile_number_once(admin: Context) -> None:
    one_work(admin, kind="sms", to="=mobiles", text="سلام {{name}}")
    told = ("09120000001", "نه شماره", "+989120000001", "09120000002")
    start(admin, "drawn", {"mobiles": told, "name": "مینا"})
    sent = OutboxMessage.objects.filter(channel="sms").order_by("id")
    assert [one.recipient for one in sent] == ["+989120000001", "+989120000002"]
    assert {one.payload["text"] for one in sent} == {"سلام مینا"}


def test_a_decision_answers_within_the_step(admin: Context) -> None:
    question = '{"is error": true, "stops use": true, importance: "low"}'
    one_work(admin, kind="decision", decision="desk.priority", question=question, result="answer")
    started = start(admin, "drawn")
    assert not ProcessIncident.objects.exists()
    assert "critical" in str(variable(started, "answer"))


def test_another_process_begins_with_its_variables_and_goes_its_own_way(admin: Context) -> None:
    drawn(admin, one_task(), key="second")
    one_work(admin, kind="process.start", process="second", data="{amount: 7}", result="number")
    started = start(admin, "drawn")
    second = ProcessInstance.objects.get(version__definition__key="second")
    assert variable(started, "number") == second.pk
    assert Decimal(str(variable(second, "amount"))) == 7
    assert second.status == "active"


def test_processes_that_start_one_another_for_ever_stop_with_an_incident(admin: Context) -> None:
    nodes = (
        '<startEvent id="s"/><serviceTask id="w" owj:kind="process.start" owj:process="drawn"/>'
        '<endEvent id="e"/>'
    )
    drawn(admin, one_task())
    drawn(admin, drawing(nodes, "s w e"))
    start(admin, "drawn")
    assert "start one another" in ProcessIncident.objects.get().detail
