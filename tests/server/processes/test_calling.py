"""A process calls another by its key: what goes over, what comes back, and what ends with whom."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.server.processes.drawings import drawing
from tests.server.records.toys import Case

from owj.kernel.bpmn.errors import ProcessRefused
from owj.kernel.feel import FeelValue
from owj.server.processes import calling
from owj.server.processes.deleting import users_of
from owj.server.processes.models import (
    ProcessIncident,
    ProcessInstance,
    ProcessMessage,
    ProcessVariable,
    UserTask,
)
from owj.server.processes.queries import process_at
from owj.server.processes.services import (
    cancel_instance,
    complete_task,
    deploy,
    migrate,
    retry_incident,
    save_draft,
    set_archived,
    start,
)
from owj.server.processes.timing import run_due_processes
from owj.server.processes.value_texts import feel_of
from owj.server.records.context import Context

CHILD = drawing(
    '<startEvent id="s"/><userTask id="look" name="Look"/>'
    '<scriptTask id="sum" owj:result="total"><script>amount * 2</script></scriptTask>'
    '<exclusiveGateway id="x" default="x_e"/><endEvent id="e"/>'
    '<endEvent id="bad"><errorEventDefinition errorRef="er"/></endEvent>'
    '<endEvent id="stop"><terminateEventDefinition/></endEvent>'
    '<intermediateThrowEvent id="call"><escalationEventDefinition escalationRef="es"/>'
    '</intermediateThrowEvent><endEvent id="e2"/>',
    "s look sum x e",
    "x bad",
    "x stop",
    "x call e2",
    conditions={"x bad": 'way = "bad"', "x stop": 'way = "stop"', "x call": 'way = "call"'},
).replace(
    "<process",
    '<error id="er" errorCode="broke"/><escalation id="es" escalationCode="help"/><process',
)
AT_ONCE = drawing(
    '<startEvent id="s"/><scriptTask id="sum" owj:result="total"><script>amount * 2</script>'
    '</scriptTask><endEvent id="e"/>',
    "s sum e",
)


def caller(told: str = "", inner: str = "", more: str = "", *lines: str) -> str:
    """Return a process that calls "child", then asks somebody."""
    return drawing(
        '<startEvent id="s"/><callActivity id="c" calledElement="child" '
        f'owj:in="{{amount: size}}" owj:out="{{total: total}}" {told}>{inner}</callActivity>'
        f'<userTask id="after"/><endEvent id="e"/>{more}',
        "s c after e",
        *lines,
    ).replace(
        "<process",
        '<error id="er" errorCode="broke"/><escalation id="es" escalationCode="help"/><process',
    )


def deployed(ctx: Context, key: str, xml: str, entity: str = "") -> None:
    save_draft(ctx, key, xml, name=key, entity=entity)
    deploy(ctx, key)


def called(parent: ProcessInstance) -> ProcessInstance:
    """Return the only process that another has called and that still runs."""
    return ProcessInstance.objects.get(parent=parent, status="active")


def finish(ctx: Context, running: ProcessInstance, **answers: FeelValue) -> None:
    complete_task(ctx, UserTask.objects.get(instance=running, status="open").pk, answers)


def at(running: ProcessInstance) -> list[str]:
    return sorted(running.tokens.values_list("node", flat=True))


def variable(running: ProcessInstance, name: str) -> FeelValue:
    return feel_of(ProcessVariable.objects.get(instance=running, scope=1, name=name).value)


@pytest.fixture
def child(admin: Context) -> None:
    deployed(admin, "child", CHILD)


def test_what_is_mapped_goes_over_and_comes_back_and_nothing_else(
    admin: Context, child: None
) -> None:
    deployed(admin, "parent", caller())
    parent = start(admin, "parent", {"size": Decimal(21), "hidden": "x"})
    one = called(parent)
    assert variable(one, "amount") == Decimal(21)
    assert not ProcessVariable.objects.filter(instance=one, name="hidden").exists()
    assert (at(parent), one.top_id, one.started_by_id) == (["c"], parent.pk, admin.actor.user_id)
    finish(admin, one, noise=True)
    assert at(parent) == ["after"]
    assert variable(parent, "total") == Decimal(42)
    assert not ProcessVariable.objects.filter(instance=parent, name="noise").exists()


def test_a_called_process_that_waits_for_nobody_is_over_within_the_step(admin: Context) -> None:
    deployed(admin, "child", AT_ONCE)
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true" owj:collection="sizes" '
        'owj:element="size" owj:outputCollection="totals" owj:outputElement="total"/>'
    )
    deployed(admin, "parent", caller(inner=loop))
    parent = start(admin, "parent", {"sizes": tuple(map(Decimal, range(30)))})
    assert at(parent) == ["after"]
    assert variable(parent, "totals") == tuple(Decimal(2 * n) for n in range(30))


def test_a_call_is_bound_to_the_latest_to_its_deployment_or_to_one_version(admin: Context) -> None:
    def tripled(xml: str) -> str:
        return xml.replace("amount * 2", "amount * 3")

    deployed(admin, "child", AT_ONCE)
    for key, told in (
        ("latest", ""),
        ("deployment", 'owj:binding="deployment"'),
        ("fixed", 'owj:binding="version" owj:version="1"'),
    ):
        deployed(admin, key, caller(told))
    deployed(admin, "child", tripled(AT_ONCE))
    totals = {}
    for key in ("latest", "deployment", "fixed"):
        running = start(admin, key, {"size": Decimal(1)})
        totals[key] = variable(running, "total")
        numbers = ProcessInstance.objects.filter(parent=running).values_list("version__number")
        assert list(numbers) == [(2 if key == "latest" else 1,)]
    assert totals == {"latest": 3, "deployment": 2, "fixed": 2}


def test_the_called_one_ends_with_its_caller(admin: Context, child: None) -> None:
    deployed(admin, "parent", caller())
    parent = start(admin, "parent", {"size": Decimal(1)})
    one = called(parent)
    cancel_instance(admin, parent.pk)
    one.refresh_from_db()
    assert one.status == "cancelled"
    assert UserTask.objects.get(instance=one).status == "cancelled"


def test_a_called_one_that_is_ended_by_hand_stops_its_caller_until_it_is_called_again(
    admin: Context, child: None
) -> None:
    deployed(admin, "parent", caller())
    parent = start(admin, "parent", {"size": Decimal(1)})
    cancel_instance(admin, called(parent).pk)
    incident = ProcessIncident.objects.get(instance=parent, resolved_at=None)
    assert "ended by hand" in incident.detail
    retry_incident(admin, parent.pk, incident.number)
    finish(admin, called(parent))
    assert at(parent) == ["after"]


ERROR = (
    '<boundaryEvent id="b" attachedToRef="c"><errorEventDefinition errorRef="er"/></boundaryEvent>'
    '<userTask id="mend"/>'
)
ESCALATION = (
    '<boundaryEvent id="b" attachedToRef="c" cancelActivity="{cancel}"><escalationEventDefinition '
    'escalationRef="es"/></boundaryEvent><userTask id="mend"/>'
)


@pytest.mark.parametrize(
    ("way", "more", "then"),
    [
        ("bad", ERROR, ["mend"]),
        ("stop", ERROR, ["after"]),
        ("call", ESCALATION.format(cancel="false"), ["after", "mend"]),
        ("call", ESCALATION.format(cancel="true"), ["mend"]),
    ],
)
def test_what_a_called_process_throws_is_caught_at_the_call(
    admin: Context, child: None, way: str, more: str, then: list[str]
) -> None:
    deployed(admin, "parent", caller("", "", more, "b mend"))
    parent = start(admin, "parent", {"size": Decimal(1)})
    one = called(parent)
    finish(admin, one, way=way)
    one.refresh_from_db()
    assert (at(parent), one.status == "active") == (then, False)


def test_an_error_that_nobody_catches_stops_the_outermost_caller(
    admin: Context, child: None
) -> None:
    deployed(admin, "parent", caller())
    deployed(admin, "grand", caller().replace('"child"', '"parent"'))
    grand = start(admin, "grand", {"size": Decimal(1)})
    parent = called(grand)
    assert called(parent).top_id == grand.pk
    # `in` of the middle one reads a size that it was not told: null goes over.
    finish(admin, called(parent), way="bad")
    assert not ProcessInstance.objects.filter(status="active").exclude(pk=grand.pk).exists()
    (incident,) = ProcessIncident.objects.filter(resolved_at=None)
    assert (incident.instance_id, incident.node, incident.kind) == (grand.pk, "c", "error")


def test_several_at_once_until_enough_and_the_rest_is_called_off(
    admin: Context, child: None
) -> None:
    loop = (
        '<multiInstanceLoopCharacteristics owj:collection="sizes" owj:element="size" '
        'owj:outputCollection="totals" owj:outputElement="total"><completionCondition>'
        "numberOfCompletedInstances = 2</completionCondition></multiInstanceLoopCharacteristics>"
    )
    deployed(admin, "parent", caller(inner=loop))
    parent = start(admin, "parent", {"sizes": tuple(map(Decimal, (1, 2, 3)))})
    ones = list(ProcessInstance.objects.filter(parent=parent).order_by("pk"))
    finish(admin, ones[2])
    finish(admin, ones[0])
    assert variable(parent, "totals") == (Decimal(2), Decimal(6))
    statuses = ProcessInstance.objects.filter(parent=parent).order_by("pk")
    assert [one.status for one in statuses] == ["completed", "cancelled", "completed"]


def test_what_cannot_be_called_stops_the_call_with_the_reason(admin: Context, child: None) -> None:
    deployed(admin, "parent", caller())
    set_archived(admin, "child", archived=True)
    parent = start(admin, "parent", {"size": Decimal(1)})
    incident = ProcessIncident.objects.get(instance=parent)
    assert "child" in incident.detail
    set_archived(admin, "child", archived=False)
    retry_incident(admin, parent.pk, incident.number)
    assert called(parent).status == "active"


def test_a_process_that_calls_itself_without_end_stops_in_the_depth(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "DEEPEST_CALLS", 7)
    deployed(admin, "child", caller())
    start(admin, "child", {"size": Decimal(1)})
    (incident,) = ProcessIncident.objects.all()
    assert "process.calls_too_deep" in incident.detail
    assert ProcessInstance.objects.count() == 7


def test_what_others_hold_is_done_by_the_worker(
    admin: Context, child: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST_AT_ONCE", 0)
    deployed(admin, "parent", caller())
    parent = start(admin, "parent", {"size": Decimal(4)})
    assert not ProcessInstance.objects.filter(parent=parent).exists()
    run_due_processes()
    finish(admin, called(parent))
    assert at(parent) == ["c"]
    run_due_processes()
    assert (at(parent), variable(parent, "total")) == (["after"], Decimal(8))
    again = start(admin, "parent", {"size": Decimal(1)})
    run_due_processes()
    cancel_instance(admin, again.pk)
    assert called(again).status == "active"
    run_due_processes()
    assert not ProcessInstance.objects.filter(parent=again, status="active").exists()
    assert not ProcessMessage.objects.filter(state="waiting").exists()


def test_a_caller_that_is_taken_over_still_gets_what_it_waits_for(
    admin: Context, child: None
) -> None:
    deployed(admin, "parent", caller())
    parent = start(admin, "parent", {"size": Decimal(5)})
    deployed(admin, "parent", caller().replace('id="after"', 'id="after" name="Later"'))
    assert migrate(admin, "parent", to=2, dry_run=False).moved == 1
    finish(admin, called(parent))
    assert (at(parent), variable(parent, "total")) == (["after"], Decimal(10))


def test_the_called_process_belongs_to_the_callers_record_and_both_tell_of_each_other(
    admin: Context, child: None, cases: list[Case]
) -> None:
    deployed(admin, "parent", caller(), "toy_case")
    parent = start(admin, "parent", {"size": Decimal(1)}, record=cases[0])
    one = called(parent)
    assert (one.entity, one.record_id, one.title) == ("toy_case", cases[0].id, parent.title)
    assert process_at(admin, parent.pk).steps[0].called == (one.pk,)
    assert process_at(admin, one.pk).caller == parent.pk
    assert list(users_of("child")) == ["parent"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ('calledElement="gone"', "there is no process gone"),
        ('calledElement="child" owj:binding="oldest"', "there is no binding oldest"),
        ('calledElement="child" owj:binding="version" owj:version="7"', "there is no version 7"),
        ('calledElement="child" owj:binding="version"', "there is no version -"),
        ('calledElement="drawn_only"', "the process drawn_only is not deployed yet"),
        ('calledElement="of_cases"', "the called process is about toy_case"),
        ('calledElement="by_news"', "the called process has no plain start event"),
    ],
)
def test_a_call_finds_its_process_when_it_is_deployed(
    admin: Context, child: None, told: str, reason: str
) -> None:
    save_draft(admin, "drawn_only", AT_ONCE)
    deployed(admin, "of_cases", AT_ONCE, "toy_case")
    news = (
        '<startEvent id="s"><signalEventDefinition signalRef="g"/></startEvent><endEvent id="e"/>'
    )
    by_news = drawing(news, "s e").replace("<process", '<signal id="g" name="g"/><process')
    deployed(admin, "by_news", by_news)
    save_draft(admin, "parent", caller().replace('calledElement="child"', told))
    with pytest.raises(ProcessRefused) as refused:
        deploy(admin, "parent")
    (problem,) = refused.value.problems
    assert (problem.element, problem.data["reason"]) == ("c", reason)
