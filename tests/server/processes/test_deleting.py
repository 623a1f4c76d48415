"""What is deleted for good: by an administrator who typed its name, and told in the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.server.processes.drawings import drawing
from tests.server.processes.tasks.drawn import drawn, said

from owj.server.processes.deed_rows import ProcessDeed
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.deleting import delete_ended, delete_process
from owj.server.processes.errors import (
    DeletionNotConfirmed,
    OnlyProcessAdministrators,
    ProcessHasRun,
    ProcessInUse,
)
from owj.server.processes.models import ProcessHistory, ProcessInstance, UserTask
from owj.server.processes.services import cancel_instance, deploy, drop_draft, save_draft, start
from owj.server.processes.work.secret_store import remove_secret, set_secret
from owj.server.records.context import Context

SIGNED = drawing('<startEvent id="s"/><userTask id="u"/><endEvent id="e"/>', "s u e")
NAME = "روال آزمون"


def deeds() -> list[str]:
    return list(ProcessDeed.objects.order_by("pk").values_list("what", flat=True))


def test_a_process_that_never_ran_goes_with_its_versions_and_draft(admin: Context) -> None:
    drawn(admin, SIGNED)
    save_draft(admin, "drawn", SIGNED.replace('"u"', '"v"'))
    delete_process(admin, "drawn", f" {NAME} ")
    assert not ProcessDefinition.objects.filter(key="drawn").exists()
    assert not ProcessVersion.objects.filter(definition__key="drawn").exists()
    assert deeds() == ["process.deleted"]
    assert ProcessDeed.objects.get().by_id == admin.actor.user_id


def test_what_is_deleted_must_be_typed_first(admin: Context) -> None:
    drawn(admin, SIGNED)
    with pytest.raises(DeletionNotConfirmed):
        delete_process(admin, "drawn", "yes")
    assert ProcessDefinition.objects.filter(key="drawn").exists()


def test_a_process_with_cases_or_with_callers_stays(admin: Context) -> None:
    drawn(admin, SIGNED)
    starts = said(kind="process.start", process="drawn")
    caller = f'<startEvent id="s"/><serviceTask id="w" {starts}/>'
    save_draft(admin, "caller", drawing(caller, "s w"), name="فراخواننده")
    deploy(admin, "caller")
    with pytest.raises(ProcessInUse) as used:
        delete_process(admin, "drawn", NAME)
    assert used.value.data["users"] == "فراخواننده"
    start(admin, "drawn")
    with pytest.raises(ProcessHasRun):
        delete_process(admin, "drawn", NAME)


def test_ended_cases_go_with_all_their_rows_and_running_ones_stay(admin: Context) -> None:
    drawn(admin, SIGNED)
    ended, running = start(admin, "drawn"), start(admin, "drawn")
    cancel_instance(admin, ended.pk)
    assert delete_ended(admin, "drawn", NAME, before=admin.now, most=10) == 0
    assert ProcessInstance.objects.filter(pk=ended.pk).exists()
    later = admin.now + timedelta(days=1)
    assert delete_ended(admin, "drawn", NAME, before=later, most=10) == 0
    assert set(ProcessInstance.objects.values_list("pk", flat=True)) == {running.pk}
    assert set(ProcessHistory.objects.values_list("instance_id", flat=True)) == {running.pk}
    assert set(UserTask.objects.values_list("instance_id", flat=True)) == {running.pk}
    assert deeds() == ["process.history_deleted"]


def test_so_many_at_most_go_at_once_and_the_rest_is_told(admin: Context) -> None:
    drawn(admin, SIGNED)
    for _ in range(3):
        cancel_instance(admin, start(admin, "drawn").pk)
    assert delete_ended(admin, "drawn", "drawn", before=None, most=2) == 1


def test_only_administrators_delete(ctx: Context, admin: Context) -> None:
    drawn(admin, SIGNED)
    with pytest.raises(OnlyProcessAdministrators):
        delete_process(ctx, "drawn", NAME)
    with pytest.raises(OnlyProcessAdministrators):
        delete_ended(ctx, "drawn", NAME, before=None, most=1)


def test_drafts_and_secrets_leave_a_line_without_what_they_held(admin: Context) -> None:
    save_draft(admin, "drawn", SIGNED)
    drop_draft(admin, "drawn")
    drop_draft(admin, "drawn")
    set_secret(admin, "bank", "s3cr3t-value", ["api.example"])
    remove_secret(admin, "bank")
    remove_secret(admin, "bank")
    assert deeds() == ["process.draft_dropped", "secret.set", "secret.removed"]
    assert "s3cr3t" not in str(list(ProcessDeed.objects.values()))
