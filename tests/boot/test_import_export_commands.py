"""`./owj import ENTITY` and `./owj export`: as a named person, there and back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from owj.boot.commands import import_log
from owj.boot.commands.export import parse as parse_export
from owj.boot.commands.export import pieces_of
from owj.boot.commands.import_records import ImportMapUnreadable, bring_in, parse
from owj.packages.customers.entity import Customer
from owj.server.imports.refusals import ImportBusy
from owj.server.records.refusals import RecordNotFound, VerbRefused
from tests.packages.conftest import Desk, make_desk


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def asked(path: Path, *more: str) -> argparse.Namespace:
    return parse(["customer", str(path), "--user", "x", *more])


def test_what_was_exported_is_read_back(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = desk.ctx(desk.admin)
    for form in ("csv", "xlsx"):
        given = parse_export(["customer", "--user", "x", "--filter", 'city = "مشهد"'])
        path = tmp_path / f"out.{form}"
        path.write_bytes(b"".join(pieces_of(admin, given, form)))
        assert bring_in(admin, asked(path, "--json")) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["created"], found["updated"], found["rejected"]) == (0, 0, 0)
        assert found["unchanged"] == desk.system.rows(Customer).filter(city="مشهد").count() > 0


def test_a_dry_run_writes_nothing_and_tells_the_refused_cells(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("شرکت,نوع\nنوساز,حقوقی\nبد,چه\n", encoding="utf-8")
    admin = desk.ctx(desk.admin)
    maps = ("--map", "شرکت=name", "--map", "نوع=kind")
    assert bring_in(admin, asked(path, *maps, "--dry-run")) == 1
    told = capsys.readouterr().out
    assert "1 would be created" in told
    assert "row 3, نوع" in told
    assert not desk.system.rows(Customer).filter(name="نوساز").exists()
    rejects = tmp_path / "rejects.csv"
    assert bring_in(admin, asked(path, *maps, "--rejects", str(rejects))) == 1
    assert desk.system.rows(Customer).filter(name="نوساز").count() == 1
    assert "بد" in rejects.read_text(encoding="utf-8-sig")


def test_the_named_persons_rights_hold(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(VerbRefused):
        bring_in(desk.ctx(desk.agent), asked(path))
    with pytest.raises(RecordNotFound):
        pieces_of(desk.ctx(desk.admin), parse_export(["message", "--user", "x"]), "csv")


def test_a_map_must_name_a_column_of_the_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("name\nx\n", encoding="utf-8")
    for wrong in ("city=name", "name"):
        with pytest.raises(ImportMapUnreadable):
            bring_in(desk.ctx(desk.admin), asked(path, "--map", wrong))


def test_the_log_of_a_help_desk_keeps_its_command() -> None:
    assert import_log.parse(["helpdesk-log", "x.csv"]).kind == "helpdesk-log"


def test_a_command_that_died_is_resumed_by_its_number(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def die(name: str) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "in.csv"
    path.write_text("name\nنخست\nدوم\nسوم\n", encoding="utf-8")
    admin = desk.ctx(desk.admin)
    monkeypatch.setattr("owj.server.imports.runs.BATCH_ROWS", 2)
    with monkeypatch.context() as during:
        during.setattr("owj.server.imports.runs.failpoint", die)
        with pytest.raises(KeyboardInterrupt):
            bring_in(admin, asked(path, "--map", "name=name"))
    number = capsys.readouterr().err.split()[1]
    resumed = parse(["customer", "--user", "x", "--resume", number, "--json"])
    assert bring_in(admin, resumed) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 3
    names = desk.system.rows(Customer).filter(name__in=("نخست", "دوم", "سوم"))
    assert names.count() == 3
    with pytest.raises(ImportBusy):
        bring_in(admin, resumed)
