"""Agreements and calendars as dated rows: nothing is overwritten (R4, R50, R51)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from owj.kernel.calendars.business import CalendarData, phone_calendar, ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import BackdatedRevision, UnknownAgreement, UnknownCalendar
from owj.server.agreements.events import AgreementPublished, CalendarRevised
from owj.server.agreements.models import (
    AgreementVersion,
    BusinessCalendarRow,
    CalendarRevision,
)
from owj.server.agreements.queries import (
    agreement_at,
    agreement_versions,
    calendar_at,
    calendars_history,
    forget_rows,
)
from owj.server.agreements.services import (
    install_shipped_agreement,
    publish_agreement,
    revise_calendar,
)
from owj.server.context import SYSTEM
from owj.server.events import reacts_to

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TOLD: list[object] = []


@reacts_to(CalendarRevised)
def hear_revision(event: CalendarRevised) -> None:
    TOLD.append(event)


@reacts_to(AgreementPublished)
def hear_version(event: AgreementPublished) -> None:
    TOLD.append(event)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    TOLD.clear()
    forget_rows()
    yield
    forget_rows()


def two_hours_more(data: CalendarData) -> CalendarData:
    """Return a calendar that is closed on one more weekday, so that it differs."""
    week = data.hours[0]
    days = (*week.days[:3], (), *week.days[4:])
    return replace(data, hours=(replace(week, days=days),))


def test_shipped_agreement_and_calendars_are_installed_once() -> None:
    install_shipped_agreement()
    install_shipped_agreement()
    assert AgreementVersion.objects.filter(key=SHIPPED_KEY).count() == 1
    assert set(BusinessCalendarRow.objects.values_list("key", flat=True)) >= {"ticket", "phone"}
    assert CalendarRevision.objects.count() == 2


def test_what_is_stored_reads_back_equal() -> None:
    assert agreement_at(SHIPPED_KEY, NOW).agreement == SHIPPED_AGREEMENT
    for shipped in (ticket_calendar(), phone_calendar()):
        stored = calendar_at(shipped.data.key, NOW)
        assert stored.data == shipped.data
        assert stored.between(NOW - timedelta(days=30), NOW) == shipped.between(
            NOW - timedelta(days=30), NOW
        )


def test_what_started_before_any_agreement_is_judged_by_the_first() -> None:
    assert agreement_at(SHIPPED_KEY, datetime(2010, 1, 13, tzinfo=UTC)).number == 1


def test_a_version_judges_from_its_date_on() -> None:
    begins = NOW + timedelta(days=1)
    second = replace(SHIPPED_AGREEMENT, id="2", label="دوم", effective_from=begins)
    publish_agreement(second, by=SYSTEM, now=NOW)
    assert agreement_at(SHIPPED_KEY, begins - timedelta(microseconds=1)).number == 1
    assert agreement_at(SHIPPED_KEY, begins).number == 2
    assert [version.number for version in agreement_versions(SHIPPED_KEY)] == [1, 2]
    assert [AgreementPublished(SHIPPED_KEY, 2, begins)] == TOLD


def test_a_version_cannot_judge_what_has_already_started() -> None:
    early = replace(SHIPPED_AGREEMENT, id="2", effective_from=NOW - timedelta(seconds=1))
    with pytest.raises(BackdatedRevision):
        publish_agreement(early, by=SYSTEM, now=NOW)
    assert AgreementVersion.objects.count() == 1


def test_an_agreement_names_a_published_calendar() -> None:
    nowhere = replace(SHIPPED_AGREEMENT, id="2", effective_from=NOW, ticket_calendar="moon")
    with pytest.raises(UnknownCalendar):
        publish_agreement(nowhere, by=SYSTEM, now=NOW)


def test_an_own_agreement_has_its_own_numbers() -> None:
    own = replace(SHIPPED_AGREEMENT, id="gold-1", effective_from=NOW - timedelta(days=1))
    assert publish_agreement(own, by=SYSTEM, now=NOW, key="gold").number == 1
    assert agreement_at("gold", NOW).agreement.id == "gold-1"
    with pytest.raises(UnknownAgreement):
        agreement_at("silver", NOW)


def test_a_revision_holds_from_its_declaration_on() -> None:
    data = two_hours_more(ticket_calendar().data)
    assert revise_calendar(data, by=SYSTEM, now=NOW, note="پنجشنبه تعطیل") == 2
    history = calendars_history("ticket")
    assert [revision.number for revision in history.revisions] == [1, 2]
    assert history.revisions[0].declared_at is None
    assert calendar_at("ticket", NOW - timedelta(seconds=1)).data == ticket_calendar().data
    assert calendar_at("ticket", NOW).data == data
    assert [CalendarRevised("ticket", 2, NOW)] == TOLD


def test_revisions_are_declared_one_after_the_other() -> None:
    revise_calendar(ticket_calendar().data, by=SYSTEM, now=NOW)
    with pytest.raises(BackdatedRevision):
        revise_calendar(ticket_calendar().data, by=SYSTEM, now=NOW - timedelta(seconds=1))
    with pytest.raises(UnknownCalendar):
        revise_calendar(replace(ticket_calendar().data, key="moon"), by=SYSTEM, now=NOW)
    with pytest.raises(UnknownCalendar):
        calendars_history("moon")


def test_a_calendar_is_built_once_a_process() -> None:
    first = calendars_history("ticket")
    assert calendars_history("ticket") is first
    revise_calendar(ticket_calendar().data, by=SYSTEM, now=NOW)
    second = calendars_history("ticket")
    assert second is not first
    assert second.revisions[0].calendar is first.revisions[0].calendar
