"""Files that are no log, and rows that are set aside."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from tests.packages.conftest import tehran
from tests.packages.desk_import.logs import HEADER, SMALL, row, write_log

from owj.kernel.sla.events import Priority
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from owj.packages.desk.importer import errors, import_helpdesk_log, read_priority_map
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.records.context import Context, open_context

NOW = tehran("2026-11-22 11:20")
WHOLE = "\n".join([HEADER, *SMALL]) + "\n"


@pytest.fixture
def ctx(db: None) -> Context:
    return open_context(SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.LogEmpty),
        (b"\xef\xbb\xbf\r\n \n", errors.LogEmpty),
        (HEADER.encode() + b"\n", errors.LogEmpty),
        (HEADER.encode(), errors.LogEmpty),
        (b"name,age\nSara,30\n", errors.LogForeign),
        (HEADER.replace(",", ";").encode() + b"\na;b\n", errors.LogForeign),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", errors.LogNotText),
        (WHOLE.encode("utf-16"), errors.LogNotText),
        (WHOLE.replace("Closed", "بسته").encode("windows-1256"), errors.LogNotText),
        (WHOLE.encode()[:-40], errors.LogDamaged),
        (WHOLE.encode()[:-4], errors.LogDamaged),
        (WHOLE.encode() + b'Case 12,"Assign ser', errors.LogDamaged),
        (WHOLE.encode() + b"Case 12," + b"x" * 200_000 + b"\n", errors.LogDamaged),
        (WHOLE.replace("2012/", "2012-").encode(), errors.LogUnfit),
        (WHOLE.replace(",Value 1,Value 7,", ",,Value 7,").encode(), errors.LogUnfit),
    ],
    ids=[
        "empty",
        "blank",
        "header only",
        "header without line end",
        "foreign",
        "semicolons",
        "binary",
        "utf-16",
        "windows-1256",
        "cut in a row",
        "cut in the last field",
        "cut in quotes",
        "huge field",
        "foreign timestamps",
        "cases without customer",
    ],
)
def test_a_file_that_is_no_log_changes_nothing(
    ctx: Context, tmp_path: Path, content: bytes, refusal: type[errors.LogRefused]
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    with pytest.raises(refusal) as refused:
        import_helpdesk_log(ctx, path)
    assert "%(" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert ctx.rows(Ticket).count() == ctx.rows(Customer).count() == User.objects.count() == 0
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


def test_a_missing_file_is_named(ctx: Context, tmp_path: Path) -> None:
    with pytest.raises(errors.LogUnreadable, match=r"no\.csv cannot be read: No such file"):
        import_helpdesk_log(ctx, tmp_path / "no.csv")
    with pytest.raises(errors.LogUnreadable):
        import_helpdesk_log(ctx, tmp_path)


def test_an_oversized_file_is_refused_unread(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owj.packages.desk.importer.reading.LIMIT_MB", 0)
    with pytest.raises(errors.LogTooLarge):
        import_helpdesk_log(ctx, write_log(tmp_path / "log.csv", SMALL))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + WHOLE.encode(),
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.rstrip("\n").encode(),
        WHOLE.replace("Case 1,", '"Case 1",').encode(),
    ],
    ids=["byte order mark", "Windows line ends", "no last line end", "quotes"],
)
def test_every_ordinary_csv_is_read(ctx: Context, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    assert import_helpdesk_log(ctx, path).to_json()["cases"] == 11


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("Case 2", "Wait", "2012/13/09 09:00:00"), "does not exist"),
        (row("Case 2", "Wait", "09.10.2012 09:00"), "is not YYYY/MM/DD hh:mm:ss.000"),
        (row("Case 2", "", "2012/10/09 09:00:00"), "Activity is empty"),
        (row("Case 2", "Wait", "2030/10/09 09:00:00"), "lies in the future"),
        (row("Case 2", "x" * 101, "2012/10/09 09:00:00"), "Activity has 101 characters"),
        (row("Case 2", "Wa\x07it", "2012/10/09 09:00:00"), "control characters"),
        ("Case 2,Wait,Value 1,2012/10/09 09:00:00.000", "16 fields were expected, 4 found"),
    ],
)
def test_a_case_with_a_bad_row_is_set_aside_whole(
    ctx: Context, tmp_path: Path, bad: str, reason: str
) -> None:
    path = write_log(tmp_path / "log.csv", [bad, *SMALL])
    found = import_helpdesk_log(ctx, path).to_json()
    assert found["cases"] == 10
    assert found["rejected"] == 5
    assert found["rows"] == found["events"] + found["duplicates"] + found["rejected"]
    assert not ctx.rows(Ticket).filter(external_key="helpdesk-log:Case 2").exists()
    with Path(found["rejects_file"]).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:3] == ["line", "reason", "Case ID"]
    assert reason in rows[0][1]
    assert [line for line, *_ in rows] == ["2", "9", "10", "11", "12"]
    assert {why for _, why, *_ in rows[1:]} == {"line 2 of the same case is rejected"}


def test_a_mended_file_brings_the_case_that_was_set_aside(ctx: Context, tmp_path: Path) -> None:
    bad = row("Case 2", "Wait", "2012/13/09 09:00:00")
    import_helpdesk_log(ctx, write_log(tmp_path / "log.csv", [bad, *SMALL]))
    found = import_helpdesk_log(ctx, write_log(tmp_path / "mended.csv", SMALL)).to_json()
    assert (found["new_cases"], found["rejected"], found["rejects_file"]) == (1, 0, None)


def test_an_unknown_priority_is_told_by_its_name(ctx: Context, tmp_path: Path) -> None:
    odd = row("Case 12", "Wait", "2012/10/09 09:00:00", seriousness="Value 9")
    path = write_log(tmp_path / "log.csv", [*SMALL, odd])
    found = import_helpdesk_log(ctx, path)
    assert found.brought.rejected == 1
    assert found.brought.rejects_file is not None
    assert "no priority is mapped to 'Value 9'" in found.brought.rejects_file.read_text("utf-8")


def test_rejects_of_another_run_are_never_overwritten(ctx: Context, tmp_path: Path) -> None:
    odd = row("Case 12", "", "2012/10/09 09:00:00")
    path = write_log(tmp_path / "log.csv", [*SMALL, odd])
    older = tmp_path / "log.csv.rejects.csv"
    older.write_text("mine\n", encoding="utf-8")
    files = [import_helpdesk_log(ctx, path).brought.rejects_file for _ in range(2)]
    assert files == [tmp_path / "log.csv.rejects-2.csv"] * 2
    assert older.read_text(encoding="utf-8") == "mine\n"


def test_rejects_that_cannot_be_written_stop_the_import(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_log(tmp_path / "log.csv", [*SMALL, row("Case 12", "", "2012/10/09 09:00:00")])

    opened = Path.open

    def refuse_new(file: Path, mode: str = "r", *rest: Any, **how: Any) -> Any:
        if mode == "x":
            raise PermissionError(13, "Permission denied")
        return opened(file, mode, *rest, **how)

    monkeypatch.setattr(Path, "open", refuse_new)
    with pytest.raises(errors.RejectsUnwritable, match="Permission denied"):
        import_helpdesk_log(ctx, path)
    assert ctx.rows(Ticket).count() == 0


def test_a_priority_map_changes_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text('{"Value 1": "critical", "Urgent": "high"}', encoding="utf-8")
    chosen = read_priority_map(path)
    assert chosen["Value 1"] is Priority.CRITICAL
    assert chosen["Urgent"] is Priority.HIGH
    assert chosen["Value 3"] is Priority.LOW


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Value 1": "urgent"}', '{"Value 1": 3}', "{"])
def test_a_priority_map_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(errors.PriorityMapRejected, match="critical, high, medium, low"):
        read_priority_map(path)
    with pytest.raises(errors.PriorityMapRejected):
        read_priority_map(tmp_path / "absent.json")
