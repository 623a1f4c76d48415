"""The end of a warranty is recalled 30, 7 and 1 days before it, once each (R22)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.warranty.conftest import Covered, jalali

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.packages.customers.entity import Contact
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import give_rights
from owj.packages.warranty import reminders
from owj.packages.warranty.reminders import (
    REMINDERS_TIMER,
    due_reminder,
    ensure_reminders,
)
from owj.packages.warranty.services import record_renewal
from owj.packages.warranty.timers import ring_reminders
from owj.server.notices.choices import choose_ways
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer
from owj.server.timers.mornings import ALL
from owj.server.timers.registry import TimerRow
from owj.server.timers.schedule import next_morning
from owj.server.workspace.queries import current_workspace

pytestmark = pytest.mark.django_db

# Delivered on 2 Azar 1404: covered to the end of 1 Azar 1405, 22 November 2026.
DELIVERED, END = jalali(1404, 9, 2), date(2026, 11, 22)
KIND = "warranty_ends"


def morning(before: int, hour: int = 9) -> datetime:
    return tehran(f"{END - timedelta(days=before)} {hour:02}:00")


def look(at: datetime) -> list[str]:
    """Let the timer ring as the worker does, and return the subjects of new letters."""
    known = set(OutboxMessage.objects.values_list("id", flat=True))
    ring_reminders(TimerRow(REMINDERS_TIMER, ALL, at, {}, 1), at)
    new = OutboxMessage.objects.exclude(id__in=known).order_by("id")
    return [one.payload.get("subject") or one.payload["text"] for one in new]


@pytest.mark.parametrize(
    ("left", "due"),
    [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-30, 1), (-31, None)],
)
def test_latest_reminder_that_is_due_counts(left: int, due: int | None) -> None:
    assert due_reminder(END, END - timedelta(days=left), SHIPPED_AGREEMENT) == due


def test_warranty_without_an_end_recalls_nothing() -> None:
    assert due_reminder(None, END, SHIPPED_AGREEMENT) is None


def test_each_reminder_is_a_letter_once(covered: Covered) -> None:
    covered.deliver(DELIVERED)
    told = {before: look(morning(before)) for before in (31, 30, 29, 8, 7, 7, 6, 2, 1, 1, 0)}
    assert [before for before, letters in told.items() if letters] == [30]
    assert OutboxMessage.objects.count() == 3
    first = OutboxMessage.objects.order_by("id")[0]
    assert first.payload["subject"] == "گارانتی «خرید سامانه» با ۱ آذر ۱۴۰۵ پایان می‌یابد"
    assert "۳۰ روز مانده است" in first.payload["body"]
    assert Notice.objects.filter(user=covered.desk.hub_user, kind=KIND).count() == 3


def test_what_was_missed_while_owj_stood_still_is_made_up_for_once(covered: Covered) -> None:
    covered.deliver(DELIVERED)
    # Off from before the 30th day until the third: the seven days' letter, with what is left.
    assert len(look(morning(3))) == 1
    assert "۳ روز مانده است" in OutboxMessage.objects.get().payload["body"]
    assert look(morning(2)) == []
    # Off again over the end.
    (late,) = look(morning(-4))
    assert late == "گارانتی «خرید سامانه» تمام شده است"
    assert look(morning(-5)) == []


def test_renewed_warranty_has_reminders_of_its_own_end(covered: Covered) -> None:
    covered.deliver(DELIVERED)
    look(morning(7))
    desk = covered.desk
    at = morning(5)
    record_renewal(desk.ctx(desk.manager, at), covered.contract.id, at.date(), "۳۳۱")
    assert look(morning(1)) == []
    assert len(look(morning(-335))) == 1


def test_person_chooses_how_it_is_told_and_who_sees_no_numbers_hears_nothing(
    covered: Covered,
) -> None:
    covered.deliver(DELIVERED)
    desk = covered.desk
    contact = desk.system.get(Contact, desk.contact.id)
    desk.system.update(contact, phone="09121234567")
    choose_ways(desk.hub_user, {KIND: ["sms"]})
    (line,) = look(morning(30))
    sms = OutboxMessage.objects.get()
    assert (sms.channel, sms.recipient) == ("sms", "+989121234567")
    assert line.startswith("گارانتی «خرید سامانه»")
    assert line.endswith("/hub/contracts")
    give_rights(desk.ctx(desk.admin), contact.id, desk.customer.id, Rights(team=True))
    assert look(morning(7)) == []


def test_person_without_an_account_gets_the_letter(covered: Covered) -> None:
    covered.deliver(DELIVERED)
    desk = covered.desk
    desk.hub_user.is_active = False
    desk.hub_user.save()
    assert len(look(morning(30))) == 1
    assert OutboxMessage.objects.get().recipient == desk.contact.email
    assert look(morning(29)) == []


def test_contracts_are_looked_at_in_stretches_and_then_the_next_morning(
    covered: Covered, monkeypatch: pytest.MonkeyPatch
) -> None:
    covered.deliver(DELIVERED)
    monkeypatch.setattr(reminders, "AT_ONCE", 1)
    Timer.objects.filter(kind=REMINDERS_TIMER).delete()
    at = morning(30)
    look(at)
    timer = Timer.objects.get(kind=REMINDERS_TIMER)
    assert (timer.due_at, timer.data) == (at, {"after_id": covered.contract.id})
    ring_reminders(TimerRow(REMINDERS_TIMER, ALL, at, timer.data, 1), at)
    assert Timer.objects.get(kind=REMINDERS_TIMER).due_at == morning(29)
    assert OutboxMessage.objects.count() == 1


def test_timer_is_set_once_for_the_next_morning(desk: Desk) -> None:
    Timer.objects.filter(kind=REMINDERS_TIMER).delete()
    for _ in range(2):
        ensure_reminders(desk.system)
    assert Timer.objects.get(kind=REMINDERS_TIMER).due_at == tehran("2026-11-23 09:00")
    zone = current_workspace().tz
    assert next_morning(tehran("2026-11-23 08:59"), zone) == tehran("2026-11-23 09:00")
    assert next_morning(tehran("2026-11-23 09:00"), zone) == tehran("2026-11-24 09:00")
