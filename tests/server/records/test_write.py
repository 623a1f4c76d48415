"""Creating, reading and updating records through the context."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils.translation import override
from tests.server.records.conftest import NOW
from tests.server.records.toys import TOYS, Case, Firm, Level, Note, Person, Status

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.server.context import SYSTEM
from owj.server.records import Entity
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import (
    FieldValueRejected,
    RecordChanged,
    RecordNotFound,
    WrittenAside,
)
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages


@pytest.fixture
def firm(ctx: Context) -> Firm:
    return ctx.create(Firm, name="اوج")


@pytest.fixture
def case(ctx: Context, firm: Firm) -> Case:
    return ctx.create(Case, subject="چاپگر", firm=firm, opened_at=NOW)


def test_a_record_reads_back_as_it_was_written(ctx: Context, firm: Firm, user_id: int) -> None:
    file = uuid4()
    person = ctx.create(Person, firm=firm, name="نوید", email=" n@x.ir ", phone="۰۹۱۲ ۳۴۵")
    made = ctx.create(
        Case,
        subject="چاپگر",
        firm_id=firm.id,
        person=person,
        assignee=user_id,
        status=Status.CLOSED,
        level="high",
        opened_at=NOW + timedelta(hours=1),
        day=date(2026, 11, 22),
        size=40,
        urgent=True,
        file=file,
        extra={"a": [1, "دو"]},
    )
    read = ctx.get(Case, made.id)
    for case in (made, read):
        assert isinstance(case, Case)
        assert (case.firm, case.person) == (firm, person)
        assert (case.status, case.level) == (Status.CLOSED, Level.HIGH)
        assert case.opened_at == NOW + timedelta(hours=1)
        assert (case.day, case.size, case.urgent, case.file) == (
            date(2026, 11, 22),
            40,
            True,
            file,
        )
        assert case.extra == {"a": [1, "دو"]}
        assert (case.version, case.created_at, case.updated_at) == (1, NOW, NOW)
    assert read.assignee is not None
    assert read.assignee.full_name == "سارا"
    assert (person.email, person.phone) == ("n@x.ir", "0912 345")


def test_what_is_not_given_is_blank_or_the_default(ctx: Context, case: Case) -> None:
    read = ctx.get(Case, case.id)
    for one in (case, read):
        assert (one.body, one.status, one.level, one.urgent) == ("", Status.OPEN, None, False)
        assert (one.person, one.size, one.file, one.extra) == (None, None, None, None)


def test_behaviour_written_on_the_declaration_works_on_records(ctx: Context, case: Case) -> None:
    read = ctx.get(Case, case.id)
    assert not read.is_closed
    assert read.shout() == "C-1405-0001: چاپگر"
    assert str(read) == "چاپگر"


def test_many_records_are_made_at_once_and_in_order(ctx: Context, firm: Firm) -> None:
    made = ctx.create_many(
        Case,
        [{"subject": f"s{n}", "firm": firm, "opened_at": NOW, "extra": [n]} for n in range(1200)],
    )
    read = list(ctx.rows(Case).order_by("id"))
    assert [one.subject for one in made] == [f"s{n}" for n in range(1200)]
    assert read == made
    assert [one.number for one in read[:2]] == ["C-1405-0001", "C-1405-0002"]
    assert (read[7].extra, read[7].status) == ([7], Status.OPEN)


def test_no_records_are_made_of_nothing(ctx: Context) -> None:
    assert ctx.create_many(Case, []) == []


def test_an_update_writes_once_and_brings_the_record_up_to_date(ctx: Context, case: Case) -> None:
    later = ctx.at(NOW + timedelta(minutes=5))
    given = later.update(case, status="closed", subject="چاپگر")
    assert given is case
    assert (case.status, case.version, case.updated_at) == (Status.CLOSED, 2, later.now)
    read = ctx.get(Case, case.id)
    assert (read.status, read.version, read.updated_at, read.created_at) == (
        Status.CLOSED,
        2,
        later.now,
        NOW,
    )


def test_an_update_that_changes_nothing_writes_nothing(ctx: Context, case: Case) -> None:
    ctx.update(case, status=Status.OPEN, subject="چاپگر")
    assert ctx.get(Case, case.id).version == 1


def test_a_moved_link_is_read_anew(ctx: Context, case: Case) -> None:
    other = ctx.create(Firm, name="دیگر")
    assert case.firm.name == "اوج"
    ctx.update(case, firm=other)
    assert case.firm.name == "دیگر"


def test_an_update_from_a_stale_record_is_refused(ctx: Context, case: Case) -> None:
    stale = ctx.get(Case, case.id)
    ctx.update(case, subject="یکی")
    with pytest.raises(RecordChanged) as refused:
        ctx.update(stale, subject="دیگری")
    assert refused.value.data["fields"] == ["subject"]
    assert ctx.get(Case, case.id).subject == "یکی"


def test_changes_to_other_fields_are_merged(ctx: Context, case: Case) -> None:
    stale = ctx.get(Case, case.id)
    ctx.update(case, subject="یکی")
    ctx.update(stale, size=5)
    assert (stale.subject, stale.size, stale.version) == ("یکی", 5, 3)
    read = ctx.get(Case, case.id)
    assert (read.subject, read.size, read.version) == ("یکی", 5, 3)


def test_what_a_person_saw_decides_over_what_the_service_holds(ctx: Context, case: Case) -> None:
    ctx.update(case, subject="یکی")
    with transaction.atomic():
        held = ctx.lock(Case, case.id)
        with pytest.raises(Conflict):
            ctx.update(held, expected_version=1, subject="دیگری")
        ctx.update(held, expected_version=1, size=7)
    assert ctx.get(Case, case.id).subject == "یکی"
    assert ctx.get(Case, case.id).size == 7


def test_without_audit_any_change_between_is_a_conflict(ctx: Context, firm: Firm) -> None:
    person = ctx.create(Person, firm=firm, name="نوید")
    stale = ctx.get(Person, person.id)
    ctx.update(person, name="نوید ۲")
    with pytest.raises(RecordChanged):
        ctx.update(stale, email="n@x.ir")


def test_a_record_that_is_gone_is_not_found(ctx: Context, case: Case) -> None:
    stale = ctx.get(Case, case.id)
    ctx.delete(case)
    with pytest.raises(RecordNotFound):
        ctx.get(Case, case.id)
    with pytest.raises(NotFound):
        ctx.update(stale, size=5)


@pytest.mark.parametrize("record_id", [0, -1, 2**62])
def test_an_id_of_nothing_is_not_found(ctx: Context, record_id: int) -> None:
    with pytest.raises(NotFound):
        ctx.get(Case, record_id)


def test_a_lock_holds_the_row(ctx: Context, case: Case) -> None:
    held = ctx.lock(Case, case.id)
    assert held == case
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM e_toy_case WHERE id NOT IN"
            " (SELECT id FROM e_toy_case FOR UPDATE SKIP LOCKED)"
        )
        assert cursor.fetchone() == (0,)


def test_a_required_field_is_asked_for(ctx: Context, firm: Firm) -> None:
    for missing in ({}, {"subject": ""}, {"subject": "  "}, {"subject": None}):
        with pytest.raises(InvalidInput) as refused:
            ctx.create(Case, firm=firm, opened_at=NOW, **missing)
        assert refused.value.data["name"] == "subject"
    with pytest.raises(InvalidInput):
        ctx.create(Case, subject="x", opened_at=NOW)


def test_a_required_field_cannot_be_emptied(ctx: Context, case: Case) -> None:
    with pytest.raises(InvalidInput):
        ctx.update(case, subject="")
    with pytest.raises(InvalidInput):
        ctx.update(case, firm=None)


@pytest.mark.parametrize("name", ["nothing", "id", "version", "created_at", "number"])
def test_only_the_entitys_own_fields_can_be_written(ctx: Context, case: Case, name: str) -> None:
    with pytest.raises(FieldValueRejected) as refused:
        ctx.update(case, **{name: 3})
    assert refused.value.data["name"] == name
    with pytest.raises(FieldValueRejected):
        ctx.create(Case, **{"subject": "x", "firm": case.firm_id, "opened_at": NOW, name: 3})


def test_a_link_and_its_id_cannot_both_be_given(ctx: Context, case: Case) -> None:
    with pytest.raises(FieldValueRejected):
        ctx.update(case, firm=case.firm_id, firm_id=case.firm_id)


def test_a_link_to_nothing_is_worded(ctx: Context) -> None:
    with pytest.raises(FieldValueRejected) as refused, transaction.atomic():
        ctx.create(Case, subject="x", firm=999_999, opened_at=NOW)
    assert refused.value.data["name"] == "firm"


def test_a_link_to_another_entity_is_refused(ctx: Context, case: Case) -> None:
    with pytest.raises(FieldValueRejected):
        ctx.update(case, firm=case)


def test_a_value_that_is_taken_is_worded(ctx: Context, firm: Firm) -> None:
    ctx.update(firm, code="A1")
    with pytest.raises(FieldValueRejected) as refused, transaction.atomic():
        ctx.create(Firm, name="دیگر", code="A1")
    assert refused.value.data["name"] == "code"
    assert refused.value.data["field"] == Firm.code.label


def test_no_value_may_be_shared_by_all(ctx: Context) -> None:
    ctx.create(Firm, name="یک")
    ctx.create(Firm, name="دو")
    assert ctx.rows(Firm).filter(code="").count() == 2


def test_the_refusal_speaks_the_readers_language(ctx: Context, case: Case) -> None:
    with pytest.raises(FieldValueRejected) as refused:
        ctx.update(case, size=101)
    with override("en"):
        assert str(refused.value).startswith("Size: ")
    with override("fa"):
        assert str(refused.value).startswith("اندازه: ")


def test_nothing_is_written_aside(ctx: Context, case: Case) -> None:
    rows: Any = ctx.records("toy_case")
    plain: Any = case
    for write in (
        plain.save,
        plain.delete,
        rows.delete,
        lambda: rows.update(subject="x"),
        lambda: rows.create(subject="x"),
        lambda: rows.bulk_create([case]),
        lambda: rows.get_or_create(subject="x"),
        lambda: rows.raw("SELECT 1"),
        lambda: rows.extra(where=["true"]),
        lambda: case.firm["cases"].create(subject="x"),
        lambda: case.firm["cases"].add(case),
        lambda: case.firm["cases"].update(subject="x"),
    ):
        with pytest.raises(WrittenAside):
            write()
    assert ctx.get(Case, case.id).version == 1


def test_queries_are_djangos_own(ctx: Context, case: Case) -> None:
    ctx.create(Note, case=case, text="یک")
    ctx.create(Note, case=case, text="دو", internal=True)
    with_count = ctx.rows(Case).annotate(notes_count=Count("notes")).get(pk=case.id)
    assert with_count["notes_count"] == 2
    assert list(ctx.rows(Case).values("firm__name", "status")) == [
        {"firm__name": "اوج", "status": "open"}
    ]
    assert ctx.rows(Case).filter(notes__text="دو", firm__name="اوج").count() == 1
    assert ctx.rows(Case).exclude(notes__text="دو").count() == 0
    assert ctx.rows(Case).order_by(F("size").desc(nulls_last=True)).first() == case
    assert ctx.rows(Case).filter(status__in=[Status.OPEN]).in_bulk([case.id]) == {case.id: case}


def test_linked_records_come_with_one_query(
    ctx: Context, case: Case, django_assert_num_queries: object
) -> None:
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(1):
        (read,) = ctx.rows(Case).select_related("firm", "assignee")
        assert read.firm.name == "اوج"
        assert read.assignee is None
    with django_assert_num_queries(2):
        (firm,) = ctx.rows(Firm).prefetch_related("cases")
        assert [one.subject for one in firm["cases"].all()] == ["چاپگر"]


def test_a_deferred_field_is_read_when_asked_for(ctx: Context, case: Case) -> None:
    read = ctx.rows(Case).only("subject").get(pk=case.id)
    assert read.status is Status.OPEN
    ctx.update(read, status="closed")
    assert ctx.get(Case, case.id).is_closed


def test_an_answer_that_was_retired_stays_readable(ctx: Context, case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE e_toy_case SET status = 'frozen' WHERE id = %s", [case.id])
    read = ctx.get(Case, case.id)
    assert read.status == "frozen"
    ctx.update(read, size=3)
    assert ctx.get(Case, case.id).status == "frozen"


def test_records_of_an_entity_are_found_by_key(ctx: Context, case: Case) -> None:
    found: list[Entity] = list(ctx.records("toy_case"))
    assert found == [case]


def test_an_instant_is_kept_in_utc(ctx: Context, firm: Firm) -> None:
    local = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Tehran"))
    case = ctx.create(Case, subject="x", firm=firm, opened_at=local)
    assert case.opened_at.tzinfo is UTC
    assert case.opened_at == local


def test_writers_at_once_lose_no_acknowledged_write(committed: None) -> None:
    with only_declared({**declared_packages(), "toys": TOYS}):
        sync_packages()
        system = open_context(SYSTEM, NOW)
        firm = system.create(Firm, name="اوج")
        case = system.create(Case, subject="x", firm=firm, opened_at=NOW, size=0)

        def add_one_ten_times() -> None:
            try:
                for _ in range(10):
                    add_one(open_context(SYSTEM, NOW), case.id)
            finally:
                connection.close()

        threads = [threading.Thread(target=add_one_ten_times) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert open_context(SYSTEM, NOW).get(Case, case.id).size == 40


def add_one(ctx: Context, case_id: int) -> None:
    """Count one up without a lock, as people with open forms do, until it is acknowledged."""
    while True:
        case = ctx.get(Case, case_id)
        try:
            ctx.update(case, size=(case.size or 0) + 1)
        except Conflict:
            continue
        return
