"""Agreement versions and calendar revisions between arrival and deadline (R50, cases 5, 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.packages.conftest import Desk, tehran

from owj.kernel.calendars.business import CalendarData, Closure, ClosureKind, ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.packages.desk.drafts import Reply
from owj.packages.desk.services import (
    apply_revision,
    assign_ticket,
    clear_p0,
    evaluate_ticket,
    reply_publicly,
)
from owj.packages.desk.words import Then
from owj.server.agreements.models import Breach
from owj.server.agreements.queries import agreement_version
from owj.server.agreements.services import publish_agreement, revise_calendar
from owj.server.context import SYSTEM
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db


def closed_on(*days: str) -> CalendarData:
    """Return the shipped ticket calendar with company closures."""
    data = ticket_calendar().data
    extra = tuple(
        Closure(datetime.fromisoformat(day).date(), ClosureKind.COMPANY, "آلودگی هوا")
        for day in days
    )
    return replace(data, closures=(*data.closures, *extra))


def test_version_of_the_arrival_judges_although_another_comes_before_the_deadline(
    desk: Desk,
) -> None:
    strict = replace(
        SHIPPED_AGREEMENT,
        id="1405-2",
        label="نسخهٔ ۲",
        effective_from=desk.now + timedelta(minutes=10),
        first_response_minutes=replace(SHIPPED_AGREEMENT.first_response_minutes, medium=5),
    )
    publish_agreement(strict, by=desk.admin.actor, now=desk.now)
    before = desk.file()
    desk.wait(minutes=10)
    after = desk.file()
    assert after.first_due_at == desk.now + timedelta(minutes=5)
    desk.wait(minutes=15)
    desk.ring()
    assert desk.fresh(after).p0_active
    # Time and people look at the older ticket again, each under its own version.
    evaluate_ticket(desk.system, before.id)
    assert not desk.fresh(before).p0_active
    assign_ticket(desk.ctx(desk.agent), before.id, desk.agent.pk)
    assert not desk.fresh(before).p0_active
    assert desk.fresh(before).first_due_at == before.first_due_at
    assert agreement_version(desk.fresh(before).agreement_version).number == 1
    assert agreement_version(desk.fresh(after).agreement_version).number == 2


def test_closure_declared_in_the_evening_moves_an_open_ticket_later_only(desk: Desk) -> None:
    running = desk.file(at=tehran("2026-11-22 16:45"))
    answered = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 16:50")
    reply_publicly(desk.ctx(desk.agent), answered.id, Reply("حل شد", then=Then.RESOLVE))
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on("2026-11-23"), by=desk.admin.actor, now=desk.now)
    desk.ring()
    assert desk.fresh(running).first_due_at == tehran("2026-11-24 08:45")
    finished = desk.fresh(answered)
    assert finished.first_due_at == tehran("2026-11-23 08:45")
    # Withdrawn again: what was moved later stays later.
    desk.now = tehran("2026-11-22 21:00")
    revise_calendar(closed_on(), by=desk.admin.actor, now=desk.now)
    desk.ring()
    assert desk.fresh(running).first_due_at == tehran("2026-11-24 08:45")


def test_closure_of_the_same_morning_supersedes_the_breach_and_p0_waits_for_the_manager(
    desk: Desk,
) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 09:00")
    desk.ring()
    assert desk.fresh(ticket).breached_month == "1405-09"
    desk.now = tehran("2026-11-23 09:30")
    number = revise_calendar(closed_on("2026-11-23"), by=desk.admin.actor, now=desk.now)
    desk.ring()
    ticket = desk.fresh(ticket)
    breach = Breach.objects.get(record_id=ticket.id)
    assert breach.superseded_by == number == 2
    assert ticket.breached_month == ""
    assert ticket.p0_active
    clear_p0(desk.ctx(desk.manager), ticket.id)
    assert not desk.fresh(ticket).p0_active
    desk.now = tehran("2026-11-24 08:45:01")
    desk.ring()
    # The moved deadline was broken too: that is another fact.
    assert Breach.objects.filter(record_id=ticket.id).count() == 2
    assert desk.fresh(ticket).breached_month == "1405-09"


def test_revised_calendar_is_worked_off_in_stretches(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [desk.file(at=tehran("2026-11-22 16:45")) for _ in range(5)]
    monkeypatch.setattr(apply_revision, "STRETCH", 2)
    monkeypatch.setattr(apply_revision, "LOOKED_AT", 3)
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on("2026-11-23"), by=SYSTEM, now=desk.now)
    while Timer.objects.filter(kind="desk.calendar_revised").exists():
        assert desk.ring()
    dues = {desk.fresh(ticket).first_due_at for ticket in tickets}
    assert dues == {tehran("2026-11-24 08:45")}
