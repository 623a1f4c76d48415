"""Emptying the trash: what is lost is told, the column goes, and nothing comes back by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import PRICE, VEHICLE, do, make

from owj.server import clock
from owj.server.records.models import SchemaVersion
from owj.server.records.sync import sync_packages
from owj.server.schema.changes import AddField, RemoveField
from owj.server.schema.errors import OnlyDesigners, SchemaChangeRefused
from owj.server.schema.purging import purge_field, purge_old_trash, values_in_trash
from owj.server.schema.queries import trash_of
from owj.server.schema.services import roll_back


@pytest.fixture
def trashed(open_admin: Open) -> Open:
    clock.make_clock(may_move=True)
    do(open_admin(), VEHICLE, PRICE)
    for price in (5, None, 7):
        make(open_admin(), "x_vehicle", x_name="v", x_price=price)
    do(open_admin(), RemoveField("x_vehicle", "x_price"))
    return open_admin


def has_column() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_name = 'e_x_vehicle' AND column_name = 'x_price'"
        )
        return bool(cursor.fetchone()[0])


def test_what_is_lost_is_counted_and_then_gone_for_ever(trashed: Open) -> None:
    assert values_in_trash(trashed(), "x_vehicle", "x_price") == 2
    purge_field(trashed(), "x_vehicle", "x_price")
    assert not has_column()
    assert trash_of(trashed(), "x_vehicle") == ()
    assert SchemaVersion.objects.get(state="current").steps.get().risk == "loss"
    sync_packages()
    assert not has_column()
    make(trashed(), "x_vehicle", x_name="later")


def test_a_key_is_not_given_again(trashed: Open) -> None:
    purge_field(trashed(), "x_vehicle", "x_price")
    with pytest.raises(SchemaChangeRefused):
        do(trashed(), AddField("x_vehicle", PRICE.kind, PRICE.label, key="x_price"))


def test_an_older_version_brings_the_column_back_empty(trashed: Open) -> None:
    before = SchemaVersion.objects.get(state="current").number - 1
    purge_field(trashed(), "x_vehicle", "x_price")
    roll_back(trashed(), before)
    rows: list[Any] = list(trashed().records("x_vehicle"))
    assert [row.x_price for row in rows] == [None, None, None]


@pytest.mark.parametrize("key", ["x_name", "x_nothing"])
def test_only_what_is_in_the_trash_can_go(key: str, trashed: Open) -> None:
    with pytest.raises(SchemaChangeRefused):
        purge_field(trashed(), "x_vehicle", key)


def test_only_designers_empty_the_trash(trashed: Open, open_agent: Open) -> None:
    with pytest.raises(OnlyDesigners):
        purge_field(open_agent(), "x_vehicle", "x_price")
    assert has_column()


def test_the_worker_drops_what_was_in_the_trash_for_long(trashed: Open, settings: Any) -> None:
    settings.TRASH_DAYS = 30
    assert purge_old_trash() == 0
    SchemaVersion.objects.update(published_at=clock.now() - timedelta(days=31))
    settings.TRASH_DAYS = 0
    assert purge_old_trash() == 0
    settings.TRASH_DAYS = 30
    assert purge_old_trash() == 1
    assert not has_column()
