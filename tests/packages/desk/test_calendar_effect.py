"""What a revision would change, what it then changes, and who hears of it (R50)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.desk.test_revisions import closed_on

from owj.kernel.calendars.business import CalendarData, Closure, ClosureKind, set_weekday
from owj.kernel.sla.clocks import Promise
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.queries import hub_ticket, ticket_page
from owj.packages.desk.queries.calendar_effect import CalendarEffect, calendar_effect
from owj.packages.desk.services import announce_date, reply_publicly
from owj.packages.desk.words import Then
from owj.server.agreements.models import Breach, CalendarRevision
from owj.server.agreements.queries import calendar_at
from owj.server.agreements.services import revise_calendar
from owj.server.context import SYSTEM
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-23"


def effect(desk: Desk, data: CalendarData) -> CalendarEffect:
    return calendar_effect(desk.ctx(desk.manager), data)


def test_a_dry_run_tells_what_moves_and_writes_nothing(desk: Desk) -> None:
    running = desk.file(at=tehran("2026-11-22 16:45"))
    answered = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 16:50")
    reply_publicly(desk.ctx(desk.agent), answered.id, Reply("حل شد", then=Then.RESOLVE))
    desk.now = tehran("2026-11-22 20:00")
    found = effect(desk, closed_on(MONDAY))
    assert (found.running, found.moved, found.relieved, found.customers) == (1, 1, 0, 1)
    shift = found.tickets[0].shifts[0]
    assert found.tickets[0].tracking_id == running.tracking_id
    assert shift.before == tehran("2026-11-23 08:45")
    assert shift.after == tehran("2026-11-24 08:45")
    assert desk.fresh(running).first_due_at == shift.before
    assert CalendarRevision.objects.filter(calendar__key="ticket").count() == 1


def test_a_dry_run_promises_what_the_revision_then_does(desk: Desk) -> None:
    """Every kind of ticket around one closed day."""
    late = desk.file(at=tehran("2026-11-22 16:45"))
    urgent = desk.file(at=tehran("2026-11-22 16:55"), is_bug=True, blocks_use=True)
    desk.now = tehran("2026-11-23 09:00")
    desk.ring()
    desk.file(at=tehran("2026-11-23 09:05"))
    desk.now = tehran("2026-11-23 09:10")
    found = effect(desk, closed_on(MONDAY))
    before = {ticket.id: ticket.first_due_at for ticket in desk.system.rows(Ticket)}
    revise_calendar(closed_on(MONDAY), by=desk.admin.actor, now=desk.now)
    desk.ring()
    after = {ticket.id: ticket.first_due_at for ticket in desk.system.rows(Ticket)}
    told = {
        (one.ticket_id, part.promise): getattr(part, "after", None) or part.due_at
        for one in found.tickets
        for part in (*one.shifts, *one.reliefs)
    }
    moved = {id_: due for id_, due in after.items() if due != before[id_]}
    assert {
        id_: due for (id_, promise), due in told.items() if promise is Promise.FIRST_RESPONSE
    } == moved
    assert found.relieved == Breach.objects.exclude(superseded_by=None).count() == 2
    assert found.in_p0 == 2
    assert found.tickets[0].ticket_id in {late.id, urgent.id}
    assert all(desk.fresh(ticket).p0_active for ticket in (late, urgent))


def test_a_withdrawn_holiday_moves_nothing_earlier(desk: Desk) -> None:
    """Edge case 5."""
    revise_calendar(closed_on(MONDAY), by=desk.admin.actor, now=tehran("2026-11-22 12:00"))
    desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 20:00")
    assert effect(desk, closed_on()).tickets == ()


def test_an_announced_date_stays_and_is_told_to_be_at_risk(desk: Desk) -> None:
    """R11: what was told to the customer stays, although the desk will be closed."""
    ticket = desk.file(at=tehran("2026-11-22 10:00"))
    desk.now = tehran("2026-11-22 10:10")
    due = tehran("2026-11-23 12:00")
    announce_date(desk.ctx(desk.agent), ticket.id, due)
    found = effect(desk, closed_on(MONDAY))
    assert (found.moved, found.at_risk) == (0, 1)
    squeeze = found.tickets[0].squeezes[0]
    assert (squeeze.due_at, squeeze.closed_day) == (due, True)


def test_a_change_of_other_days_touches_no_ticket(desk: Desk) -> None:
    desk.file(at=tehran("2026-11-22 16:45"))
    data = calendar_at("ticket", desk.now).data
    assert effect(desk, closed_on("2026-12-20")).tickets == ()
    assert effect(desk, set_weekday(data, 3, (), date(2026, 11, 26))).tickets == ()
    assert effect(desk, replace(closed_on(MONDAY), key="phone")).running == 0


def test_agents_may_look_and_customers_may_not(desk: Desk) -> None:
    desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 20:00")
    assert calendar_effect(desk.ctx(desk.agent), closed_on(MONDAY)).moved == 1
    for user in (desk.hub_user, desk.roleless):
        with pytest.raises(OnlyStaff):
            calendar_effect(desk.ctx(user), closed_on(MONDAY))


def relieve(desk: Desk, *, tell: bool = False) -> tuple[Ticket, datetime]:
    """Break a promise at 08:45 and close that day at 09:30."""
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-23 09:00")
    desk.ring()
    desk.now = tehran("2026-11-23 09:30")
    revise_calendar(closed_on(MONDAY), by=desk.admin.actor, now=desk.now, tell=tell)
    desk.ring()
    return ticket, desk.now


def test_a_superseded_breach_is_told_in_words_to_agent_and_customer(desk: Desk) -> None:
    ticket, declared_at = relieve(desk)
    desk.now = tehran("2026-11-23 10:00")
    staff = ticket_page(desk.ctx(desk.agent), ticket.tracking_id)
    customer = hub_ticket(desk.ctx(desk.hub_user), ticket.tracking_id)
    for page in (staff, customer):
        kinds = [entry.kind for entry in page.timeline]
        assert kinds.index("breach") < kinds.index("breach_superseded")
        told = next(entry for entry in page.timeline if entry.kind == "breach_superseded")
        assert told.at == declared_at.replace(microsecond=0)
        assert told.data["due_at"] == tehran("2026-11-24 08:45")
        assert told.data["revision"] == 2
    assert Notice.objects.filter(kind="breach_superseded", user=desk.manager).exists()
    assert Notice.objects.filter(kind="deadline_moved", user=desk.hub_user).exists()
    letter = OutboxMessage.objects.filter(recipient=desk.contact.email).last()
    assert letter is not None
    assert "سه‌شنبه ۳ آذر ۱۴۰۵، ساعت ۰۸:۴۵" in letter.payload["body"]
    done = Notice.objects.get(kind="calendar_applied", user=desk.admin)
    assert done.data == {"moved": 0, "relieved": 1}


@pytest.mark.parametrize("tell", [True, False])
def test_a_moved_deadline_is_told_to_customers_if_wished(desk: Desk, tell: bool) -> None:
    ticket = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on(MONDAY), by=desk.admin.actor, now=desk.now, tell=tell)
    desk.ring()
    told = Notice.objects.filter(kind="deadline_moved", user=desk.hub_user)
    assert told.exists() is tell
    page = hub_ticket(desk.ctx(desk.hub_user), ticket.tracking_id)
    moved = next(entry for entry in page.timeline if entry.kind == "deadline_moved")
    assert moved.data["due_at"] == tehran("2026-11-24 08:45")


def test_two_revisions_in_one_moment_are_both_applied(desk: Desk) -> None:
    first = desk.file(at=tehran("2026-11-22 16:45"))
    desk.now = tehran("2026-11-22 20:00")
    revise_calendar(closed_on(MONDAY), by=SYSTEM, now=desk.now)
    more = closed_on(MONDAY, "2026-12-20")
    revise_calendar(more, by=SYSTEM, now=desk.now)
    desk.ring()
    assert desk.fresh(first).first_due_at == tehran("2026-11-24 08:45")


def test_a_revision_applied_twice_doubles_nothing(desk: Desk) -> None:
    ticket, _ = relieve(desk)
    counts = Breach.objects.count(), Notice.objects.count(), OutboxMessage.objects.count()
    again = replace(
        closed_on(MONDAY),
        closures=(
            *closed_on(MONDAY).closures,
            Closure(date(2027, 1, 3), ClosureKind.COMPANY, "انبارگردانی"),
        ),
    )
    revise_calendar(again, by=SYSTEM, now=desk.now)
    desk.ring()
    assert counts == (
        Breach.objects.count(),
        Notice.objects.count(),
        OutboxMessage.objects.count(),
    )
    assert desk.fresh(ticket).first_due_at == tehran("2026-11-24 08:45")
