"""Changing a calendar in steps: drafts, two editors at once, the history of revisions (R4, R50)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from owj.kernel.calendars.business import (
    CalendarData,
    CalendarNeverOpens,
    Closure,
    ClosureKind,
    DayPlan,
    WeeklyHours,
    plan_day,
    plan_of,
    set_hours,
)
from owj.server.agreements.drafts import (
    Edit,
    draft_of,
    drop_draft,
    edit_draft,
    editors_of,
    rebase_draft,
    save_draft,
)
from owj.server.agreements.errors import (
    CalendarChanged,
    CalendarNameTaken,
    NothingChanged,
    OnlyCalendarEditors,
    ReasonMissing,
    UnknownRevision,
)
from owj.server.agreements.models import CalendarDraft
from owj.server.agreements.queries import (
    calendar_at,
    calendar_rows,
    day_origins,
    forget_rows,
    revision_changes,
    revision_data,
    revision_rows,
)
from owj.server.agreements.services import add_calendar, revise_calendar
from owj.server.context import SYSTEM, Actor
from owj.server.identity.people import NewUser, create_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SUNDAY = date(2026, 11, 29)
MONDAY = SUNDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    forget_rows()
    yield
    forget_rows()


def staff(username: str, *roles: str) -> Actor:
    """Add a colleague."""
    return create_user(
        NewUser(
            username=username,
            full_name=username.title(),
            kind="staff",
            password=None,
            roles=roles,
            email=f"{username}@vendor.example",
        )
    ).actor


@pytest.fixture
def maryam() -> Actor:
    return staff("maryam", "project_manager")


@pytest.fixture
def negar() -> Actor:
    return staff("negar", "admin")


def close(day: date, name: str = "آلودگی هوا") -> Edit:
    """Return the edit that closes a day."""
    plan = DayPlan((Closure(day, ClosureKind.ONEOFF, name),))
    return lambda data: plan_day(data, day, plan)


def closed_for_good(data: CalendarData) -> CalendarData:
    return set_hours(data, WeeklyHours(SUNDAY, ((),) * 7))


def test_a_draft_changes_nothing_until_it_is_saved(maryam: Actor) -> None:
    draft = edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    assert [one.day for one in draft.changes.days] == [SUNDAY]
    assert calendar_at("ticket", NOW).day_reason(SUNDAY).kind == "open"
    number = save_draft("ticket", by=maryam, now=NOW, note="  اطلاعیهٔ استانداری ")
    assert calendar_at("ticket", NOW).day_reason(SUNDAY).name == "آلودگی هوا"
    row = revision_rows("ticket")[-1]
    assert (row.number, row.by, row.note) == (number, "Maryam", "اطلاعیهٔ استانداری")
    assert [one.day for one in revision_changes("ticket", number).days] == [SUNDAY]
    assert day_origins("ticket")[SUNDAY] == row
    assert not draft_of("ticket", maryam).changes


def test_each_person_has_a_draft_of_their_own_and_sees_whose_else_there_are(
    maryam: Actor, negar: Actor
) -> None:
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    assert not draft_of("ticket", negar).changes
    assert editors_of("ticket", besides=negar) == ["Maryam"]
    assert editors_of("ticket", besides=maryam) == []


def test_of_two_editors_the_second_is_told_and_loses_nothing(maryam: Actor, negar: Actor) -> None:
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    edit_draft("ticket", close(MONDAY), by=negar, now=NOW)
    number = save_draft("ticket", by=negar, now=NOW, note="برف")
    with pytest.raises(CalendarChanged, match=f"revision {number}"):
        save_draft("ticket", by=maryam, now=NOW, note="آلودگی")
    draft = draft_of("ticket", maryam)
    assert [one.day for one in draft.theirs.days] == [MONDAY]
    assert [one.day for one in draft.changes.days] == [SUNDAY]
    assert not draft.clashes
    rebased = rebase_draft("ticket", by=maryam, now=NOW)
    assert not rebased.is_outdated
    save_draft("ticket", by=maryam, now=NOW, note="آلودگی")
    both = calendar_at("ticket", NOW)
    assert {both.day_reason(SUNDAY).kind, both.day_reason(MONDAY).kind} == {"closure"}


def test_of_a_day_that_both_changed_ones_own_change_stands_after_a_warning(
    maryam: Actor, negar: Actor
) -> None:
    edit_draft("ticket", close(SUNDAY, "آلودگی"), by=maryam, now=NOW)
    edit_draft("ticket", close(SUNDAY, "برف"), by=negar, now=NOW)
    save_draft("ticket", by=negar, now=NOW, note="برف")
    assert [one.day for one in draft_of("ticket", maryam).clashes.days] == [SUNDAY]
    rebased = rebase_draft("ticket", by=maryam, now=NOW)
    assert [one.name for one in plan_of(rebased.data, SUNDAY).closures] == ["آلودگی"]


def test_a_change_taken_back_leaves_no_draft(maryam: Actor) -> None:
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    edit_draft("ticket", lambda data: plan_day(data, SUNDAY, DayPlan()), by=maryam, now=NOW)
    assert not CalendarDraft.objects.exists()
    with pytest.raises(NothingChanged):
        save_draft("ticket", by=maryam, now=NOW, note="هیچ")
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    drop_draft("ticket", by=maryam)
    assert not draft_of("ticket", maryam).changes


def test_an_old_revision_comes_back_as_a_new_one(maryam: Actor) -> None:
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    save_draft("ticket", by=maryam, now=NOW, note="آلودگی")
    first = revision_data("ticket", 1)
    edit_draft("ticket", lambda _: first, by=maryam, now=NOW)
    assert save_draft("ticket", by=maryam, now=NOW, note="برگشت") == 3
    assert plan_of(calendar_at("ticket", NOW).data, SUNDAY) == DayPlan()
    assert plan_of(revision_data("ticket", 2), SUNDAY).closures
    with pytest.raises(UnknownRevision):
        revision_data("ticket", 9)


@pytest.mark.parametrize("note", ["", "   ", "x" * 301])
def test_a_revision_needs_a_reason(maryam: Actor, note: str) -> None:
    edit_draft("ticket", close(SUNDAY), by=maryam, now=NOW)
    with pytest.raises(ReasonMissing):
        save_draft("ticket", by=maryam, now=NOW, note=note)
    assert draft_of("ticket", maryam).changes


def test_a_calendar_that_never_opens_is_refused_at_once(maryam: Actor) -> None:
    """Edge case 8."""
    with pytest.raises(CalendarNeverOpens):
        edit_draft("ticket", closed_for_good, by=maryam, now=NOW)
    with pytest.raises(CalendarNeverOpens):
        revise_calendar(closed_for_good(revision_data("ticket", 1)), by=SYSTEM, now=NOW)
    assert not draft_of("ticket", maryam).changes


@pytest.mark.parametrize("roles", [(), ("agent",)])
def test_others_only_read(roles: tuple[str, ...]) -> None:
    actor = staff("elham", *roles)
    with pytest.raises(OnlyCalendarEditors):
        edit_draft("ticket", close(SUNDAY), by=actor, now=NOW)
    with pytest.raises(OnlyCalendarEditors):
        save_draft("ticket", by=actor, now=NOW, note="آلودگی")
    with pytest.raises(OnlyCalendarEditors):
        revise_calendar(revision_data("ticket", 1), by=actor, now=NOW)
    with pytest.raises(OnlyCalendarEditors):
        add_calendar("کارگاه", like="ticket", by=actor, now=NOW)


def test_a_new_calendar_begins_like_another_and_goes_its_own_way(maryam: Actor) -> None:
    key = add_calendar("  میز  شبانه ", like="phone", by=maryam, now=NOW)
    assert calendar_rows()[-1].name == "میز شبانه"
    first = revision_data(key, 1)
    assert replace(first, key="phone", name="Phone") == revision_data("phone", 1)
    edit_draft(key, close(SUNDAY), by=maryam, now=NOW)
    save_draft(key, by=maryam, now=NOW, note="آلودگی")
    assert plan_of(calendar_at("phone", NOW).data, SUNDAY) == DayPlan()
    for name in ("میز شبانه", " ", "x" * 121):
        with pytest.raises(CalendarNameTaken):
            add_calendar(name, like="ticket", by=maryam, now=NOW)


@pytest.mark.parametrize(
    "table",
    [
        "server_promiseevent",
        "server_breach",
        "server_calendarrevision",
        "server_agreementversion",
        "server_decisionversion",
    ],
)
def test_tables_that_only_grow_cannot_be_emptied(table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")
