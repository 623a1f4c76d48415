"""The traps that a prototype found in generated models, each with its cure."""

from __future__ import annotations

import copy
import gc
import json
import os
import pickle
import subprocess
import sys
import weakref
from collections.abc import Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Count
from tests.server.records.conftest import NOW
from tests.server.records.test_declarations import NAME
from tests.server.records.toys import TOYS, Case, Firm, Note, Person

from owj.kernel.errors import DefinitionError
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.records import Text, snapshot
from owj.server.records.apply import stored_schema
from owj.server.records.build import build_models
from owj.server.records.compiling import compile_packages
from owj.server.records.context import Context, open_context
from owj.server.records.refusals import UnitOfWorkMissing
from owj.server.records.registry import declared_classes, declared_packages, only_declared
from owj.server.records.relations import detach_user
from owj.server.records.snapshot import build_snapshot, current_snapshot
from owj.server.records.sync import sync_packages

ROOT = Path(__file__).parents[3]


@pytest.fixture
def case(ctx: Context) -> Case:
    return ctx.create(Case, subject="x", firm=ctx.create(Firm, name="اوج"), opened_at=NOW)


def make_grown_case() -> type[Case]:
    """Return the case entity with one more field, as a later release would declare it."""
    return type("Case", (Case,), {"colour": Text(NAME), "__qualname__": "Case"})


def test_a_private_registry_knows_its_models(toys: None) -> None:
    built = build_models(stored_schema(), declared_classes())
    registry = built["toy_case"]._meta.apps
    # With a bare Apps() this is empty, and the filter below raises FieldError.
    assert set(built.values()) < set(registry.get_models())
    assert list(open_context(SYSTEM, NOW).rows(Firm).filter(cases__notes__text="x")) == []


def test_generated_classes_stay_out_of_djangos_registry(toys: None) -> None:
    before = {model._meta.label for model in apps.get_models()}
    snapshot = current_snapshot()
    assert {model._meta.label for model in apps.get_models()} == before
    assert not apps.is_installed(snapshot.model("toy_case")._meta.app_label)
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", stdout=said)
    assert "No changes detected" in said.getvalue()


def test_a_class_is_never_changed_by_a_later_version(toys: None, case: Case) -> None:
    model: Any = type(case)
    fields = [field.name for field in model._meta.get_fields()]
    grown = (Firm, Person, make_grown_case(), Note)
    with only_declared({**declared_packages(), "toys": grown}):
        sync_packages()
        later = open_context(SYSTEM, NOW)
    assert later.snapshot.model("toy_case") is not model
    assert [field.name for field in model._meta.get_fields()] == fields
    assert later.get(Case, case.id)["colour"] == ""
    with pytest.raises((AttributeError, DefinitionError)):
        _ = case["colour"]


def test_a_unit_of_work_keeps_its_snapshot(toys: None, ctx: Context, case: Case) -> None:
    grown = (Firm, Person, make_grown_case(), Note)
    with only_declared({**declared_packages(), "toys": grown}):
        sync_packages()
        assert type(ctx.get(Case, case.id)) is type(case)
        ctx.update(case, subject="still works")
        made = ctx.create(Case, subject="old writer", firm=case.firm, opened_at=NOW)
        assert open_context(SYSTEM, NOW).get(Case, made.id)["colour"] == ""


def test_records_of_two_generations_are_equal_and_may_be_mixed(
    toys: None, ctx: Context, case: Case
) -> None:
    grown = (Firm, Person, make_grown_case(), Note)
    with only_declared({**declared_packages(), "toys": grown}):
        sync_packages()
        later = open_context(SYSTEM, NOW)
        again = later.get(Case, case.id)
        assert type(again) is not type(case)
        assert again == case
        assert len({again, case}) == 1
        note = later.create(Note, case=case, text="by an old object")
        assert list(later.rows(Note).filter(case=case)) == [note]
        assert list(later.rows(Note).filter(case__in=[case])) == [note]


def test_different_records_are_unequal(toys: None, ctx: Context, case: Case) -> None:
    other = ctx.create(Case, subject="x", firm=case.firm, opened_at=NOW)
    relatives: list[object] = [other, case.firm, case.id]
    assert case not in relatives


def test_a_pickled_record_revives_in_the_current_version(toys: None, case: Case) -> None:
    revived = pickle.loads(pickle.dumps(case))
    assert isinstance(revived, Case)
    assert revived == case
    assert (revived.subject, revived.status, revived.number) == (
        case.subject,
        case.status,
        case.number,
    )
    with pytest.raises(UnitOfWorkMissing):
        _ = revived.firm


def test_a_record_can_be_copied(toys: None, case: Case) -> None:
    for copied in (copy.copy(case), copy.deepcopy(case)):
        assert copied == case
        assert copied is not case
        assert copied.firm == case.firm


def test_a_query_is_not_pickled(toys: None, ctx: Context) -> None:
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(ctx.rows(Case))


def test_people_are_a_mirror_of_the_real_table(toys: None, ctx: Context, case: Case) -> None:
    person = User.objects.create(username="s", username_key="s", full_name="سارا", kind="staff")
    ctx.update(case, assignee=person)
    read = ctx.rows(Case).select_related("assignee").get(assignee__full_name="سارا")
    assert read.assignee is not None
    assert type(read.assignee) is not User
    assert str(read.assignee) == "سارا"
    with pytest.raises(Exception, match="written through the context"):
        read.assignee.save()  # type: ignore[attr-defined]  # not there for the type checker


def test_a_person_goes_when_optional_links_are_emptied_first(
    toys: None, ctx: Context, case: Case
) -> None:
    person = User.objects.create(username="s", username_key="s", full_name="س", kind="staff")
    ctx.update(case, assignee=person)
    detach_user(ctx, person.pk)
    person.delete()
    assert ctx.get(Case, case.id).assignee_id is None


def test_columns_are_named_and_nothing_is_prepared_on_the_server(
    toys: None, ctx: Context, case: Case, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2) as captured:
        ctx.get(Case, case.id)
        ctx.rows(Case).filter(notes__text="x").first()
    assert all("*" not in query["sql"] for query in captured.captured_queries)
    # A prepared SELECT breaks when a column is added.
    assert connection.connection.prepare_threshold is None


def test_the_version_is_asked_for_once_in_a_unit_of_work(
    toys: None, django_assert_num_queries: Any
) -> None:
    current_snapshot()
    with django_assert_num_queries(1) as captured:
        ctx = open_context(SYSTEM, NOW)
        ctx.rows(Case)
    assert "server_schemaversion" in captured.captured_queries[0]["sql"]


def test_a_snapshot_is_built_once_for_a_version(toys: None) -> None:
    assert current_snapshot() is current_snapshot()


def test_old_generations_are_collected(toys: None) -> None:
    def generated() -> int:
        gc.collect()
        return sum(
            isinstance(one, type) and issubclass(one, models.Model) and "toy_case" in one.__name__
            for one in gc.get_objects()
        )

    schema = compile_packages([("toys", TOYS)])
    before = generated()
    for _ in range(30):
        build_snapshot(schema)
    assert generated() <= before + 2


def test_the_classes_of_dropped_snapshots_do_not_wait_for_a_seldom_round(
    toys: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = compile_packages([("toys", TOYS)])
    monkeypatch.setattr(snapshot, "load_snapshot", partial(build_snapshot, schema))
    kept = snapshot._Kept()
    gc.disable()
    try:
        first = weakref.ref(kept.get(("version 0", ()), 0).model("toy_case"))
        assert first() is not None
        for number in range(1, 8):
            kept.get((f"version {number}", ()), number)
        assert first() is None
    finally:
        gc.enable()


def test_nothing_is_there_before_the_first_sync(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE server_schemaversion SET state = 'superseded'")
    with pytest.raises(DefinitionError, match="synced"):
        open_context(SYSTEM, NOW)


def test_an_entity_that_is_not_synced_is_named(db: None) -> None:
    with pytest.raises(DefinitionError, match="toy_case"):
        open_context(SYSTEM, NOW).rows(Case)


def test_counting_through_the_way_back_counts_right(toys: None, ctx: Context, case: Case) -> None:
    for text in ("a", "b"):
        ctx.create(Note, case=case, text=text)
    firm = ctx.rows(Firm).annotate(said=Count("cases__notes")).get(pk=case.firm_id)
    assert firm["said"] == 2


# What another process does: answer each line with the fields that a new unit of work knows.
OTHER_PROCESS = """
import json, sys
import django
django.setup()
from owj.packages import load_packages
from owj.server.context import SYSTEM
from owj.server.records import register_entities
from owj.server.records.context import open_context
from tests.server.records.toys import TOYS, Case
load_packages()
register_entities("toys", TOYS)
pinned = open_context(SYSTEM)
for line in sys.stdin:
    fresh = open_context(SYSTEM)
    answers = [sorted(one.snapshot.entity("toy_case").by_key) for one in (pinned, fresh)]
    answers.append([c["colour"] for c in fresh.rows(Case)] if "colour" in answers[1] else [])
    pinned.rows(Case).count()
    print(json.dumps(answers), flush=True)
"""


@pytest.fixture
def other_process(committed: None) -> Iterator[subprocess.Popen[str]]:
    with only_declared({**declared_packages(), "toys": TOYS}):
        sync_packages()
    settings = connection.settings_dict
    address = " ".join(
        f"{name}={settings[key]}"
        for name, key in (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("dbname", "NAME"))
        if settings[key]
    )
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "DATABASE_URL": address,
            "PGPASSWORD": str(settings["PASSWORD"]),
            "DJANGO_SETTINGS_MODULE": "owj.boot.settings",
            "OWJ_POOL": "off",
            "PYTHONPATH": path,
        },
    )
    yield process
    process.stdin.close()  # type: ignore[union-attr]  # a pipe, as asked for
    process.wait(20)


def ask(process: subprocess.Popen[str]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("?\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_another_process_sees_a_published_version_in_its_next_unit_of_work(
    other_process: subprocess.Popen[str],
) -> None:
    pinned, fresh, _ = ask(other_process)
    assert pinned == fresh
    assert "colour" not in fresh
    grown = (Firm, Person, make_grown_case(), Note)
    with only_declared({**declared_packages(), "toys": grown}):
        sync_packages()
        ctx = open_context(SYSTEM, NOW)
        firm = ctx.create(Firm, name="اوج")
        ctx.create(Case, subject="x", firm=firm, opened_at=NOW, colour="آبی")
    pinned, fresh, colours = ask(other_process)
    assert "colour" not in pinned
    assert "colour" in fresh
    assert colours == ["آبی"]
