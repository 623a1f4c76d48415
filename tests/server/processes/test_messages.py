"""Messages, signals and record writes: whom they reach, and once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.server.processes.drawings import drawing
from tests.server.records.conftest import NOW
from tests.server.records.toys import Case, Firm

from owj.server.processes import refreshing
from owj.server.processes.models import (
    ProcessInstance,
    ProcessMessage,
    ProcessSubscription,
    ProcessVariable,
    UserTask,
)
from owj.server.processes.posting import post_waiting
from owj.server.processes.services import (
    broadcast_signal,
    deliver_message,
    deploy,
    save_draft,
    set_archived,
    start,
)
from owj.server.processes.timing import ProcessesReport
from owj.server.records.context import Context, open_context

WAITS = drawing(
    '<startEvent id="s"/><intermediateCatchEvent id="paid" owj:key="order">'
    '<messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="e"/>',
    "s paid e",
).replace("<process", '<message id="m" name="paid"/><process')
SIGNAL = drawing(
    '<startEvent id="s"/><intermediateCatchEvent id="w"><signalEventDefinition signalRef="g"/>'
    '</intermediateCatchEvent><endEvent id="e"/>',
    "s w e",
).replace("<process", '<signal id="g" name="closed"/><process')


def deployed(admin: Context, key: str, xml: str, entity: str | None = None) -> None:
    save_draft(admin, key, xml, entity=entity)
    deploy(admin, key)


def on_case(condition: str, on: str = "") -> str:
    attribute = f' owj:on="{on}"' if on else ""
    return drawing(
        f'<startEvent id="s"{attribute}><conditionalEventDefinition>'
        f"<condition>{condition}</condition></conditionalEventDefinition></startEvent>"
        '<userTask id="ask"/>',
        "s ask",
    )


def post_all(ctx: Context) -> int:
    report = ProcessesReport()
    while post_waiting(ctx, report):
        pass
    return report.posted


def test_a_message_reaches_the_one_with_its_key(admin: Context) -> None:
    deployed(admin, "order", WAITS)
    first, second = (start(admin, "order", {"order": key}) for key in ("a", "b"))
    assert deliver_message(admin, "paid", "b") == second.pk
    assert deliver_message(admin, "paid", "c") is None
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("active", "completed")


def test_a_message_that_comes_twice_counts_once(admin: Context) -> None:
    deployed(admin, "order", WAITS)
    for _ in range(2):
        start(admin, "order", {"order": "a"})
    assert deliver_message(admin, "paid", "a", message_id="bank-1") is not None
    assert (
        deliver_message(admin.at(NOW + timedelta(hours=1)), "paid", "a", message_id="bank-1")
        is None
    )
    assert ProcessInstance.objects.filter(status="active").count() == 1


def test_a_message_waits_for_somebody_as_long_as_it_may(admin: Context) -> None:
    deployed(admin, "order", WAITS)
    assert deliver_message(admin, "paid", "a", keep_for=timedelta(minutes=5)) is None
    system = admin.as_system()
    assert post_all(system) == 0
    running = start(admin, "order", {"order": "a"})
    assert post_all(system) == 1
    running.refresh_from_db()
    assert running.status == "completed"
    deliver_message(admin, "paid", "z", keep_for=timedelta(minutes=5))
    post_all(system.at(NOW + timedelta(minutes=6)))
    assert ProcessMessage.objects.get(key="z").state == "expired"


def test_a_signal_reaches_everybody(admin: Context) -> None:
    deployed(admin, "sig", SIGNAL)
    ids = [start(admin, "sig").pk for _ in range(3)]
    assert broadcast_signal(admin, "closed") == ids
    assert not ProcessSubscription.objects.exists()


def test_a_new_record_starts_a_process_in_its_transaction(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "big", on_case("record.size &gt; 5"), "toy_case")
    ctx.create(Case, opened_at=NOW, subject="small", firm=firm, size=3)
    assert not ProcessInstance.objects.exists()
    big = ctx.create(Case, opened_at=NOW, subject="large", firm=firm, size=7)
    running = ProcessInstance.objects.get()
    assert (running.entity, running.record_id, running.title) == ("toy_case", big.id, "large")


def test_a_change_starts_a_process_when_its_condition_becomes_true(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "big", on_case("record.size &gt; 5", "changed"), "toy_case")
    case = ctx.create(Case, opened_at=NOW, subject="x", firm=firm, size=9)
    assert not ProcessInstance.objects.exists()
    ctx.update(case, size=8)
    assert not ProcessInstance.objects.exists()
    ctx.update(case, size=2)
    ctx.update(case, size=6)
    assert ProcessInstance.objects.count() == 1


def test_a_deletion_starts_a_process_that_still_reads_the_record(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "gone", on_case("record.size = 4", "deleted"), "toy_case")
    case = ctx.create(Case, opened_at=NOW, subject="x", firm=firm, size=4)
    ctx.as_system().delete(ctx.as_system().get(Case, case.id))
    assert ProcessInstance.objects.get().record_id == case.id


def test_a_record_whose_write_is_undone_started_nothing(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "big", on_case("record.size &gt; 5"), "toy_case")
    with transaction.atomic():
        ctx.create(Case, opened_at=NOW, subject="x", firm=firm, size=9)
        assert ProcessInstance.objects.exists()
        transaction.set_rollback(True)
    assert not ProcessInstance.objects.exists()


def test_an_archived_process_starts_no_more(admin: Context, ctx: Context, firm: Firm) -> None:
    deployed(admin, "big", on_case("true"), "toy_case")
    set_archived(admin, "big", archived=True)
    ctx.create(Case, opened_at=NOW, subject="x", firm=firm)
    assert not ProcessInstance.objects.exists()
    set_archived(admin, "big", archived=False)
    # A unit of work asks once what starts with its writes; this is the next one.
    open_context(ctx.actor, NOW).create(Case, opened_at=NOW, subject="x", firm=firm)
    assert ProcessInstance.objects.count() == 1


def test_what_is_archived_while_a_unit_of_work_runs_starts_no_more(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "big", on_case("true"), "toy_case")
    ctx.create(Case, opened_at=NOW, subject="x", firm=firm)
    set_archived(admin, "big", archived=True)
    ctx.create(Case, opened_at=NOW, subject="x", firm=firm)
    assert ProcessInstance.objects.count() == 1


def test_a_new_record_asks_nothing_more_once_it_is_known_what_starts(
    admin: Context, ctx: Context, firm: Firm
) -> None:
    deployed(admin, "big", on_case("record.size = 4", "changed"), "toy_case")
    ctx.create(Case, opened_at=NOW, subject="x", firm=firm)
    with CaptureQueriesContext(connection) as asked:
        ctx.create(Case, opened_at=NOW, subject="y", firm=firm)
    assert "server_process" not in " ".join(one["sql"] for one in asked)


def test_a_running_process_hears_what_its_record_becomes_and_pages_hear_when_it_goes_on(
    admin: Context, ctx: Context, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(refreshing, "tell_live", lambda number, *_: told.append(number))
    xml = drawing(
        '<startEvent id="s"/><intermediateCatchEvent id="w"><conditionalEventDefinition>'
        "<condition>record.size = 7</condition></conditionalEventDefinition>"
        '</intermediateCatchEvent><userTask id="ask" owj:priority="record.size"/>',
        "s w ask",
    )
    deployed(admin, "wait", xml, "toy_case")
    case = ctx.create(Case, opened_at=NOW, subject="x", firm=firm, size=1)
    running = start(ctx, "wait", record=case)
    ctx.update(case, size=6)
    assert (UserTask.objects.exists(), told) == (False, [])
    ctx.update(case, size=7)
    assert (UserTask.objects.get().priority, told) == (Decimal(7), [running.pk])


def test_a_thrown_message_finds_its_process_by_its_key(admin: Context) -> None:
    throws = drawing(
        '<startEvent id="s"/><intermediateThrowEvent id="t" owj:key="order">'
        '<messageEventDefinition messageRef="m"/></intermediateThrowEvent><endEvent id="e"/>',
        "s t e",
    ).replace("<process", '<message id="m" name="paid"/><process')
    deployed(admin, "order", WAITS)
    deployed(admin, "cashier", throws)
    first, second = (start(admin, "order", {"order": key}) for key in ("a", "b"))
    start(admin, "cashier", {"order": "b"})
    assert post_all(admin.as_system()) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("active", "completed")


def test_late_news_of_a_record_tells_what_it_is_by_now(
    admin: Context, ctx: Context, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed(admin, "sig", SIGNAL, "toy_case")
    case = ctx.create(Case, opened_at=NOW, subject="x", firm=firm, size=1)
    running = start(ctx, "sig", record=case)
    with monkeypatch.context() as held:
        held.setattr(refreshing, "load_instance", lambda *_a, **_k: None)
        ctx.update(case, size=2)
    ctx.update(case, size=3)
    assert post_all(ctx.as_system()) == 1
    record = ProcessVariable.objects.get(instance=running, name="record")
    assert record.value["size"] == 3
