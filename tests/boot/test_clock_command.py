"""`./owj clock`: reading instants and lengths of time, and data whose clock is real."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, main
from owj.boot.commands.clock import (
    DurationRejected,
    InstantRejected,
    parse,
    parse_duration,
    parse_instant,
)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1H", timedelta(hours=1)),
        ("pt90s", timedelta(seconds=90)),
        ("P2DT30M", timedelta(days=2, minutes=30)),
        ("P1W", timedelta(weeks=1)),
        ("-PT5M", timedelta(minutes=-5)),
        ("+P1D", timedelta(days=1)),
    ],
)
def test_lengths_of_time_are_read(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "1H", "PT1.5H", "P1Y", "PT1H junk", "P9" * 9]
)
def test_anything_else_is_no_length_of_time(text: str) -> None:
    with pytest.raises(DurationRejected, match="such as PT1H"):
        parse_duration(text)


def test_a_length_beyond_all_time_is_refused() -> None:
    with pytest.raises(DurationRejected):
        parse_duration("P9999999999999D")


def test_an_instant_needs_its_zone() -> None:
    assert parse_instant("2026-11-22T16:45:00+03:30").utcoffset() == timedelta(hours=3, minutes=30)
    assert parse_instant("2026-11-22T13:15:00Z").utcoffset() == timedelta(0)
    for text in ("2026-11-22T16:45:00", "tomorrow", ""):
        with pytest.raises(InstantRejected, match="with its zone"):
            parse_instant(text)


@pytest.mark.parametrize("verb", [["show"], ["set", "now"], ["advance", "PT1H"], ["reset"]])
def test_the_data_folder_may_stand_before_or_behind_the_verb(verb: list[str]) -> None:
    assert parse(["--data", "here", *verb]).data == "here"
    assert parse([*verb, "--data", "here"]).data == "here"
    assert parse(verb).data is None


def test_a_wrong_word_costs_no_start_of_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    assert main(["clock", "--data", str(folder), "advance", "soon"]) == BAD_INPUT
    assert main(["clock", "--data", str(folder), "show"]) == BAD_INPUT
    assert "There is no data in" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize(
    "instant", ["0001-01-01T00:00:00+03:30", "1899-12-31T00:00:00Z", "2301-01-01T00:00:00Z"]
)
def test_an_instant_beyond_the_calendars_is_refused_before_anything_starts(
    instant: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clock", "--data", str(tmp_path), "set", instant]) == BAD_INPUT
    assert "The clock can be set to the years 1900 to 2300" in capsys.readouterr().err
