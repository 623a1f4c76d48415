"""Changes of kind by a shadow column: looked at, agreed to, done while people write, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import VEHICLE, do, make

from owj.server import clock
from owj.server.records import Label, apply, generic
from owj.server.records.apply import finish_broken_off
from owj.server.records.audit import changes_of
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, ChangeField
from owj.server.schema.errors import (
    KindChangeGone,
    KindChangeNeedsConsent,
    KindChangeRuns,
    OnlyDesigners,
    SchemaChangeRefused,
)
from owj.server.schema.kinds import services
from owj.server.schema.kinds.previewing import Preview, preview_kind
from owj.server.schema.kinds.services import (
    drop_expired,
    run_stretch,
    start_change,
    undo_change,
)
from owj.server.schema.models import KindChange
from owj.server.schema.queries import versions
from owj.server.schema.services import roll_back
from owj.server.schema.told import KindChanged

YEAR = AddField("x_vehicle", Kind.TEXT, Label("سال", "Year"), key="x_year")
YEARS = ("۱۴۰۱", "1402", " ١٤٠٣ ", "", "نمی‌دانم")


@pytest.fixture
def opened(open_admin: Open) -> Open:
    clock.make_clock(may_move=True)
    do(open_admin(), VEHICLE, YEAR)
    for year in YEARS:
        make(open_admin(), "x_vehicle", x_name=year or "none", x_year=year)
    return open_admin


def look(ctx: Context, kind: Kind = Kind.NUMBER) -> Preview:
    return preview_kind(ctx, "x_vehicle", "x_year", kind)


def years(ctx: Context) -> list[Any]:
    return [row.x_year for row in ctx.records("x_vehicle").order_by("id")]


def changed(opened: Open, kind: Kind = Kind.NUMBER) -> KindChange:
    return start_change(opened(), look(opened(), kind), consent=True)


def columns() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'e_x_vehicle'"
        )
        return {row[0] for row in cursor.fetchall()}


def test_a_look_counts_what_converts_and_shows_what_does_not(opened: Open) -> None:
    seen = look(opened())
    assert (seen.rows, seen.converts, seen.fails, seen.whole) == (4, 3, 1, True)
    [sample] = seen.samples
    assert (sample.value, sample.count, str(sample.reason)) == ("نمی‌دانم", 1, "a whole number")
    assert columns() == {
        "id", "version", "created_at", "updated_at", "x_name", "x_name_folded",
        "x_year", "x_created_by_id", "x_updated_by_id",
    }  # fmt: skip


def test_values_are_left_out_with_consent_only(opened: Open) -> None:
    with pytest.raises(KindChangeNeedsConsent):
        start_change(opened(), look(opened()), consent=False)
    assert years(opened()) == list(YEARS)


def test_a_change_writes_values_over_and_is_a_version(opened: Open) -> None:
    change = changed(opened)
    assert change.state == KindChange.State.DONE
    assert (change.converted, change.left) == (3, 1)
    assert years(opened()) == [1401, 1402, 1403, None, None]
    field = opened().snapshot.entity("x_vehicle").by_key["x_year"]
    assert (field.kind, field.column, field.former) == (Kind.NUMBER, "x_year__2", ("x_year",))
    row = opened().records("x_vehicle").filter(x_year__gt=1401).order_by("x_year").first()
    generic.update(opened(), row, {"x_year": 1500})
    assert opened().records("x_vehicle").filter(x_year=1500).count() == 1
    told = versions(opened())[0].told[0]
    assert isinstance(told, KindChanged)
    assert (told.before, told.after, versions(opened())[0].note) == (Kind.TEXT, Kind.NUMBER, "")


def test_the_memory_tells_of_values_of_both_kinds(opened: Open) -> None:
    row = opened().records("x_vehicle").order_by("id").first()
    generic.update(opened(), row, {"x_year": "1399"})
    changed(opened)
    row = opened().records("x_vehicle").order_by("id").first()
    generic.update(opened(), row, {"x_year": 1398})
    told = [
        (one.old, one.new)
        for change in changes_of(opened(), row)
        for one in change.fields
        if one.field is not None and one.field.key == "x_year"
    ]
    assert told == [(1399, 1398), ("۱۴۰۱", "1399"), (None, "۱۴۰۱")]


def test_what_people_write_meanwhile_is_converted_too(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SMALL", -1)
    monkeypatch.setattr(services, "AT_ONCE", 2)
    change = changed(opened)
    assert change.state == KindChange.State.CONVERTING
    shadow, convert = services._ready(change)
    services._convert_some(change, shadow, convert, 0)
    pinned = opened()
    rows = list(pinned.records("x_vehicle").order_by("id"))
    generic.update(pinned, rows[0], {"x_year": "1300"})
    generic.create(pinned, "x_vehicle", {"x_name": "new", "x_year": "1301"})
    with pytest.raises(KindChangeRuns):
        changed(opened)
    assert run_stretch(change.pk)
    assert years(opened()) == [1300, 1402, 1403, None, None, 1301]
    # Who still pins the version before writes the old column; the late round takes it over.
    generic.update(pinned, rows[1], {"x_year": "1302"})
    assert run_stretch(change.pk)
    assert years(opened())[1] == 1302


def test_a_change_is_taken_back_with_what_was_written_since(opened: Open) -> None:
    change = changed(opened)
    rows = list(opened().records("x_vehicle").order_by("id"))
    generic.update(opened(), rows[0], {"x_year": 1390})
    generic.create(opened(), "x_vehicle", {"x_name": "new", "x_year": 1391})
    undone = undo_change(opened(), change.pk)
    assert undone.state == KindChange.State.UNDONE
    assert years(opened()) == ["1390", *YEARS[1:], "1391"]
    assert opened().snapshot.entity("x_vehicle").by_key["x_year"].kind is Kind.TEXT
    with pytest.raises(KindChangeGone):
        undo_change(opened(), change.pk)


def test_after_a_week_the_old_values_go(opened: Open) -> None:
    change = changed(opened)
    assert drop_expired(opened()) == 0
    later = opened().at(clock.now() + timedelta(days=8))
    assert drop_expired(later) == 1
    assert {"x_year", "x_year__2_ok"}.isdisjoint(columns())
    assert years(opened())[:2] == [1401, 1402]
    with pytest.raises(KindChangeGone):
        undo_change(opened(), change.pk)
    generic.create(opened(), "x_vehicle", {"x_name": "later", "x_year": 1})


def test_a_field_changes_its_kind_again_and_again(opened: Open) -> None:
    changed(opened)
    changed(opened, Kind.DECIMAL)
    changed(opened, Kind.TEXT)
    field = opened().snapshot.entity("x_vehicle").by_key["x_year"]
    assert field.former == ("x_year", "x_year__2", "x_year__3")
    assert years(opened()) == ["1401.00", "1402.00", "1403.00", "", ""]


def test_a_few_texts_become_the_answers_of_a_choice(opened: Open) -> None:
    changed(opened, Kind.CHOICE)
    options = opened().snapshot.entity("x_vehicle").by_key["x_year"].options
    assert {one.label.fa for one in options} == {"۱۴۰۱", "1402", "١٤٠٣", "نمی‌دانم"}
    assert all(years(opened())[place] for place in (0, 1, 2, 4))


def test_an_index_follows_the_field_into_its_new_column(opened: Open) -> None:
    do(opened(), ChangeField("x_vehicle", "x_year", {"index": True}))
    changed(opened)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'e_x_vehicle'")
        indexed = [row[0] for row in cursor.fetchall() if "x_year" in row[0]]
    columns = sorted(one.rpartition("(")[2] for one in indexed)
    assert columns == ["x_year__2 DESC NULLS LAST)", "x_year__2)"]


def test_rolling_back_over_a_change_of_kind_is_refused_in_words(opened: Open) -> None:
    before = opened().snapshot.number
    changed(opened)
    with pytest.raises(Exception, match="kind"):
        roll_back(opened(), before)


@pytest.mark.parametrize("kind", [Kind.LINK, Kind.FORMULA, Kind.AUTO_NUMBER, Kind.TEXT])
def test_what_values_cannot_be_written_over_to_is_refused(kind: Kind, opened: Open) -> None:
    with pytest.raises(SchemaChangeRefused):
        look(opened(), kind)


def test_only_designers_change_kinds(opened: Open, open_agent: Open) -> None:
    seen = look(opened())
    with pytest.raises(OnlyDesigners):
        look(open_agent())
    with pytest.raises(OnlyDesigners):
        start_change(open_agent(), seen, consent=True)
    assert not KindChange.objects.exists()


class Crashed(Exception):
    """What a killed process leaves behind."""


@pytest.mark.parametrize("where", ["_convert_some", "_swap", "_publish", "_hold"])
def test_a_crash_at_any_step_is_taken_up(
    where: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dying(*_: Any, **__: Any) -> Sequence[Any]:
        raise Crashed

    with monkeypatch.context() as patched:
        patched.setattr(services, where, dying)
        with pytest.raises(Crashed):
            changed(opened)
    [change] = KindChange.objects.all()
    assert change.state == KindChange.State.CONVERTING
    assert run_stretch(change.pk)
    change.refresh_from_db()
    assert change.state == KindChange.State.DONE
    assert years(opened()) == [1401, 1402, 1403, None, None]


class Dead(BaseException):
    """Stands for kill -9 where anything else undoes."""


def test_a_swap_and_its_undoing_are_finished_by_whoever_publishes_next(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise Dead

    with monkeypatch.context() as patched:
        patched.setattr(apply, "_make_current", die)
        with pytest.raises(Dead):
            changed(opened)
    make(opened(), "x_vehicle", x_name="late", x_year="1404")
    finish_broken_off()
    [change] = KindChange.objects.all()
    assert change.state == KindChange.State.DONE
    assert years(opened()) == [1401, 1402, 1403, None, None, 1404]
    with monkeypatch.context() as patched:
        patched.setattr(apply, "_make_current", die)
        with pytest.raises(Dead):
            undo_change(opened(), change.pk)
    finish_broken_off()
    change.refresh_from_db()
    assert change.state == KindChange.State.UNDONE
    assert years(opened()) == [*YEARS, "1404"]
