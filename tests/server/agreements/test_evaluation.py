"""Breaches recorded from a log: once, with what they were judged by, and never lost (R13)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from owj.kernel.sla.clocks import ClockState
from owj.kernel.sla.events import EventKind, Priority
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import NothingPromised
from owj.server.agreements.evaluation import (
    Case,
    Evaluation,
    evaluate,
    record_breaches,
    replay_case,
    replay_many,
)
from owj.server.agreements.log import (
    EventDraft,
    LoggedEvent,
    Subject,
    append_events,
    append_many,
    events_of,
    events_of_many,
)
from owj.server.agreements.models import Breach, PromiseEvent
from owj.server.agreements.queries import agreement_at, forget_rows

SUBJECT = Subject("parcel", 7)
# Sunday, 1 Azar 1405, 11:20 in Tehran.
NOW = datetime(2026, 11, 22, 7, 50, tzinfo=UTC)
LATE = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    forget_rows()


def opened(subject: Subject = SUBJECT) -> list[LoggedEvent]:
    draft = EventDraft(EventKind.OPENED, NOW, priority=Priority.MEDIUM, by_staff=False)
    return append_events(subject, [draft], after_seq=0, recorded_at=NOW)


def case(log: list[LoggedEvent], subject: Subject = SUBJECT) -> Case:
    return Case(subject, log, agreement_at(SHIPPED_KEY, NOW))


@pytest.mark.django_db
def test_the_log_reads_back_what_was_written() -> None:
    until = NOW + timedelta(days=2)
    drafts = [
        EventDraft(EventKind.OPENED, NOW, priority=Priority.LOW, by_staff=False),
        EventDraft(EventKind.AUTO_REPLY, NOW, human=False, data={"letter": "receipt"}),
        EventDraft(EventKind.DATE_ANNOUNCED, NOW, until=until),
        EventDraft(EventKind.ABSORBED, NOW, other_start=NOW - timedelta(days=1)),
    ]
    written = append_events(SUBJECT, drafts, after_seq=0, recorded_at=LATE)
    read = events_of(SUBJECT)
    assert read == written
    assert [entry.event.seq for entry in read] == [1, 2, 3, 4]
    assert (read[0].event.priority, read[0].event.by_staff) == (Priority.LOW, False)
    assert (read[1].event.human, read[1].data["letter"]) == (False, "receipt")
    assert read[2].event.until == until
    assert read[3].event.other_start == NOW - timedelta(days=1)
    assert set(PromiseEvent.objects.values_list("recorded_at", flat=True)) == {LATE}


@pytest.mark.django_db
def test_many_logs_are_written_and_read_at_once() -> None:
    subjects = [Subject("parcel", id_) for id_ in (1, 2, 3)]
    draft = EventDraft(EventKind.OPENED, NOW, priority=Priority.LOW)
    append_many([(subject, [draft], 0) for subject in subjects], recorded_at=NOW)
    logs = events_of_many("parcel", [1, 3, 4])
    assert {id_: len(log) for id_, log in logs.items()} == {1: 1, 3: 1, 4: 0}
    assert events_of(Subject("other", 1)) == []


@pytest.mark.django_db
def test_a_breach_is_recorded_when_first_seen_and_only_then() -> None:
    log = opened()
    assert evaluate(case(log), as_of=NOW).new_breaches == ()
    first = evaluate(case(log), as_of=LATE)
    again = evaluate(case(log), as_of=LATE + timedelta(hours=1))
    assert [broken.promise for broken in first.new_breaches] == ["first_response"]
    assert again.new_breaches == ()
    row = Breach.objects.get()
    assert (row.deadline, row.month) == (NOW + timedelta(minutes=30), "1405-09")
    assert (row.recorded_at, row.calendar_revision) == (LATE, 1)
    assert row.version_id == agreement_at(SHIPPED_KEY, NOW).id


@pytest.mark.django_db
def test_looking_writes_nothing() -> None:
    log = opened()
    found = replay_case(case(log), as_of=LATE)
    assert found.clocks.first_response.state is ClockState.BREACHED
    assert not Breach.objects.exists()


@pytest.mark.django_db
def test_a_record_without_a_log_promises_nothing() -> None:
    with pytest.raises(NothingPromised):
        evaluate(case([]), as_of=NOW)


@pytest.mark.django_db
def test_replay_of_many_equals_one_by_one() -> None:
    subjects = [Subject("parcel", id_) for id_ in (1, 2)]
    logs = [opened(subject) for subject in subjects]
    version = agreement_at(SHIPPED_KEY, NOW)
    found = replay_many((([entry.event for entry in log], version) for log in logs), as_of=LATE)
    record_breaches(zip(subjects, found, strict=True), at=LATE)
    bulk = set(Breach.objects.values_list("record_id", "deadline", "month"))
    for subject, log in zip(subjects, logs, strict=True):
        one = evaluate(case(log, subject), as_of=LATE)
        assert one.clocks == found[subject.record_id - 1].clocks
        assert one.new_breaches == ()
    assert set(Breach.objects.values_list("record_id", "deadline", "month")) == bulk


@pytest.mark.django_db(transaction=True)
def test_without_any_lock_two_evaluations_still_record_one_breach() -> None:
    log = opened()
    version = agreement_at(SHIPPED_KEY, NOW)
    barrier = Barrier(2)

    def look() -> Evaluation:
        try:
            with transaction.atomic():
                barrier.wait(10)
                return evaluate(Case(SUBJECT, log, version), as_of=LATE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = [future.result() for future in [pool.submit(look), pool.submit(look)]]
    assert sorted(len(one.new_breaches) for one in found) == [0, 1]
    assert Breach.objects.count() == 1
