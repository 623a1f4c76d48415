"""Timers of processes: claimed by their process, fired once, held off when they fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.doors import client_of
from tests.server.processes.drawings import APPROVAL, drawing
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case

from owj.server.identity.models import User
from owj.server.incidents.models import Incident
from owj.server.processes import timing
from owj.server.processes.loading import load_due
from owj.server.processes.models import ProcessInstance, ProcessStart, ProcessTimer, UserTask
from owj.server.processes.services import deploy, save_draft, start
from owj.server.processes.timing import ProcessesReport, fire_due_timer, start_due
from owj.server.records.context import Context

CYCLE = drawing(
    '<startEvent id="s"/><userTask id="ask"/><endEvent id="e"/><userTask id="again"/>'
    '<boundaryEvent id="each" attachedToRef="ask" cancelActivity="false"><timerEventDefinition>'
    "<timeCycle>R3/PT1H</timeCycle></timerEventDefinition></boundaryEvent>",
    "s ask e",
    "each again",
)


def begun(admin: Context, xml: str, key: str = "one") -> ProcessInstance:
    save_draft(admin, key, xml)
    deploy(admin, key)
    return start(admin, key)


def fire_all(ctx: Context) -> ProcessesReport:
    report = ProcessesReport()
    while fire_due_timer(ctx, report) and not report.failed:
        pass
    return report


def test_a_timer_fires_when_it_is_due_and_not_before(
    admin: Context, ctx: Context, cases: list[Case]
) -> None:
    save_draft(admin, "approval", APPROVAL)
    deploy(admin, "approval")
    start(ctx, "approval", {"boss": Decimal(ctx.actor.user_id or 0)})
    early = ctx.as_system().at(NOW + timedelta(hours=3, minutes=59))
    assert fire_all(early).fired == 0
    assert fire_all(early.at(NOW + timedelta(hours=4))).fired == 1
    assert set(UserTask.objects.values_list("name", flat=True)) == {"Approve", "Remind"}
    assert not ProcessTimer.objects.exists()


def test_a_cycle_advances_from_what_was_planned(admin: Context) -> None:
    begun(admin, CYCLE)
    late = admin.as_system().at(NOW + timedelta(hours=1, minutes=50))
    assert fire_all(late).fired == 1
    timer = ProcessTimer.objects.get()
    assert (timer.due, timer.left) == (NOW + timedelta(hours=2), 2)
    assert fire_all(late.at(NOW + timedelta(days=9))).fired == 2
    assert not ProcessTimer.objects.exists()


def test_a_timer_that_another_worker_fired_is_passed_over_and_not_counted(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(admin, CYCLE)
    late = admin.as_system().at(NOW + timedelta(days=9))
    found = timing.load_due(late.now)
    assert found is not None
    gone = iter([(99, found[1])])
    monkeypatch.setattr(timing, "load_due", lambda now: next(gone, None) or load_due(now))
    assert fire_all(late).fired == 3


def test_a_timer_that_cannot_fire_is_held_off_then_quarantined(
    admin: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(admin, CYCLE)

    def refuse(*_given: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(timing, "go", refuse)
    late = admin.as_system().at(NOW + timedelta(hours=1))
    for attempt in range(1, timing.MOST_ATTEMPTS + 1):
        ProcessTimer.objects.update(retry_at=None)
        report = ProcessesReport()
        assert fire_due_timer(late, report)
        assert report.failed == 1
        assert ProcessTimer.objects.get().attempts == attempt
        assert not fire_due_timer(late, ProcessesReport())
    assert ProcessTimer.objects.get().quarantined
    assert Incident.objects.filter(source="process", resolved_at=None).exists()
    monkeypatch.undo()
    incident = Incident.objects.get(source="process")
    close = reverse("client:state_incident", args=[incident.pk])
    person = User.objects.get(pk=admin.actor.user_id)
    assert client_of(person).post(close, {"reason": "mended"}).status_code == 302
    incident.refresh_from_db()
    assert incident.resolution == "mended"
    assert fire_all(late).fired == 1


def test_a_timed_start_begins_again_and_again(admin: Context) -> None:
    xml = drawing(
        '<startEvent id="s"><timerEventDefinition><timeCycle>R/P1D</timeCycle>'
        '</timerEventDefinition></startEvent><userTask id="ask"/>',
        "s ask",
    )
    save_draft(admin, "daily", xml)
    deploy(admin, "daily")
    report = ProcessesReport()
    assert not start_due(admin.as_system(), report)
    assert start_due(admin.as_system().at(NOW + timedelta(days=1, hours=2)), report)
    assert report.started == 1
    assert ProcessStart.objects.get(kind="timer").due == NOW + timedelta(days=2)
    assert ProcessInstance.objects.count() == 1


def test_working_time_of_a_calendar_sets_a_timer(admin: Context) -> None:
    xml = drawing(
        '<startEvent id="s"/><userTask id="ask"'
        ' owj:due="add working time(now(), duration(&quot;PT1H&quot;), &quot;ticket&quot;)"/>',
        "s ask",
    )
    begun(admin.at(datetime(2026, 11, 27, 20, 0, tzinfo=UTC)), xml)
    due = UserTask.objects.get().due
    assert due is not None
    # Friday night: the hour is spent on Saturday.
    assert due.date() == date(2026, 11, 28)
