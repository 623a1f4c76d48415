"""The one clock of the domain: the database's time plus an offset row.

Leases, retries and sign-in limits never use it; they ask the database for its real time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction

from owj.kernel.calendars.business import FIRST_YEAR, LAST_YEAR
from owj.kernel.errors import Conflict, InvalidInput, NotAllowed
from owj.server.live.notify import notify_live

WAKE_CHANNEL = "owj_wake"
NOW_SQL = """
    SELECT clock_timestamp() + coalesce(
        (SELECT shift FROM server_domainclock WHERE id = 1 AND may_move), interval '0')
"""


class ClockIsReal(NotAllowed):
    """Say that this data was not made with --test-clock."""

    code = "clock.is_real"
    message = (
        "The clock of this data cannot be moved: make new data with "
        "--test-clock to be able to set the time."
    )


class ClockKindDiffers(Conflict):
    """Say that the data was made with the other kind of clock."""

    code = "clock.kind_differs"
    message = (
        "This data was made without --test-clock and keeps the real time: "
        "start without --test-clock, or with another --data folder."
    )


class ClockOutOfReach(InvalidInput):
    """Say that the clock cannot be moved so far: calendars reach no further."""

    code = "clock.out_of_reach"
    message = "The clock can be set to the years %(first)s to %(last)s; %(got)s lies outside."


def now() -> datetime:
    """Return the domain's instant, UTC. One query; keep it for the unit of work."""
    with connection.cursor() as cursor:
        cursor.execute(NOW_SQL)
        return _instant(cursor.fetchone())


def real_now() -> datetime:
    """Return the database's real time, UTC: for leases, sessions and limits only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return _instant(cursor.fetchone())


def make_clock(*, may_move: bool) -> None:
    """Decide, once for this data, whether its clock may be moved. Raises: ClockKindDiffers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO server_domainclock (id, may_move, shift) VALUES (1, %s, '0')"
            " ON CONFLICT DO NOTHING",
            [may_move],
        )
    if may_move and not may_be_moved():
        raise ClockKindDiffers


def may_be_moved() -> bool:
    """Return whether this data was made with --test-clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM server_domainclock WHERE id = 1 AND may_move")
        return cursor.fetchone() is not None


def set_clock(instant: datetime) -> datetime:
    """Move the clock to an instant, from where it goes on.

    Raises: ClockIsReal, ClockOutOfReach.
    """
    check_reach(instant)
    return _move("%s - clock_timestamp()", instant.astimezone(UTC))


def advance_clock(by: timedelta) -> datetime:
    """Move the clock forwards (or backwards). Raises: ClockIsReal, ClockOutOfReach."""
    try:
        check_reach(now() + by)
    except OverflowError:
        first, last = FIRST_YEAR, LAST_YEAR
        raise ClockOutOfReach(first=first, last=last, got=f"{by.days:+d} days") from None
    return _move("shift + %s * interval '1 second'", by.total_seconds())


def reset_clock() -> datetime:
    """Return the clock to the real time. Raises: ClockIsReal."""
    return _move("%s * interval '1 second'", 0.0)


def clock_shift() -> timedelta:
    """Return how far the domain's clock is ahead of the real one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shift FROM server_domainclock WHERE id = 1 AND may_move")
        row = cursor.fetchone()
    return timedelta(0) if row is None else cast("timedelta", row[0])


def check_reach(instant: datetime) -> None:
    """Refuse an instant that no calendar reaches. Raises: ClockOutOfReach."""
    # A day short on each side: the zone may put the instant into the year beside it.
    first = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC)
    if not first <= instant <= datetime(LAST_YEAR, 12, 30, tzinfo=UTC):
        raise ClockOutOfReach(first=FIRST_YEAR, last=LAST_YEAR, got=instant.isoformat())


@transaction.atomic
def _move(shift_sql: str, value: datetime | float) -> datetime:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE server_domainclock SET shift = {shift_sql} WHERE id = 1 AND may_move",  # noqa: S608 -- three constants above
            [value],
        )
        if cursor.rowcount != 1:
            raise ClockIsReal
        cursor.execute(f"NOTIFY {WAKE_CHANNEL}, 'clock'")
    moved_to = now()
    notify_live(["clock"], "clock", now=moved_to.isoformat())
    return moved_to


def _instant(row: tuple[Any, ...] | None) -> datetime:
    if row is None or not isinstance(row[0], datetime):
        raise RuntimeError("the database did not tell the time")
    return row[0].astimezone(UTC)
