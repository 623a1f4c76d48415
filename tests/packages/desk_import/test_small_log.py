"""A made-up log with every trap of the real one, judged beside an independent count."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.desk_import.logs import CRITICAL, HIGH, SMALL, row, write_log
from tests.packages.desk_import.reference import reference

from owj.kernel.sla.events import EventKind, Priority
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.importer import bring, import_helpdesk_log
from owj.packages.desk.queries import inbox_rows, ticket_page
from owj.packages.desk.queries.results import InboxFilter
from owj.packages.desk.words import Queue, Status
from owj.server.agreements.log import Subject, events_of
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.records.context import Context, open_context
from owj.server.timers.models import Timer

NOW = tehran("2026-11-22 11:20")


@pytest.fixture
def ctx(db: None) -> Context:
    return open_context(SYSTEM, now=NOW)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "log.csv", SMALL)


def bring_in(ctx: Context, log: Path, **how: Any) -> dict[str, Any]:
    return import_helpdesk_log(ctx, log, **how).to_json()


def main_keys(found: dict[str, Any]) -> dict[str, Any]:
    """Return what the reference counts too; it knows no tickets without a deadline."""
    for counted in found["by_priority"].values():
        counted["followup"].pop("undated", None)
    return {
        key: found[key]
        for key in ("cases", "events", "duplicates", "p0", "months_with_5_misses", "by_priority")
    }


def ticket_of(ctx: Context, case: str) -> Ticket:
    ticket = ctx.rows(Ticket).filter(external_key=f"helpdesk-log:{case}").first()
    assert ticket is not None
    return ticket


def kinds_of(ctx: Context, case: str) -> list[EventKind]:
    log = events_of(Subject("ticket", ticket_of(ctx, case).id))
    return [entry.event.kind for entry in log]


def test_summary_agrees_with_an_independent_count(ctx: Context, log: Path) -> None:
    found = bring_in(ctx, log)
    assert main_keys(found) == reference(log)
    assert found["rejected"] == 0
    assert found["new_cases"] == found["cases"] == 11
    assert found["changed_cases"] == 0
    # The count itself is right: what the log's comments say, by hand.
    assert found["by_priority"]["low"]["met"] == 1
    assert found["by_priority"]["medium"]["broken"] == 2
    assert found["by_priority"]["medium"]["open"] == 2


def test_a_second_run_adds_nothing_and_says_the_same(ctx: Context, log: Path) -> None:
    first = bring_in(ctx, log)
    counts = [model.objects.count() for model in (PromiseEvent, Breach, User, Timer)]
    second = bring_in(ctx, log)
    assert second.pop("new_cases") == 0
    assert first.pop("new_cases") == 11
    assert second == first
    assert [model.objects.count() for model in (PromiseEvent, Breach, User, Timer)] == counts
    assert ctx.rows(Ticket).count() == 11
    assert ctx.rows(Customer).count() == 3
    assert ctx.rows(Contract).filter(implicit=True).count() == 3


def test_a_run_that_died_goes_on_where_it_stopped(
    ctx: Context, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = bring.open_tickets_from_history
    batches: list[int] = []

    def die_in_the_second(ctx: Context, batch: Any) -> list[int]:
        batches.append(len(batch))
        done = filed(ctx, batch)
        if len(batches) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(bring, "CASES_A_COMMIT", 4)
    monkeypatch.setattr(bring, "open_tickets_from_history", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        bring_in(ctx, log)
    assert batches == [4, 4]
    assert ctx.rows(Ticket).count() == 4

    monkeypatch.setattr(bring, "open_tickets_from_history", filed)
    found = bring_in(ctx, log)
    assert found["new_cases"] == 7
    assert main_keys(found) == reference(log)


def test_a_later_export_does_not_pass_for_the_same(ctx: Context, tmp_path: Path) -> None:
    bring_in(ctx, write_log(tmp_path / "log.csv", SMALL))
    more = row("Case 5", "Closed", "2012/10/13 12:00:00", customer="Value 3")
    later = bring_in(ctx, write_log(tmp_path / "later.csv", [*SMALL, more]))
    assert (later["new_cases"], later["changed_cases"]) == (0, 1)
    assert later["events"] == 29
    assert ticket_of(ctx, "Case 5").status is Status.OPEN


def test_each_row_becomes_one_marked_event(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    assert kinds_of(ctx, "Case 1") == [
        EventKind.OPENED,
        EventKind.PUBLIC_REPLY,
        EventKind.INTERNAL_NOTE,  # resolved for the first time
        EventKind.REOPENED,
        EventKind.ASSIGNED,
        EventKind.INTERNAL_NOTE,  # resolved again
        EventKind.CLOSED,
    ]
    marks = [
        entry.data["activity"]
        for entry in events_of(Subject("ticket", ticket_of(ctx, "Case 1").id))
        if "activity" in entry.data
    ]
    assert marks == [
        "Assign seriousness",
        "Take in charge ticket",
        "Resolve ticket",
        "Take in charge ticket",
        "Resolve ticket",
        "Closed",
    ]


def test_a_wait_ends_with_whatever_comes_next(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    assert kinds_of(ctx, "Case 2") == [
        EventKind.OPENED,
        EventKind.PUBLIC_REPLY,
        EventKind.WAITING_CUSTOMER,
        EventKind.STATUS_CHANGED,
        EventKind.CLOSED,
    ]


def test_the_last_resolving_completes_the_one_follow_up(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    ticket = ticket_of(ctx, "Case 1")
    assert ticket.status is Status.CLOSED
    assert ticket.closed_at == tehran("2012-10-09 16:00")
    assert ticket.clock_promise == "followup"
    assert ticket.clock_stopped_at == tehran("2012-10-09 16:00")
    assert ticket.breached_month == ""


def test_a_case_closed_without_an_answer_stops_being_late(ctx: Context, tmp_path: Path) -> None:
    rows = [
        row("A", "Assign seriousness", "2012/10/09 09:00:00"),
        row("A", "Closed", "2012/10/09 11:00:00"),
    ]
    bring_in(ctx, write_log(tmp_path / "log.csv", rows))
    ticket = ticket_of(ctx, "A")
    assert (ticket.clock_promise, ticket.clock_state) == ("first_response", "breached")
    assert ticket.clock_stopped_at == tehran("2012-10-09 11:00")
    assert ticket.clock_late_working_s == ticket.clock_late_wall_s == 90 * 60


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ("Case 2", Status.CLOSED),
        ("Case 5", Status.OPEN),
        ("Case 8", Status.CLOSED),
        ("Case 10", Status.RESOLVED),
        ("Case 11", Status.WAITING_CUSTOMER),
    ],
)
def test_a_ticket_stands_as_its_case_stood(
    ctx: Context, log: Path, case: str, status: Status
) -> None:
    bring_in(ctx, log)
    assert ticket_of(ctx, case).status is status


def test_events_at_one_instant_keep_the_order_of_the_file(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    assert kinds_of(ctx, "Case 5")[:2] == [EventKind.OPENED, EventKind.PUBLIC_REPLY]


def test_the_priority_is_that_of_the_first_event(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    assert ticket_of(ctx, "Case 9").priority == "high"


def test_a_priority_map_overrides(ctx: Context, tmp_path: Path) -> None:
    rows = [
        row("A", "Assign seriousness", "2012/10/09 09:00:00", seriousness="Urgent"),
        row("B", "Assign seriousness", "2012/10/09 09:00:00", seriousness=HIGH),
    ]
    given = {"Urgent": Priority.CRITICAL, HIGH: Priority.LOW}
    found = bring_in(ctx, write_log(tmp_path / "log.csv", rows), priority_map=given)
    counted = {name: one["open"] + one["broken"] for name, one in found["by_priority"].items()}
    assert counted == {"critical": 1, "high": 0, "medium": 0, "low": 1}


def test_as_of_forgets_what_came_later(ctx: Context, log: Path) -> None:
    found = bring_in(ctx, log, as_of=tehran("2012-10-10 08:45"))
    medium = found["by_priority"]["medium"]
    # Case 2 falls due at this very second and is answered a minute later; cases 6, 7 and 11 have
    # not begun.
    assert (medium["met"], medium["broken"], medium["open"]) == (1, 0, 1)
    assert found["by_priority"]["low"] == {
        "met": 0,
        "broken": 0,
        "open": 0,
        "median_response_working_min": None,
        "followup": {"met": 0, "broken": 0, "open": 0, "undated": 0},
        "any_broken": 0,
    }
    assert found["cases"] == 11


def test_as_of_after_the_log_breaks_what_was_left_open(ctx: Context, log: Path) -> None:
    found = bring_in(ctx, log, as_of=NOW)
    assert found["by_priority"]["medium"]["open"] == 0


def test_nobody_is_told_of_what_is_long_past(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.exists()


def test_only_open_tickets_get_a_timer(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    ringing = {timer.key for timer in Timer.objects.filter(kind="desk.ticket")}
    unanswered = {str(ticket_of(ctx, case).id) for case in ("Case 6", "Case 7", "Case 11")}
    assert ringing == unanswered
    assert all(timer.due_at > ctx.now for timer in Timer.objects.all())


def test_agents_cannot_sign_in(ctx: Context, log: Path) -> None:
    bring_in(ctx, log)
    agents = User.objects.filter(username__startswith="helpdesk-log/")
    assert [agent.full_name for agent in agents.order_by("id")] == ["کارشناس ۱", "کارشناس ۲"]
    assert not any(agent.has_usable_password() for agent in agents)


def test_the_screens_show_an_imported_ticket(desk: Desk, log: Path) -> None:
    bring_in(desk.system, log)
    ctx = desk.ctx(desk.agent)
    assert len(inbox_rows(ctx, InboxFilter(queue=Queue.ALL)).rows) == 11
    page = ticket_page(ctx, ticket_of(desk.system, "Case 1").tracking_id)
    assert page.customer.name == "مشتری ۱"
    assert page.ticket.subject == "محصول ۷، خدمت ۲، پرونده ۱"
    assert [entry.kind for entry in page.timeline] == [
        "opened",
        "public_reply",
        "activity",
        "reopened",
        "assigned",
        "activity",
        "closed",
    ]
    assert page.timeline[0].text.splitlines()[:3] == [
        "نخستین رویداد: Assign seriousness",
        "پرونده: ۱",
        "محصول: ۷",
    ]
    assert page.timeline[1].first_response
    assert page.timeline[2].data["activity"] == "Resolve ticket"


def test_only_the_system_and_administrators_import(desk: Desk, log: Path) -> None:
    with pytest.raises(OnlyStaff):
        import_helpdesk_log(desk.ctx(desk.manager), log)
    found = import_helpdesk_log(desk.ctx(desk.admin), log)
    assert found.brought.new_cases == 11


def test_a_clock_runs_over_the_change_to_summer_time(ctx: Context, tmp_path: Path) -> None:
    # 2012-03-20 24:00 became 01:00; the case is answered one working minute before its deadline.
    rows = [
        row("A", "Assign seriousness", "2012/03/20 16:50:00", seriousness=CRITICAL),
        row("A", "Take in charge ticket", "2012/03/21 08:34:00", seriousness=CRITICAL),
    ]
    found = bring_in(ctx, write_log(tmp_path / "log.csv", rows))
    critical = found["by_priority"]["critical"]
    assert (critical["met"], critical["median_response_working_min"]) == (1, 14.0)
    assert ticket_of(ctx, "A").first_response_at == datetime(2012, 3, 21, 4, 4, tzinfo=UTC)
