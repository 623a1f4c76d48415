"""The applier on a real database: locks, crashes between steps, refusals by the data."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.server.records.conftest import NOW
from tests.server.records.test_declarations import NAME, make_entity, meta
from tests.server.records.toys import Firm

from owj.kernel.errors import DefinitionError
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.records import Entity, Link, Number, Text, UserLink, apply
from owj.server.records.apply import Applied, SchemaBusy, stored_schema
from owj.server.records.compiling import compile_entity
from owj.server.records.context import open_context
from owj.server.records.models import SchemaStep, SchemaVersion, StoredEntity
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages

pytestmark = pytest.mark.usefixtures("committed")


def sync(*entities: type[Entity]) -> Applied:
    with only_declared({**declared_packages(), "toys": entities}):
        return sync_packages()


@contextmanager
def declared(*entities: type[Entity]) -> Iterator[None]:
    with only_declared({**declared_packages(), "toys": entities}):
        yield


def rows(query: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def columns(table: str) -> dict[str, tuple[str, str, str | None]]:
    """Return type, nullability and default of each column."""
    found = rows(
        "SELECT column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_name = %s",
        table,
    )
    return {name: (kind, null, default) for name, kind, null, default in found}


def indexes(table: str) -> dict[str, bool]:
    """Return the indexes of a table and whether each is valid."""
    found = rows(
        "SELECT c.relname, i.indisvalid FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
        " WHERE t.relname = %s AND NOT i.indisprimary",
        table,
    )
    return dict(found)


def links(table: str) -> dict[str, bool]:
    """Return the foreign keys of a table and whether each is validated."""
    found = rows(
        "SELECT conname, convalidated FROM pg_constraint c"
        " JOIN pg_class t ON t.oid = c.conrelid WHERE t.relname = %s AND contype = 'f'",
        table,
    )
    return dict(found)


THING = make_entity(name=Text(NAME, required=True))
WIDER = make_entity(
    name=Text(NAME, required=True, search=True),
    size=Number(NAME, default=3),
    firm=Link(Firm, NAME),
    owner=UserLink(NAME),
    Meta=meta(indexes=[("name", "-size")], unique=[("name", "size")]),
)


def test_a_table_has_the_types_and_defaults_of_its_definition() -> None:
    sync(Firm, WIDER)
    found = columns("e_toy_thing")
    assert found["name"] == ("text", "NO", "''::text")
    assert found["size"] == ("bigint", "NO", "3")
    assert found["firm_id"] == ("bigint", "YES", None)
    assert found["created_at"][0] == "timestamp with time zone"
    assert links("e_toy_thing") == {
        "e_toy_thing_firm_id_link": True,
        "e_toy_thing_owner_id_link": True,
    }


def test_syncing_again_changes_nothing() -> None:
    first = sync(Firm, WIDER)
    again = sync(Firm, WIDER)
    assert again.steps == ()
    assert (again.number, again.fingerprint) == (first.number, first.fingerprint)


def test_a_filled_table_grows_columns_links_and_indexes() -> None:
    sync(Firm, THING)
    with declared(Firm, THING):
        made = open_context(SYSTEM, NOW).create(THING, name="یک")
    sync(Firm, WIDER)
    with declared(Firm, WIDER):
        read = open_context(SYSTEM, NOW).get(WIDER, made.id)
    assert (read["size"], read["firm"]) == (3, None)
    assert len(indexes("e_toy_thing")) == 5
    assert all(indexes("e_toy_thing").values())
    assert all(links("e_toy_thing").values())


def test_a_text_searched_from_now_on_gets_its_folded_copy_and_keeps_it() -> None:
    sync(Firm, THING)
    with declared(Firm, THING):
        open_context(SYSTEM, NOW).create(THING, name="كتاب‌هاي ۱۲")
    sync(Firm, WIDER)
    assert rows("SELECT name_folded FROM e_toy_thing") == [("کتابهای 12",)]
    sync(Firm, THING)
    assert "name_folded" in columns("e_toy_thing")
    assert sync(Firm, WIDER).steps[-1].startswith("add index")


def test_another_way_of_folding_renews_every_folded_copy() -> None:
    sync(Firm, WIDER)
    with declared(Firm, WIDER):
        open_context(SYSTEM, NOW).create(WIDER, name="كتاب")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION persian_fold(text) RETURNS text"
            " LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN 'older'"
        )
        cursor.execute("UPDATE e_toy_thing SET name = name")
        cursor.execute("COMMENT ON FUNCTION persian_fold(text) IS 'an older body'")
    assert rows("SELECT name_folded FROM e_toy_thing") == [("older",)]
    sync(Firm, WIDER)
    assert rows("SELECT name_folded FROM e_toy_thing") == [("کتاب",)]


def test_every_declaration_is_kept_for_a_later_merge() -> None:
    sync(Firm, THING)
    sync(Firm, WIDER)
    kept = StoredEntity.objects.get(entity_id="toys.toy_thing").declared
    assert [field["key"] for field in kept["fields"]] == ["name", "size", "firm", "owner"]


def test_an_organisations_field_stays_when_the_package_grows() -> None:
    sync(Firm, THING)
    floor = make_entity(name=Text(NAME), floor=Number(NAME))
    with declared(floor):
        field = sync_of_field(floor)
    StoredEntity.objects.filter(entity_id="toys.toy_thing").update(overlay={"fields": [field]})
    sync(Firm, WIDER)
    with declared(Firm, WIDER):
        ctx = open_context(SYSTEM, NOW)
        made = ctx.create(WIDER, name="خانه", x_floor=4)
        assert ctx.get(WIDER, made.id)["x_floor"] == 4


def sync_of_field(entity: type[Entity]) -> dict[str, Any]:
    """Return a field as the studio would lay it over a package's entity."""
    field = asdict(compile_entity(entity, "toys").by_key["floor"])
    return {**field, "id": "org.1", "key": "x_floor", "column": "x_floor"}


@pytest.mark.parametrize(
    "names",
    [
        {"key": "floor", "column": "x_floor"},
        {"key": "x_floor", "column": "floor"},
        {"key": 'x_"; drop', "column": "x_floor"},
        {"key": "x_floor", "column": "x_a b"},
    ],
)
def test_an_organisations_field_is_named_as_its_own(names: dict[str, str]) -> None:
    sync(Firm, THING)
    with declared(THING):
        field = {**sync_of_field(make_entity(floor=Number(NAME))), **names}
    StoredEntity.objects.filter(entity_id="toys.toy_thing").update(overlay={"fields": [field]})
    with pytest.raises(DefinitionError):
        sync(Firm, THING)


class Crashed(BaseException):
    """Stands for kill -9: nothing catches it."""


def crash_at(nth: int, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Make the applier die at its nth call of one of its functions."""
    real: Callable[..., Any] = getattr(apply, where)
    calls = iter(range(1, 100))

    def dying(*args: Any) -> Any:
        if next(calls) == nth:
            raise Crashed
        return real(*args)

    monkeypatch.setattr(apply, where, dying)


STEPS_TO_WIDER = 13


@pytest.mark.parametrize("where", ["_note", "_run"])
@pytest.mark.parametrize("nth", range(1, STEPS_TO_WIDER + 1))
def test_a_crash_at_any_step_is_completed_by_the_next_run(
    nth: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(Firm, THING)
    before = stored_schema()
    with monkeypatch.context() as patched:
        crash_at(nth, patched, where)
        with pytest.raises(Crashed):
            sync(Firm, WIDER)
    assert stored_schema() == before  # nobody sees a half of it
    connection.close()  # a dead process gives its locks back
    sync(Firm, WIDER)
    assert SchemaVersion.objects.filter(state="applying").count() == 0
    assert set(columns("e_toy_thing")) >= {"size", "firm_id", "owner_id"}
    assert all(indexes("e_toy_thing").values())
    assert len(indexes("e_toy_thing")) == 5
    assert all(links("e_toy_thing").values())


def test_the_crash_test_covers_every_step() -> None:
    sync(Firm, THING)
    assert len(sync(Firm, WIDER).steps) == STEPS_TO_WIDER


def test_data_that_refuse_an_index_undo_the_whole_change() -> None:
    sync(Firm, THING)
    with declared(Firm, THING):
        ctx = open_context(SYSTEM, NOW)
        ctx.create_many(THING, [{"name": "یک"}, {"name": "یک"}])
    before, structure = stored_schema(), columns("e_toy_thing")
    unique = make_entity(name=Text(NAME, required=True, unique=True), size=Number(NAME))
    with pytest.raises(DefinitionError, match="data that fits"):
        sync(Firm, unique)
    assert stored_schema() == before
    assert columns("e_toy_thing") == structure
    assert indexes("e_toy_thing") == {}
    assert sync(Firm, THING).steps == ()


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_change_waits_for_a_busy_table_without_holding_up_readers() -> None:
    sync(Firm, THING)
    held, release = threading.Event(), threading.Event()

    def hold_the_table() -> None:
        with transaction.atomic():
            rows("SELECT count(*) FROM e_toy_thing")
            held.set()
            release.wait(20)

    reader_waits_s: list[float] = []

    def read_meanwhile() -> None:
        for _ in range(10):
            began = time.monotonic()
            rows("SELECT count(*) FROM e_toy_thing")
            reader_waits_s.append(time.monotonic() - began)
            time.sleep(0.05)

    holder = in_thread(hold_the_table)
    assert held.wait(10)
    changer = in_thread(sync_wider)
    reader = in_thread(read_meanwhile)
    reader.join(20)
    give_up_at = time.monotonic() + 20
    while change_attempts() < 2 and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert changer.is_alive()
    release.set()
    holder.join(20)
    changer.join(30)
    assert "size" in columns("e_toy_thing")
    assert max(reader_waits_s) < 1.0
    assert change_attempts() > 1


def sync_wider() -> None:
    sync(Firm, WIDER)


def change_attempts() -> int:
    """Return how often the column was tried to be added so far."""
    steps = SchemaStep.objects.filter(name="add column e_toy_thing.size")
    return steps.values_list("attempts", flat=True).first() or 0


def test_a_table_that_stays_busy_puts_the_change_off(monkeypatch: pytest.MonkeyPatch) -> None:
    sync(Firm, THING)
    monkeypatch.setattr(apply, "PATIENCE_S", 0.3)
    held, release = threading.Event(), threading.Event()

    def hold_the_table() -> None:
        with transaction.atomic():
            rows("SELECT count(*) FROM e_toy_thing")
            held.set()
            release.wait(20)

    holder = in_thread(hold_the_table)
    assert held.wait(10)
    with pytest.raises(SchemaBusy):
        sync(Firm, WIDER)
    release.set()
    holder.join(20)
    sync(Firm, WIDER)
    assert "size" in columns("e_toy_thing")


def sync_quietly() -> None:
    sync_packages()


def test_two_appliers_at_once_do_the_work_once() -> None:
    with declared(Firm, WIDER):
        before = SchemaVersion.objects.count()
        both = [in_thread(sync_quietly) for _ in range(2)]
        for thread in both:
            thread.join(30)
    assert SchemaVersion.objects.count() == before + 1
    assert SchemaVersion.objects.filter(state="applying").count() == 0


def test_indexes_over_a_changed_function_are_built_anew() -> None:
    sync(Firm)
    before = rows("SELECT relfilenode FROM pg_class WHERE relname LIKE 'e_toy_firm_persian_key%%'")
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON FUNCTION persian_key(text) IS 'an older body'")
    sync(Firm)
    after = rows("SELECT relfilenode FROM pg_class WHERE relname LIKE 'e_toy_firm_persian_key%%'")
    assert before != after


def test_deleting_a_person_who_is_linked_is_refused_by_the_database() -> None:
    sync(Firm, WIDER)
    person = User.objects.create(username="z", username_key="z", full_name="z", kind="staff")
    with declared(Firm, WIDER):
        open_context(SYSTEM, NOW).create(WIDER, name="a", owner=person)
    with pytest.raises(IntegrityError):
        person.delete()
