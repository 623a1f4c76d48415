"""The pages of tasks: lists, forms, the dialog, leaves, and who sees nothing of it."""

from __future__ import annotations

import pytest
from tests.doors import client_of
from tests.packages.conftest import Desk
from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import FIELDS, OUTCOMES, drawn, one_task, said

from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.processes.services import start
from owj.server.processes.shipped import install_shipped_processes
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.rows import StandIn, TaskEntry
from owj.server.records.context import Context, open_context


@pytest.fixture
def system(desk: Desk) -> Context:
    return open_context(SYSTEM)


def given(system: Context, to: User, **attributes: object) -> UserTask:
    """Return a task of one person."""
    drawn(system, one_task(assignee=f'"{to.username}"', **attributes))
    return start(system, "drawn").tasks.get()


def test_the_inbox_shows_ones_own_tasks_and_says_when_there_are_none(
    desk: Desk, system: Context
) -> None:
    page = client_of(desk.agent).get("/tasks").content.decode()
    assert "کاری در انتظار شما نیست" in page
    task = given(system, desk.agent)
    page = client_of(desk.agent).get("/tasks").content.decode()
    assert f'href="/tasks/{task.pk}"' in page
    assert f'href="/tasks/{task.pk}"' not in client_of(desk.manager).get("/tasks").content.decode()


def test_a_foreign_task_is_as_if_there_were_none(desk: Desk, system: Context) -> None:
    task = given(system, desk.agent)
    other = client_of(desk.manager)
    assert other.get(f"/tasks/{task.pk}").status_code == 404
    assert other.post(f"/tasks/{task.pk}").status_code == 404
    for act in ("claim", "release", "delegate", "return", "ask", "comment", "put-off"):
        assert other.post(f"/tasks/{task.pk}/{act}", {"text": "words"}).status_code == 404
    task.refresh_from_db()
    assert (task.status, task.assignee_id) == ("open", desk.agent.pk)
    assert not TaskEntry.objects.exists()


def test_who_comes_second_hears_that_the_task_is_done(desk: Desk, system: Context) -> None:
    drawn(system, one_task(candidates='"agent"'))
    task = start(system, "drawn").tasks.get()
    first, second = client_of(desk.agent), client_of(desk.colleague)
    assert first.post(f"/tasks/{task.pk}").status_code == 302
    late = second.post(f"/tasks/{task.pk}")
    assert late.status_code == 409
    assert "دیگر باز نیست" in late.content.decode()
    assert second.get(f"/tasks/{task.pk}").status_code == 404


def test_a_form_says_at_its_fields_what_is_wrong_and_keeps_what_was_written(
    desk: Desk, system: Context
) -> None:
    task = given(system, desk.agent, fields=FIELDS, outcomes=OUTCOMES)
    agent = client_of(desk.agent)
    answer = agent.post(f"/tasks/{task.pk}", {"amount": "بسیار", "outcome": "yes"})
    assert answer.status_code == 422
    assert 'id="t-amount-error"' in answer.content.decode()
    assert "بسیار" in answer.content.decode()
    answer = agent.post(f"/tasks/{task.pk}", {"amount": "۵۰", "outcome": ""})
    assert answer.status_code == 422
    answer = agent.post(f"/tasks/{task.pk}", {"amount": "۵۰", "outcome": "yes"})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert task.answers == {"amount": 50, "outcome": "yes"}
    assert "تأیید" in agent.get(f"/tasks/{task.pk}").content.decode()


def test_a_chain_of_ones_own_tasks_is_one_dialog(desk: Desk, system: Context) -> None:
    mine = said(assignee=f'"{desk.agent.username}"')
    nodes = (
        f'<startEvent id="s"/><userTask id="one" name="گام یک" {mine}/>'
        f'<userTask id="two" name="گام دو" {mine}/><endEvent id="e"/>'
    )
    drawn(system, drawing(nodes, "s one two e"))
    first = start(system, "drawn").tasks.get()
    agent = client_of(desk.agent)
    answer = agent.post(f"/tasks/{first.pk}")
    second = UserTask.objects.get(node="two")
    assert answer["Location"] == f"/tasks/{second.pk}?on=1"
    page = agent.get(answer["Location"]).content.decode()
    assert 'data-state="done"' in page
    assert 'aria-current="step"' in page
    assert agent.post(f"/tasks/{second.pk}")["Location"] == "/tasks"


def test_several_tasks_are_done_from_the_list(desk: Desk, system: Context) -> None:
    drawn(system, one_task(assignee=f'"{desk.agent.username}"', outcomes=OUTCOMES))
    ids = [start(system, "drawn").tasks.get().pk for _ in range(2)]
    agent = client_of(desk.agent)
    page = agent.post("/tasks/bulk", {"do": "choose", "ids": ids}).content.decode()
    assert page.count('name="ids"') == 2
    answer = agent.post("/tasks/bulk", {"do": "done", "outcome": "no", "ids": [*ids, 10**9]})
    assert "کاری که نمی‌بینید" in answer.content.decode()
    done = UserTask.objects.filter(pk__in=ids, status="completed")
    assert [one.answers for one in done] == [{"outcome": "no"}] * 2


def test_a_stand_in_does_the_work_and_the_timeline_says_for_whom(
    desk: Desk, system: Context
) -> None:
    task = given(system, desk.agent, outcomes=OUTCOMES)
    stand_in = client_of(desk.manager)
    leave = {"stand_in": desk.manager.pk, "first_day": "امروز", "last_day": "فردا"}
    answer = client_of(desk.agent).post("/tasks/leaves", leave)
    assert answer.status_code == 302
    assert "به جای" in stand_in.get("/tasks").content.decode()
    stand_in.post(f"/tasks/{task.pk}", {"outcome": "yes"})
    task.refresh_from_db()
    assert (task.status, task.completed_by_id) == ("completed", desk.manager.pk)
    claimed = TaskEntry.objects.get(task=task, kind="claimed")
    assert (claimed.by_id, claimed.for_id) == (desk.manager.pk, desk.agent.pk)


def test_the_leave_of_others_is_for_administrators(desk: Desk) -> None:
    leave = {
        "person": desk.manager.pk,
        "stand_in": desk.agent.pk,
        "first_day": "امروز",
        "last_day": "فردا",
    }
    assert client_of(desk.agent).post("/tasks/leaves", leave).status_code == 422
    assert not StandIn.objects.exists()


def test_a_shipped_leave_ends_with_a_stand_in(desk: Desk) -> None:
    install_shipped_processes()
    install_shipped_processes()
    agent, lead = client_of(desk.agent), client_of(desk.manager)
    first = agent.post("/tasks/start/leave")["Location"]
    days = {"first_day": "۱۴۰۵/۱۲/۰۱", "last_day": "۱۴۰۵/۱۲/۰۳", "kind": "paid"}
    second = agent.post(first, days)["Location"]
    agent.post(second, {"stand_in": desk.manager.pk, "note": "پروندهٔ مهر"})
    approve = UserTask.objects.get(node="approve")
    page = lead.get(f"/tasks/{approve.pk}").content.decode()
    assert "۱۴۰۵/۱۲/۰۱" in page or "1405/12/01" in page
    told = days | {"stand_in": desk.manager.pk, "outcome": "yes"}
    lead.post(f"/tasks/{approve.pk}", told)
    row = StandIn.objects.get()
    assert (row.person_id, row.stand_in_id, row.note) == (
        desk.agent.pk,
        desk.manager.pk,
        "پروندهٔ مهر",
    )
