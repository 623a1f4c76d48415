"""Publishing agreements and revising calendars: nothing is overwritten, everything is dated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    check_keeps_opening,
    phone_calendar,
    ticket_calendar,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clauses import AgreementText, Clause, check_clauses, read_text
from owj.server import clock
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import (
    BackdatedRevision,
    CalendarChanged,
    CalendarNameTaken,
    OnlyCalendarEditors,
    UnknownCalendar,
)
from owj.server.agreements.events import AgreementPublished, CalendarRevised
from owj.server.agreements.models import (
    AgreementVersion,
    BusinessCalendarRow,
    CalendarRevision,
)
from owj.server.agreements.queries import calendar_at
from owj.server.agreements.setting_words import place_words
from owj.server.agreements.shipped_text import shipped_clauses
from owj.server.context import Actor
from owj.server.events import publish

NAME_LIMIT = 120
EDITORS = ("admin", "project_manager")


@transaction.atomic
def install_shipped_agreement() -> None:
    """Publish the agreement and the two calendars that come with Owj, if they are not there yet."""
    at = clock.now()
    for calendar in (ticket_calendar(), phone_calendar()):
        _install_calendar(calendar, at)
    if AgreementVersion.objects.filter(key=SHIPPED_KEY, number=1).exists():
        return
    text = text_of(SHIPPED_AGREEMENT, shipped_clauses(), at=at)
    AgreementVersion.objects.get_or_create(
        key=SHIPPED_KEY,
        number=1,
        defaults={
            "label": SHIPPED_AGREEMENT.label,
            "effective_from": SHIPPED_AGREEMENT.effective_from,
            "published_at": at,
            "text": text.plain,
            "content": text.to_json(),
            "data": SHIPPED_AGREEMENT.to_json(),
        },
    )


def text_of(agreement: Agreement, clauses: Sequence[Clause], *, at: datetime) -> AgreementText:
    """Return a text with the words that its settings have now. Raises: UnknownCalendar."""
    return AgreementText(agreement.label, tuple(clauses), place_words(agreement, clauses, at=at))


@transaction.atomic
def publish_agreement(
    agreement: Agreement,
    *,
    by: Actor,
    now: datetime,
    key: str = SHIPPED_KEY,
    clauses: Sequence[Clause] | None = None,
    tell: bool = False,
) -> AgreementVersion:
    """Add a version; it judges what starts at or after its `effective_from` (R50, R51).

    clauses: None for those of the version before. tell: let the customers under it hear of it.
    Raises: UnknownCalendar when it names a calendar that was never published; BackdatedRevision
    when it would judge what has already started; ClauseRejected.
    """
    for calendar_key in (agreement.ticket_calendar, agreement.phone_calendar):
        if not BusinessCalendarRow.objects.filter(key=calendar_key).exists():
            raise UnknownCalendar(key=calendar_key)
    last = AgreementVersion.objects.select_for_update().filter(key=key).order_by("number").last()
    if last is not None and agreement.effective_from < now:
        raise BackdatedRevision(after=now.isoformat(), got=agreement.effective_from.isoformat())
    number = 1 if last is None else last.number + 1
    if clauses is None:
        clauses = read_text(last.content).clauses if last is not None else ()
    else:
        check_clauses(clauses)
    text = text_of(agreement, clauses, at=now) if clauses else None
    row = AgreementVersion.objects.create(
        key=key,
        number=number,
        label=agreement.label,
        effective_from=agreement.effective_from,
        published_at=now,
        published_by_id=by.user_id,
        text=text.plain if text else "",
        content=text.to_json() if text else {},
        data=agreement.to_json(),
    )
    publish(AgreementPublished(key, number, agreement.effective_from, by=by.user_id, tell=tell))
    return row


def may_edit_calendars(actor: Actor) -> bool:
    """Tell whether somebody may change calendars."""
    return any(actor.has_role(role) for role in EDITORS)


@transaction.atomic
def revise_calendar(
    data: CalendarData,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    after: int | None = None,
    tell: bool = False,
) -> int:
    """Declare another state of a calendar as of now; returns the revision's number (R4, R50).

    after: the number of the revision it was made from; None makes no difference of it. tell: let
    customers hear of deadlines that move.
    Raises: OnlyCalendarEditors, UnknownCalendar, CalendarRejected, CalendarNeverOpens,
    CalendarChanged, BackdatedRevision when a later one is declared.
    """
    if not may_edit_calendars(by):
        raise OnlyCalendarEditors
    check_keeps_opening(data)
    row = BusinessCalendarRow.objects.select_for_update().filter(key=data.key).first()
    if row is None:
        raise UnknownCalendar(key=data.key)
    last = CalendarRevision.objects.filter(calendar=row).order_by("number").last()
    if after is not None and (last is None or last.number != after):
        raise CalendarChanged(number=last.number if last else 0)
    if last is not None and last.declared_at is not None and now < last.declared_at:
        raise BackdatedRevision(after=last.declared_at.isoformat(), got=now.isoformat())
    number = 1 if last is None else last.number + 1
    CalendarRevision.objects.create(
        calendar=row,
        number=number,
        declared_at=now,
        recorded_at=now,
        recorded_by_id=by.user_id,
        note=note,
        data=replace(data, name=data.name or row.name).to_json(),
    )
    publish(CalendarRevised(data.key, number, now, by=by.user_id, tell=tell))
    return number


@transaction.atomic
def add_calendar(name: str, *, like: str, by: Actor, now: datetime) -> str:
    """Make a calendar with the state of another in force now; returns its key.

    Raises: OnlyCalendarEditors, CalendarNameTaken, UnknownCalendar.
    """
    if not may_edit_calendars(by):
        raise OnlyCalendarEditors
    name = " ".join(name.split())
    rows = BusinessCalendarRow.objects.select_for_update()
    names = {row.name for row in rows}
    if not name or len(name) > NAME_LIMIT or name in names:
        raise CalendarNameTaken(name=name[:NAME_LIMIT])
    data = calendar_at(like, now).data
    row = BusinessCalendarRow.objects.create(key=f"calendar-{len(names) + 1}", name=name)
    CalendarRevision.objects.create(
        calendar=row,
        number=1,
        declared_at=None,
        recorded_at=now,
        recorded_by_id=by.user_id,
        data=replace(data, key=row.key, name=name).to_json(),
    )
    return row.key


def _install_calendar(calendar: BusinessCalendar, at: datetime) -> None:
    row, _ = BusinessCalendarRow.objects.get_or_create(
        key=calendar.data.key, defaults={"name": calendar.data.name}
    )
    CalendarRevision.objects.get_or_create(
        calendar=row,
        number=1,
        defaults={"declared_at": None, "recorded_at": at, "data": calendar.data.to_json()},
    )
