"""The rest of a version: done by whoever finishes it, and all undone where it refuses."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.server.schema.conftest import Open
from tests.server.schema.test_crashes import WIDER, Crashed, crash_at, publish_wider
from tests.server.schema.test_publishing import DEVICE, PRICE, VEHICLE, do, make

from owj.server.context import SYSTEM
from owj.server.records import Entity, Formula, Label, Number, sync
from owj.server.records.apply import finish_broken_off, stored_schema
from owj.server.records.computed import jobs
from owj.server.records.context import open_context
from owj.server.records.defs import Kind
from owj.server.records.models import SchemaVersion
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages
from owj.server.schema import services
from owj.server.schema.changes import AddField
from owj.server.schema.errors import NothingToPublish
from owj.server.schema.queries import draft_of
from owj.server.schema.services import add_change, drop_draft, publish, review

FURTHER = AddField("x_vehicle", Kind.TEXT, Label("", "Further"))


class Dead(BaseException):
    """Stands for kill -9 where anything else undoes."""


def refuse(*_given: object) -> None:
    raise NothingToPublish


def break_off(open_admin: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish until the process dies at the third step."""
    do(open_admin(), VEHICLE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو")
    with monkeypatch.context() as patched:
        crash_at(3, patched, "_run")
        with pytest.raises(Crashed):
            publish_wider(open_admin)
    connection.close()


def assert_nothing_of_it(open_admin: Open) -> None:
    assert not SchemaVersion.objects.filter(state="applying").exists()
    assert SchemaVersion.objects.latest("number").state == "undone"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM e_x_vehicle LIMIT 0")
        assert "x_plate" not in {column.name for column in cursor.description}


def test_a_rest_that_refuses_undoes_the_steps_and_keeps_the_draft(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(open_admin(), VEHICLE, PRICE)
    before = stored_schema()
    with monkeypatch.context() as patched:
        patched.setattr(services, "tell", refuse)
        with pytest.raises(NothingToPublish):
            publish_wider(open_admin)
    assert_nothing_of_it(open_admin)
    assert stored_schema() == before
    draft = draft_of(open_admin())
    assert draft is not None
    review(open_admin(), draft)
    publish(open_admin(), draft)
    assert "x_plate" in open_admin().snapshot.entity("x_vehicle").by_key


def test_a_start_undoes_what_refuses_and_goes_on(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(open_admin, monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr(services, "tell", refuse)
        assert sync_packages().steps == ()
    assert_nothing_of_it(open_admin)
    draft = draft_of(open_admin())
    assert draft is not None
    assert len(draft.changes) == len(WIDER)


def test_what_came_into_a_draft_after_its_publication_began_stays_in_it(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(open_admin, monkeypatch)
    draft = draft_of(open_admin())
    assert draft is not None
    add_change(open_admin(), draft, FURTHER)
    finish_broken_off()
    left = draft_of(open_admin())
    assert left is not None
    (further,) = [one.change for one in left.changes]
    assert isinstance(further, AddField)
    assert further.label.en == "Further"
    assert {"x_plate"} <= set(open_admin().snapshot.entity("x_vehicle").by_key)
    review(open_admin(), left)
    publish(open_admin(), left)
    assert draft_of(open_admin()) is None


def test_a_draft_that_was_thrown_away_meanwhile_is_not_published(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_off(open_admin, monkeypatch)
    draft = draft_of(open_admin())
    assert draft is not None
    drop_draft(open_admin(), draft)
    finish_broken_off()
    assert_nothing_of_it(open_admin)
    do(open_admin(), DEVICE)


def test_a_death_in_the_last_transaction_leaves_all_to_the_next_run(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: object) -> None:
        raise Dead

    do(open_admin(), VEHICLE, PRICE)
    before = stored_schema()
    with monkeypatch.context() as patched:
        patched.setattr(services, "tell", die)
        with pytest.raises(Dead):
            publish_wider(open_admin)
    assert stored_schema() == before
    assert draft_of(open_admin()) is not None
    finish_broken_off()
    assert draft_of(open_admin()) is None
    assert SchemaVersion.objects.get(state="current").rest == {}


class Thing(Entity):
    key, label = "toy_thing", Label("چیز", "Thing")
    size = Number(Label("اندازه", "Size"))


class Doubled(Entity):
    key, label = "toy_thing", Label("چیز", "Thing")
    size = Number(Label("اندازه", "Size"))
    double = Formula(Label("دو برابر", "Double"), formula="size * 2", result=Kind.NUMBER)


def filling_jobs() -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(task_name=jobs.RECOMPUTE_TASK, status="todo"))


@pytest.mark.parametrize("dies", [True, False])
def test_a_start_that_dies_before_it_fills_leaves_that_to_the_worker(
    dies: bool, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_given: object) -> None:
        raise Dead

    with only_declared({**declared_packages(), "toys": (Thing,)}):
        sync_packages()
        open_context(SYSTEM).create(Thing, size=7)
    with only_declared({**declared_packages(), "toys": (Doubled,)}):
        with monkeypatch.context() as patched:
            if dies:
                patched.setattr(sync, "recompute_changed", die)
                with pytest.raises(Dead):
                    sync_packages()
            else:
                sync_packages()
        assert len(filling_jobs()) == dies
        for job in filling_jobs():
            jobs.fill_stretch(**job.args)
        assert open_context(SYSTEM).records("toy_thing").get()["double"] == 14
