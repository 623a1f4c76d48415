"""Changing a calendar step by step before it is saved: one draft a person, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from owj.kernel.calendars.business import (
    CalendarChanges,
    CalendarData,
    apply_changes,
    changes_between,
    check_keeps_opening,
    clashes_of,
)
from owj.server.agreements.errors import (
    CalendarChanged,
    NothingChanged,
    OnlyCalendarEditors,
    ReasonMissing,
    UnknownCalendar,
    UnsavedChanges,
)
from owj.server.agreements.models import BusinessCalendarRow, CalendarDraft
from owj.server.agreements.queries import revision_data, revision_rows
from owj.server.agreements.services import may_edit_calendars, revise_calendar
from owj.server.context import Actor

NOTE_LIMIT = 300

Edit = Callable[[CalendarData], CalendarData]


@dataclass(frozen=True, slots=True)
class Draft:
    """A calendar as one person would have it.

    current: number of the revision in force; base: the one the draft was begun on. changes: what
    the person changed; theirs: what others saved since; clashes: those of `changes` that touch
    the same days or hours otherwise.
    """

    key: str
    data: CalendarData
    base: int
    current: int
    changes: CalendarChanges
    theirs: CalendarChanges
    clashes: CalendarChanges

    @property
    def is_outdated(self) -> bool:
        """Tell whether another revision was saved since the draft was begun."""
        return self.base != self.current


def draft_of(key: str, actor: Actor) -> Draft:
    """Return a person's draft; without one, the calendar in force. Raises: UnknownCalendar."""
    current = revision_rows(key)[-1].number
    in_force = revision_data(key, current)
    row = CalendarDraft.objects.filter(calendar__key=key, by_id=actor.user_id or 0).first()
    if row is None:
        nothing = CalendarChanges()
        return Draft(key, in_force, current, current, nothing, nothing, nothing)
    data = CalendarData.from_json(row.data)
    base = revision_data(key, row.base)
    mine, theirs = changes_between(base, data), changes_between(base, in_force)
    return Draft(key, data, row.base, current, mine, theirs, clashes_of(mine, theirs))


def editors_of(key: str, *, besides: Actor) -> list[str]:
    """Return the names of others who have changes of this calendar that they did not save."""
    rows = CalendarDraft.objects.filter(calendar__key=key).exclude(by_id=besides.user_id or 0)
    return list(rows.order_by("by__full_name").values_list("by__full_name", flat=True))


@transaction.atomic
def edit_draft(key: str, edit: Edit, *, by: Actor, now: datetime) -> Draft:
    """Change one's draft; one that is back at its beginning is gone.

    Raises: OnlyCalendarEditors, UnknownCalendar, CalendarRejected, CalendarNeverOpens.
    """
    calendar = _hold(key, by)
    draft = draft_of(key, by)
    data = edit(draft.data)
    check_keeps_opening(data)
    _keep(calendar, by, now, base=draft.base, data=data)
    return draft_of(key, by)


@transaction.atomic
def restore_revision(key: str, number: int, *, by: Actor, now: datetime) -> Draft:
    """Make an old revision one's draft, to be looked at and saved as a new one.

    Raises: OnlyCalendarEditors, UnknownCalendar, UnknownRevision, UnsavedChanges.
    """
    _hold(key, by)
    if draft_of(key, by).changes:
        raise UnsavedChanges
    old = revision_data(key, number)
    return edit_draft(key, lambda _: old, by=by, now=now)


@transaction.atomic
def drop_draft(key: str, *, by: Actor) -> None:
    """Forget one's unsaved changes. Raises: OnlyCalendarEditors."""
    if not may_edit_calendars(by):
        raise OnlyCalendarEditors
    CalendarDraft.objects.filter(calendar__key=key, by_id=by.user_id or 0).delete()


@transaction.atomic
def rebase_draft(key: str, *, by: Actor, now: datetime) -> Draft:
    """Lay one's changes upon the revision in force; where both changed a day, one's own stands.

    Raises: OnlyCalendarEditors, UnknownCalendar, CalendarRejected, CalendarNeverOpens.
    """
    calendar = _hold(key, by)
    draft = draft_of(key, by)
    data = apply_changes(revision_data(key, draft.current), draft.changes)
    check_keeps_opening(data)
    _keep(calendar, by, now, base=draft.current, data=data)
    return draft_of(key, by)


@transaction.atomic
def save_draft(key: str, *, by: Actor, now: datetime, note: str, tell: bool = False) -> int:
    """Declare one's draft as the next revision; returns its number (R50).

    tell: let customers hear of deadlines that move.
    Raises: OnlyCalendarEditors, ReasonMissing, NothingChanged, CalendarChanged when another was
    saved since the draft was begun, BackdatedRevision.
    """
    _hold(key, by)
    note = " ".join(note.split())
    if not note or len(note) > NOTE_LIMIT:
        raise ReasonMissing(most=NOTE_LIMIT)
    draft = draft_of(key, by)
    if draft.is_outdated:
        raise CalendarChanged(number=draft.current)
    if not draft.changes:
        raise NothingChanged
    number = revise_calendar(draft.data, by=by, now=now, note=note, after=draft.base, tell=tell)
    drop_draft(key, by=by)
    return number


def _hold(key: str, by: Actor) -> BusinessCalendarRow:
    """Lock the calendar, so that of two who save one comes second."""
    if not may_edit_calendars(by):
        raise OnlyCalendarEditors
    row = BusinessCalendarRow.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise UnknownCalendar(key=key)
    return row


def _keep(
    calendar: BusinessCalendarRow, by: Actor, now: datetime, *, base: int, data: CalendarData
) -> None:
    mine = CalendarDraft.objects.filter(calendar=calendar, by_id=by.user_id)
    if not changes_between(revision_data(calendar.key, base), data):
        mine.delete()
        return
    values = {"base": base, "data": data.to_json(), "changed_at": now}
    CalendarDraft.objects.update_or_create(
        calendar=calendar, by_id=by.user_id, defaults=values, create_defaults=values
    )
