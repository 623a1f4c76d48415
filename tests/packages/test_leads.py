"""A lead and its drawn chain: called within working hours, three times at most, then weighed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import translation
from tests.packages.conftest import Desk

from owj.kernel.bpmn.graph import load_process
from owj.kernel.errors import OwjError
from owj.packages.leads.entity import Lead
from owj.server.outbox.models import OutboxMessage
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.naming import name_of_task
from owj.server.processes.queries import processes_of
from owj.server.processes.shipped import shipped_processes
from owj.server.processes.state_rows import ProcessToken
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.doing import Told, do_task
from owj.server.processes.timing import ProcessesReport, fire_due_timer
from owj.server.records.doors import change_through_door, make_through_door

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(desk: Desk) -> Lead:
    values = {
        "name": "نادر رستگار",
        "company": "چاپ نیلوفر",
        "email": "nader@niloofar.example",
        "owner": desk.agent.pk,
    }
    made = make_through_door(desk.ctx(desk.agent).guarded(), "lead", values)
    return desk.system.get(Lead, made.id)


def task(name: str) -> UserTask:
    return UserTask.objects.get(node=name, status="open")


def end(desk: Desk, name: str, outcome: str, **values: object) -> None:
    do_task(desk.ctx(desk.agent), task(name).pk, Told(values, outcome))


def stage(desk: Desk, lead: Lead) -> tuple[str, str]:
    fresh = desk.system.get(Lead, lead.id)
    return fresh.stage, fresh.lost_reason or ""


def run_timers(desk: Desk) -> None:
    report = ProcessesReport()
    while fire_due_timer(desk.system, report):
        pass
    assert not report.failed


def test_a_lead_that_answers_is_recorded_and_weighed(desk: Desk, lead: Lead) -> None:
    call = task("call")
    assert (call.assignee_id, call.due) == (desk.agent.pk, desk.now + timedelta(hours=4))
    end(desk, "call", "reached", call_note="سه کاربر می‌خواهد.")
    assert stage(desk, lead) == ("contacted", "")
    assert desk.system.get(Lead, lead.id).contacted_at == desk.now
    end(desk, "qualify", "qualified", reason="بودجه دارد.")
    assert stage(desk, lead) == ("qualified", "")
    assert ProcessInstance.objects.get(entity="lead").status == "completed"


def test_after_three_calls_without_answer_a_lead_is_lost_and_was_written_to_twice(
    desk: Desk, lead: Lead
) -> None:
    for _ in range(2):
        end(desk, "call", "no_answer")
        assert not UserTask.objects.filter(status="open").exists()
        desk.wait(days=1)
        run_timers(desk)
    letters = OutboxMessage.objects.filter(channel="email", recipient="nader@niloofar.example")
    assert letters.count() == 2
    end(desk, "call", "no_answer")
    assert stage(desk, lead) == ("lost", "پس از سه تماس پاسخی نیامد")


def test_a_wrong_number_is_lost_at_once(desk: Desk, lead: Lead) -> None:
    end(desk, "call", "wrong")
    assert stage(desk, lead) == ("lost", "شماره نادرست بود")


def test_managers_hear_of_a_call_that_nobody_makes_and_it_is_off_once_made(
    desk: Desk, lead: Lead
) -> None:
    desk.wait(hours=4, minutes=1)
    run_timers(desk)
    assert task("push").candidate_roles == ["project_manager"]
    end(desk, "call", "reached", call_note="")
    assert UserTask.objects.get(node="push").status == "cancelled"


def test_who_moves_the_lead_by_hand_ends_the_calling(desk: Desk, lead: Lead) -> None:
    agent = desk.ctx(desk.agent).guarded()
    change_through_door(agent, agent.get(Lead, lead.id), {"stage": "qualified"}, None)
    assert UserTask.objects.get(node="call").status == "cancelled"
    assert not ProcessToken.objects.filter(instance__entity="lead").exists()


def test_nobody_at_the_hub_sees_a_lead(desk: Desk, lead: Lead) -> None:
    hub = desk.ctx(desk.hub_user)
    assert not hub.rows(Lead).exists()
    with pytest.raises(OwjError):
        make_through_door(hub.guarded(), "lead", {"name": "نو"})


def test_its_names_are_read_in_the_language_of_the_reader(desk: Desk, lead: Lead) -> None:
    ctx = desk.ctx(desk.agent)
    with translation.override("en"):
        (case,) = processes_of(ctx, "lead", lead.id)
        assert case.name == "First contact with a lead"
        assert {"Call the lead", "Calling until somebody answers"} == {
            one.name for one in case.steps
        }
        assert name_of_task(task("call")) == "Call the lead"
    with translation.override("fa"):
        assert name_of_task(task("call")) == "تماس با سرنخ"


def test_every_shipped_drawing_words_its_shapes_in_both_languages() -> None:
    for shipped in shipped_processes():
        process = load_process(shipped.xml, calls_outside=True)
        shapes = [*process.nodes.values(), process.containers[process.main]]
        unworded = [one.id for one in shapes if one.name and not one.extensions.get("nameEn")]
        flows = re.findall(r"<bpmn:sequenceFlow [^>]*name=[^>]*>", shipped.xml)
        unworded += [one for one in flows if "owj:nameEn" not in one]
        assert (shipped.key, unworded) == (shipped.key, [])
