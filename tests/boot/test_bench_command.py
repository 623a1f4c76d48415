"""`./owj bench`: its two forms of output and its exit code; the arithmetic of `bench start`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from owj.boot.cli import CASES_FAILED, GOOD, main
from owj.boot.commands import bench
from owj.kernel.figures import Figure
from owj.service import start_bench

FAST = Figure("warm_up", 2.5, "s", 8.0, ok=True)
SLOW = Figure("cold_up", 200.0, "s", 180.0, ok=False)


@pytest.mark.parametrize(("figures", "code"), [([FAST], GOOD), ([FAST, SLOW], CASES_FAILED)])
def test_json_is_one_line_with_every_figure(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    figures: list[Figure],
    code: int,
) -> None:
    monkeypatch.setitem(bench.BENCHES, "start", lambda: figures)
    assert main(["bench", "start", "--json"]) == code
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    found = json.loads(printed)
    assert found["bench"] == "start"
    assert found["figures"][0] == {
        "name": "warm_up",
        "value": 2.5,
        "unit": "s",
        "bar": 8.0,
        "ok": True,
    }


def test_people_read_a_line_a_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(bench.BENCHES, "start", lambda: [FAST, SLOW])
    assert main(["bench", "start"]) == CASES_FAILED
    good, missed = capsys.readouterr().out.splitlines()
    assert good.split() == ["warm_up", "2.50", "s", "(bar", "8)", "good"]
    assert missed.endswith("MISSED")


def test_a_copy_holds_what_a_clone_would(tmp_path: Path) -> None:
    copy = start_bench.copy_checkout(tmp_path / "copy")
    assert (copy / "owj").exists()
    assert (copy / "src" / "owj" / "boot" / "cli.py").exists()
    for name in (".venv", ".data", ".git", "assets/node_modules", "src/owj/client/static"):
        assert not (copy / name).exists(), name


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on systems with /proc")
def test_memory_counts_our_processes_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_bench, "REST_S", 0.0)
    alone = start_bench.memory_at_rest_mb(os.getpid())
    assert alone is not None
    ours = "import time; x = b'x' * (50 * 2**20); print('big', flush=True); time.sleep(60)"
    with (
        subprocess.Popen(
            [sys.executable, "-c", ours, "owj.boot.cli"], stdout=subprocess.PIPE
        ) as child,
        subprocess.Popen([sys.executable, "-c", ours], stdout=subprocess.PIPE) as stranger,
    ):
        for process in (child, stranger):
            assert process.stdout is not None
            assert process.stdout.readline() == b"big\n"
        both = start_bench.memory_at_rest_mb(os.getpid())
        child.kill()
        stranger.kill()
    assert both is not None
    assert 45 < both - alone < 80


def test_an_owj_that_does_not_start_is_reported(tmp_path: Path) -> None:
    (tmp_path / "owj").write_text("import sys; sys.exit('no database')")
    with (
        pytest.raises(start_bench.StartFailed, match="no database"),
        start_bench.running(tmp_path, tmp_path / "data"),
    ):
        pass
