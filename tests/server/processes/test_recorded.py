"""Cases that ended are replayed on another drawing: what was recorded leads them there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import drawn

from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.simulation.replay import Turn
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.errors import OnlyProcessDesigners
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.models import ProcessHistory, ProcessToken, UserTask
from owj.server.processes.queries import history_of
from owj.server.processes.recorded import replay_ended
from owj.server.processes.recording import RECORDS
from owj.server.processes.services import complete_task, deliver_message, move_token, start
from owj.server.processes.work import _kinds
from owj.server.records.context import Context


def score(_place: object) -> Outcome:
    """Give the same points to everybody."""
    return Outcome({"points": Decimal(2)})


@pytest.fixture(autouse=True)
def scoring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_kinds, "test.score", score)


def refund(limit: int) -> str:
    """Return a process whose way depends on its start, a service, an answer and a message."""
    nodes = """<startEvent id="s"/><serviceTask id="score" owj:kind="test.score"/>
        <userTask id="ask"/><intermediateCatchEvent id="paid"><messageEventDefinition
        messageRef="m"/></intermediateCatchEvent><exclusiveGateway id="x" default="x_no"/>
        <endEvent id="yes"/><endEvent id="no"/>"""
    conditions = {"x yes": f"amount + points + more + fee &gt; {limit}"}
    xml = drawing(nodes, "s score ask paid x yes", "x no", conditions=conditions)
    return xml.replace("<process", '<message id="m" name="paid"/><process', 1)


def ended(admin: Context, amount: int) -> ProcessInstance:
    """Run one case to its end: its sum is the amount and seven."""
    running = start(admin, "drawn", {"amount": Decimal(amount)})
    task = UserTask.objects.get(instance_id=running.pk)
    complete_task(admin.as_system(), task.pk, {"more": Decimal(4)})
    assert deliver_message(admin, "paid", data={"fee": Decimal(1)}) == running.pk
    return ProcessInstance.objects.get(pk=running.pk)


def turns(ctx: Context, xml: str) -> dict[int, Turn | str | None]:
    definition = ProcessDefinition.objects.get(key="drawn")
    found, _after = replay_ended(ctx, definition, load_process(xml), count=50)
    return {one.instance.pk: one.unknown or one.turn for one in found}


def test_cases_go_elsewhere_only_where_the_changed_limit_lies_between(admin: Context) -> None:
    drawn(admin, refund(10))
    small, large = ended(admin, 1), ended(admin, 10)
    assert {small.status, large.status} == {"completed"}
    told = ProcessHistory.objects.count()
    assert turns(admin, refund(10)) == {small.pk: None, large.pk: None}
    assert turns(admin, refund(15)) == {small.pk: None, large.pk: None}
    assert turns(admin, refund(5))[small.pk] == Turn("elsewhere", "yes", "no", "x")
    assert turns(admin, refund(20))[large.pk] == Turn("elsewhere", "no", "yes", "x")
    assert ProcessHistory.objects.count() == told


def test_what_is_kept_for_replaying_is_not_told_as_what_happened(admin: Context) -> None:
    drawn(admin, refund(10))
    case = ended(admin, 1)
    assert not {one.kind for one in history_of(admin, case.pk)} & RECORDS


def test_a_case_that_was_moved_or_is_older_than_the_records_is_told_apart(admin: Context) -> None:
    drawn(admin, refund(10))
    moved, older = start(admin, "drawn", {"amount": Decimal(1)}), ended(admin, 1)
    token = ProcessToken.objects.get(instance_id=moved.pk)
    move_token(admin, moved.pk, token.number, "no")
    ProcessHistory.objects.filter(instance_id=older.pk, kind="started").update(detail=None)
    assert turns(admin, refund(10)) == {older.pk: "older", moved.pk: "by_hand"}


def test_older_cases_come_after_the_newest(admin: Context) -> None:
    drawn(admin, refund(10))
    cases = [ended(admin, amount).pk for amount in (1, 2, 3)]
    definition, process = ProcessDefinition.objects.get(key="drawn"), load_process(refund(10))
    newest, after = replay_ended(admin, definition, process, count=2)
    rest, end = replay_ended(admin, definition, process, count=2, before=after)
    assert [one.instance.pk for one in (*newest, *rest)] == cases[::-1]
    assert end is None


def test_only_who_designs_replays(admin: Context, ctx: Context) -> None:
    drawn(admin, refund(10))
    with pytest.raises(OnlyProcessDesigners):
        turns(ctx, refund(10))
