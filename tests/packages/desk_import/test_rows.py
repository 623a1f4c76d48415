"""A wall time of the log as an instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.packages.desk.importer.rows import LOG_ZONE, RowRejected, parse_wall, tehran_instant


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        ("2012/01/09 14:50:17.000", "2012-01-09T11:20:17"),  # +03:30
        ("2012/10/09 14:50:17.000", "2012-10-09T11:20:17"),
        ("2012/07/09 14:50:17.000", "2012-07-09T10:20:17"),  # summer, +04:30
        ("2012/03/20 23:59:59.000", "2012-03-20T20:29:59"),
        ("2012/03/21 00:30:00.000", "2012-03-20T20:30:00"),  # skipped: the change itself
        ("2012/03/21 01:00:00.000", "2012-03-20T20:30:00"),
        ("2012/09/20 23:30:00.000", "2012-09-20T19:00:00"),  # twice: the first pass
        ("2012/09/21 00:00:00.000", "2012-09-20T20:30:00"),
        ("2012/10/09 14:50:17", "2012-10-09T11:20:17"),
        ("2012/10/09 14:50:17.5", "2012-10-09T11:20:17.500000"),
    ],
)
def test_wall_time_is_read_in_tehran(wall: str, instant: str) -> None:
    assert tehran_instant(parse_wall(wall)) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2012/10/09", "2012-10-09 14:50:17.000", "2012/02/30 10:00:00.000", "", "x"]
)
def test_other_timestamps_are_rejected(text: str) -> None:
    with pytest.raises(RowRejected, match="timestamp"):
        parse_wall(text)


@given(st.datetimes(datetime(2010, 1, 1), datetime(2024, 1, 1)), st.integers(0, 7200))  # noqa: DTZ001 -- wall times
def test_a_later_wall_time_is_never_an_earlier_instant(wall: datetime, later_s: int) -> None:
    wall = wall.replace(microsecond=0, tzinfo=LOG_ZONE)
    assert tehran_instant(wall) <= tehran_instant(wall + timedelta(seconds=later_s))
