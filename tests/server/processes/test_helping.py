"""What stops is helped on: retried, skipped, corrected, moved, cancelled, migrated, cleaned up."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.server.processes.drawings import APPROVAL, drawing
from tests.server.records.conftest import NOW

from owj.kernel.bpmn.errors import NothingWaitsThere, ProcessRefused, TokenNotMoved
from owj.server import clock
from owj.server.processes.errors import OnlyProcessAdministrators
from owj.server.processes.models import (
    ProcessHistory,
    ProcessIncident,
    ProcessInstance,
    ProcessTimer,
    ProcessToken,
    UserTask,
)
from owj.server.processes.removing import drop_old_processes
from owj.server.processes.services import (
    cancel_instance,
    cancel_many,
    complete_task,
    deploy,
    migrate,
    move_token,
    retry_incident,
    retry_many,
    save_draft,
    set_variables,
    skip_incident,
    start,
)
from owj.server.records.context import Context

# Without a size no flow opens: the token stops at the gateway.
CHOICE = drawing(
    '<startEvent id="s"/><exclusiveGateway id="x"/><userTask id="big"/><userTask id="small"/>',
    "s x big",
    "x small",
    conditions={"x big": "size &gt; 5", "x small": "size &lt;= 5"},
)


def begun(admin: Context, xml: str = CHOICE, key: str = "one") -> ProcessInstance:
    save_draft(admin, key, xml)
    deploy(admin, key)
    return start(admin, key)


def open_nodes() -> set[str]:
    return set(UserTask.objects.filter(status="open").values_list("node", flat=True))


def test_a_stopped_token_goes_on_after_its_cause_is_removed(admin: Context) -> None:
    running = begun(admin)
    incident = ProcessIncident.objects.get(resolved_at=None)
    retry_incident(admin, running.pk, incident.number)
    # Nothing was changed, so it stopped again, as another incident.
    again = ProcessIncident.objects.get(resolved_at=None)
    assert again.number > incident.number
    set_variables(admin, running.pk, {"size": Decimal(9)})
    retry_incident(admin, running.pk, again.number)
    assert open_nodes() == {"big"}
    told = ProcessHistory.objects.filter(instance=running, by=admin.actor.user_id)
    assert [one.kind for one in told if one.kind in {"retried", "corrected"}] == [
        "retried",
        "corrected",
        "retried",
    ]
    with pytest.raises(NothingWaitsThere):
        retry_incident(admin, running.pk, again.number)


def test_a_skipped_script_goes_on_with_what_it_would_have_given(admin: Context) -> None:
    xml = drawing(
        '<startEvent id="s"/><serviceTask id="w"/><userTask id="ask" owj:priority="given"/>',
        "s w ask",
    )
    save_draft(admin, "one", xml)
    with pytest.raises(ProcessRefused) as refused:
        deploy(admin, "one")
    assert [(one.element, one.line) for one in refused.value.problems] == [("w", 1)]
    running = begun(admin, drawing(CHOICE_LOOP, "s m", "m_e"))
    incident = ProcessIncident.objects.get(resolved_at=None)
    skip_incident(admin, running.pk, incident.number, {"given": Decimal(7)})
    running.refresh_from_db()
    assert running.status == "completed"


# The collection is no list: the token stops coming in.
CHOICE_LOOP = (
    '<startEvent id="s"/><userTask id="m"><multiInstanceLoopCharacteristics'
    ' owj:collection="missing"/></userTask><endEvent id="m_e"/>'
    '<sequenceFlow id="out" sourceRef="m" targetRef="m_e"/>'
)


def test_a_token_is_moved_to_another_node_and_its_task_withdrawn(admin: Context) -> None:
    save_draft(admin, "one", CHOICE)
    deploy(admin, "one")
    running = start(admin, "one", {"size": Decimal(9)})
    token = ProcessToken.objects.get(instance=running).number
    with pytest.raises(TokenNotMoved):
        move_token(admin, running.pk, token, "s")
    move_token(admin, running.pk, token, "small")
    assert open_nodes() == {"small"}
    assert UserTask.objects.get(node="big").status == "cancelled"


def test_only_administrators_help_on(admin: Context, ctx: Context) -> None:
    running = begun(admin)
    with pytest.raises(OnlyProcessAdministrators):
        cancel_instance(ctx, running.pk)
    with pytest.raises(OnlyProcessAdministrators):
        cancel_many(ctx, [running.pk])
    with pytest.raises(OnlyProcessAdministrators):
        migrate(ctx, "one", to=1)


def test_many_are_helped_at_once_and_each_refusal_is_told(admin: Context) -> None:
    first = begun(admin)
    second = start(admin, "one")
    seen: list[tuple[int, int]] = []
    report = cancel_many(
        admin, [first.pk, 0, second.pk], progress=lambda done, of: seen.append((done, of))
    )
    assert (report.done, list(report.refused), seen) == (2, [0], [(1, 3), (2, 3), (3, 3)])
    third = start(admin, "one")
    set_variables(admin, third.pk, {"size": Decimal(1)})
    assert retry_many(admin, [third.pk]).done == 1
    assert open_nodes() == {"small"}


def renamed() -> str:
    """Give the approval with another id, another boundary event and no reminder."""
    xml = APPROVAL.replace('"ask"', '"ask2"').replace("s_ask", "s_ask2").replace("PT4H", "PT8H")
    return xml.replace('id="late"', 'id="later"').replace('"late"', '"later"')


def test_running_processes_are_migrated_after_a_dry_run(admin: Context) -> None:
    running = begun(admin, APPROVAL)
    save_draft(admin, "one", renamed())
    deploy(admin, "one")
    unmapped = migrate(admin, "one", to=2)
    assert (unmapped.moved, bool(unmapped.instances[0].problems)) == (0, True)
    planned = migrate(admin, "one", to=2, mapping={"ask": "ask2"})
    assert (planned.moved, len(planned.instances[0].notes)) == (1, 2)
    running.refresh_from_db()
    assert running.version.number == 1
    done = migrate(admin, "one", to=2, mapping={"ask": "ask2", "late": "later"}, dry_run=False)
    assert (done.moved, done.instances[0].notes) == (1, ())
    running.refresh_from_db()
    task = UserTask.objects.get(status="open")
    assert (running.version.number, task.node) == (2, "ask2")
    # What was planned stays: a migration neither fires a timer again nor moves it.
    assert ProcessTimer.objects.get().node == "later"
    assert ProcessTimer.objects.get().due == NOW + timedelta(hours=4)
    complete_task(admin.as_system(), task.pk, {"approved": True})
    running.refresh_from_db()
    assert running.status == "completed"


def test_ended_processes_are_cleaned_up_when_their_time_is_over(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, over = begun(admin), start(admin, "one")
    cancel_instance(admin, over.pk)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=100))
    assert drop_old_processes() == 0
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=4_000))
    assert drop_old_processes() == 1
    assert list(ProcessInstance.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not ProcessHistory.objects.filter(instance_id=over.pk).exists()


def test_what_a_drawing_names_and_is_not_there_is_refused_with_its_line(admin: Context) -> None:
    xml = drawing(
        '<laneSet id="l"><lane id="l1" name="Nobody"><flowNodeRef>ask</flowNodeRef></lane>'
        '</laneSet><startEvent id="s"/>\n<userTask id="ask"/>'
        '\n<userTask id="other" owj:due="record.nothing"/>',
        "s ask other",
    )
    save_draft(admin, "one", xml, entity="toy_case")
    with pytest.raises(ProcessRefused) as refused:
        deploy(admin, "one")
    found = [(one.element, one.line, one.data["got"]) for one in refused.value.problems]
    assert found == [("ask", 2, "Nobody"), ("other", 3, "nothing")]
