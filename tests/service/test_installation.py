"""Which folder holds the data, and what is written about it."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from owj.service import installation as module
from owj.service.installation import CHECKOUT, Installation, find_installation, write_json
from owj.service.processes import Owner, may_enter
from owj.service.refusals import DataFolderUnusable, DataFromNewerOwj, DiskFull

NOBODY = Owner("nobody", 65534, 65534)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pretend to be root; give the folder that stands for /var/lib/owj."""
    monkeypatch.setattr(module, "database_owner", lambda: NOBODY)
    monkeypatch.setattr(module, "ROOT_DATA", tmp_path / "var")
    return tmp_path / "var"


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ("/a", {"OWJ_DATA": "/b"}, Path("/a")),
        (None, {"OWJ_DATA": "/b"}, Path("/b")),
        (None, {}, CHECKOUT / ".data"),
    ],
)
def test_data_folder_is_the_option_else_the_variable_else_the_checkout(
    monkeypatch: pytest.MonkeyPatch,
    given: str | None,
    environment: dict[str, str],
    expected: Path,
) -> None:
    monkeypatch.setattr(module, "database_owner", lambda: None)
    found = find_installation(given, environment)
    assert found.data == expected.absolute()
    assert found.moved_from is None


def test_an_installed_release_uses_a_folder_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "database_owner", lambda: None)
    monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    monkeypatch.setattr(module, "sys", SimpleNamespace(platform="linux"))
    assert find_installation(None, {"XDG_DATA_HOME": "/x"}).data == Path("/x/owj").absolute()


def test_root_moves_the_data_where_the_database_user_may_enter(
    as_root: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    first = find_installation(str(closed / "one"), {})
    second = find_installation(str(closed / "two"), {})
    assert first.moved_from == closed / "one"
    assert first.data.parent == as_root
    assert first.data.name.startswith("one-")
    assert first.data != second.data
    assert find_installation(str(closed / "one"), {}).data == first.data


def test_an_outside_database_needs_no_move(as_root: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    found = find_installation(str(closed), {"DATABASE_URL": "host=db"})
    assert found.data == closed


@pytest.mark.parametrize(("mode", "expected"), [(0o711, True), (0o750, False), (0o700, False)])
def test_may_enter_asks_every_folder_above(tmp_path: Path, mode: int, expected: bool) -> None:
    top = tmp_path / "top"
    (top / "inner").mkdir(parents=True)
    for folder in [tmp_path, *tmp_path.parents][:-2]:
        folder.chmod(0o711)
    top.chmod(mode)
    assert may_enter(top / "inner" / "not yet made", NOBODY) is expected
    (top / "file").write_text("")
    assert may_enter(top / "file" / "never a folder", NOBODY) is expected


def test_prepare_makes_private_folders_and_a_secret_once(tmp_path: Path) -> None:
    made = Installation(tmp_path / "data")
    first = made.prepare()
    assert made.prepare() == first
    assert len(first["secret_key"]) >= 50
    assert made.instance_file.stat().st_mode & 0o077 == 0
    assert (made.data / "files").stat().st_mode & 0o077 == 0


def test_facts_of_a_newer_release_are_refused(tmp_path: Path) -> None:
    made = Installation(tmp_path)
    made.instance_file.write_text(json.dumps({"format": 99}))
    with pytest.raises(DataFromNewerOwj, match=r"newer Owj \(data format 99\)"):
        made.prepare()


def test_damaged_facts_are_named(tmp_path: Path) -> None:
    made = Installation(tmp_path)
    for damaged in ("{", "[]"):
        made.instance_file.write_text(damaged)
        with pytest.raises(DataFolderUnusable, match=r"instance\.json"):
            made.facts()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderUnusable, match="cannot be used"):
        Installation(tmp_path / "data" / "inner").prepare()


def test_a_full_disk_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10 * 2**20))
    made = Installation(tmp_path / "data")
    with pytest.raises(DiskFull, match="10 MB free, 300 MB needed"):
        made.prepare()
    assert not made.exists


def test_a_crash_while_writing_leaves_the_old_facts(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": object()})
    assert json.loads(path.read_text()) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_facts_written_at_once_by_several_are_all_kept(tmp_path: Path) -> None:
    made = Installation(tmp_path / "data")
    made.prepare()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: made.write_facts(**{f"fact_{number}": number}), range(40)))
    assert {f"fact_{number}" for number in range(40)} <= set(made.facts())


def test_two_first_commands_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(
            pool.map(lambda _: Installation(tmp_path / "data").prepare()["secret_key"], range(16))
        )
    assert len(set(keys)) == 1
