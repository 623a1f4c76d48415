"""A process from its drawing to its end, on the real database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.server.processes.drawings import APPROVAL
from tests.server.records.toys import Case

from owj.server.processes.errors import (
    OnlyProcessDesigners,
    ProcessDraftMoved,
    StartRefused,
    TaskNotOpen,
    TaskNotYours,
)
from owj.server.processes.models import (
    ProcessHistory,
    ProcessInstance,
    ProcessTimer,
    ProcessToken,
    UserTask,
)
from owj.server.processes.queries import processes_of
from owj.server.processes.services import complete_task, deploy, save_draft, start
from owj.server.records.context import Context


@pytest.fixture
def approval(admin: Context) -> None:
    save_draft(admin, "approval", APPROVAL, name="تأیید", entity="toy_case")
    deploy(admin, "approval", note="first")


def start_for(ctx: Context, case: Case) -> ProcessInstance:
    return start(ctx, "approval", {"boss": Decimal(ctx.actor.user_id or 0)}, record=case)


def test_a_process_runs_from_a_record_to_its_end(
    approval: None, ctx: Context, cases: list[Case]
) -> None:
    running = start_for(ctx, cases[0])
    task = UserTask.objects.get(instance=running)
    assert (task.assignee_id, task.name, task.status) == (ctx.actor.user_id, "Approve", "open")
    assert ProcessTimer.objects.get(instance=running).due > ctx.now

    complete_task(ctx, task.pk, {"approved": True})

    running.refresh_from_db()
    task.refresh_from_db()
    assert (running.status, running.ended_at) == ("completed", ctx.now)
    assert (task.status, task.answers) == ("completed", {"approved": True})
    assert not ProcessToken.objects.filter(instance=running).exists()
    assert not ProcessTimer.objects.filter(instance=running).exists()
    told = ProcessHistory.objects.filter(instance=running)
    assert [one.number for one in told] == list(range(1, len(told) + 1))
    assert [one.node for one in told if one.kind == "completed"] == ["s", "ask", "x", "yes"]


def test_a_record_tells_where_its_process_stands(
    approval: None, ctx: Context, cases: list[Case]
) -> None:
    start_for(ctx, cases[0])
    (found,) = processes_of(ctx, "toy_case", cases[0].id)
    (step,) = found.steps
    assert (found.key, found.name, found.status) == ("approval", "تأیید", "active")
    assert (step.name, step.holder, step.since) == ("Approve", "sara", ctx.now)
    assert step.due is not None


def test_a_task_is_completed_by_its_holder_once(
    approval: None, ctx: Context, other: Context, cases: list[Case]
) -> None:
    start_for(ctx, cases[0])
    task = UserTask.objects.get()
    with pytest.raises(TaskNotYours):
        complete_task(other, task.pk, {"approved": True})
    complete_task(ctx, task.pk, {"approved": False})
    with pytest.raises(TaskNotOpen):
        complete_task(ctx, task.pk, {"approved": True})


def test_only_designers_draw_and_deploy(ctx: Context, admin: Context) -> None:
    with pytest.raises(OnlyProcessDesigners):
        save_draft(ctx, "approval", APPROVAL)
    save_draft(admin, "approval", APPROVAL)
    with pytest.raises(OnlyProcessDesigners):
        deploy(ctx, "approval")


def test_a_draft_that_another_saved_is_not_written_over(admin: Context) -> None:
    first = save_draft(admin, "approval", APPROVAL, revision=0)
    save_draft(admin, "approval", f"{APPROVAL} ", revision=first.revision)
    with pytest.raises(ProcessDraftMoved):
        save_draft(admin, "approval", APPROVAL, revision=first.revision)


def test_a_process_is_started_by_who_may_change_the_record(
    approval: None, ctx: Context, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.server.records.generic.reached", lambda *_a: frozenset())
    with pytest.raises(StartRefused):
        start_for(ctx, cases[0])
