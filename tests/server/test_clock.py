"""The one clock of the domain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from owj.server import clock

NOON = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
SOON = timedelta(seconds=20)

pytestmark = pytest.mark.django_db


def test_now_is_the_database_time_in_utc(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        now = clock.now()
    assert now.tzinfo is UTC
    assert abs(now - clock.real_now()) < SOON


def test_now_does_not_stand_still_inside_a_transaction() -> None:
    assert clock.now() < clock.now()


def test_a_set_clock_goes_on_from_there() -> None:
    clock.make_clock(may_move=True)
    moved_to = clock.set_clock(NOON)
    assert timedelta(0) <= moved_to - NOON < SOON
    assert moved_to < clock.now() < NOON + SOON
    assert abs(clock.real_now() + clock.clock_shift() - clock.now()) < SOON


def test_an_instant_of_any_zone_may_be_set() -> None:
    clock.make_clock(may_move=True)
    tehran = datetime.fromisoformat("2030-01-01T15:30:00+03:30")
    assert clock.set_clock(tehran) - NOON < SOON


def test_advancing_adds_to_what_is_there() -> None:
    clock.make_clock(may_move=True)
    clock.set_clock(NOON)
    clock.advance_clock(timedelta(days=3))
    assert (
        timedelta(0) <= clock.advance_clock(-timedelta(hours=1)) - NOON - timedelta(hours=71) < SOON
    )


def test_reset_returns_to_the_real_time() -> None:
    clock.make_clock(may_move=True)
    clock.set_clock(NOON)
    clock.reset_clock()
    assert clock.clock_shift() == timedelta(0)
    assert abs(clock.now() - clock.real_now()) < SOON


@pytest.mark.parametrize("made", [True, False], ids=["made without", "never made"])
@pytest.mark.parametrize(
    "move",
    [
        lambda: clock.set_clock(NOON),
        lambda: clock.advance_clock(timedelta(hours=1)),
        clock.reset_clock,
    ],
    ids=["set", "advance", "reset"],
)
def test_a_real_clock_refuses_to_move(move, made: bool) -> None:
    if made:
        clock.make_clock(may_move=False)
    with pytest.raises(clock.ClockIsReal):
        move()
    assert abs(clock.now() - clock.real_now()) < SOON


def test_the_kind_of_clock_is_decided_once() -> None:
    clock.make_clock(may_move=False)
    with pytest.raises(clock.ClockKindDiffers):
        clock.make_clock(may_move=True)
    assert not clock.may_be_moved()


def test_a_later_start_without_the_flag_keeps_a_test_clock() -> None:
    clock.make_clock(may_move=True)
    clock.make_clock(may_move=False)
    assert clock.may_be_moved()


def test_a_shift_that_got_into_real_data_has_no_effect() -> None:
    clock.make_clock(may_move=False)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE server_domainclock SET shift = interval '5 days'")
    assert abs(clock.now() - clock.real_now()) < SOON
