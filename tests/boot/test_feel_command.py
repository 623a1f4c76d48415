"""`./owj feel eval` prints JSON, and ends in one line and 2 for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from owj.boot import cli


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["feel", "eval", *arguments])
    spoken = capsys.readouterr()
    return code, spoken.out, spoken.err


def test_prints_value_and_warnings_with_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ask(capsys, "[1/3, a + b]", "--context", '{"a": 1, "b": "x"}', "--json")
    answer = json.loads(out)
    assert code == 0
    assert "0.3333333333333333333333333333333333" in out
    assert answer["value"][1] is None
    assert answer["warnings"][0]["position"] == [6, 11]


def test_reads_the_context_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "given.json"
    given.write_text('{"سفارش": {"مبلغ": 12}}', encoding="utf-8")
    assert json.loads(ask(capsys, "سفارش.مبلغ * 2", "--context", str(given))[1])["value"] == 24


@pytest.mark.parametrize(
    "arguments",
    [
        ("1 +",),
        ("1", "--context", "no-such-file.json"),
        ("1", "--context", '{"a": '),
        ("1", "--context", "[1]"),
        ("1", "--context", '{"a": NaN}'),
        ("for i in 1..100000000 return i",),
        ("(" * 10_000,),
        ("for i in 1..5000 return [partial[-1]]",),
        ("{f: function(n) f(n)}.f(1)",),
    ],
)
def test_what_is_wrong_is_one_line_and_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ask(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("text", ["-x", "--x - 4", '-@"P1D"', "-2 * 1"])
def test_an_expression_may_begin_with_a_minus(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = [
        ask(capsys, *arguments)
        for arguments in (
            (text, "--json", "--context", '{"x": 2}'),
            ("--json", "--context", '{"x": 2}', text),
        )
    ]
    assert [json.loads(out)["value"] for _, out, _ in answers] == (
        ["-P1D"] * 2 if "@" in text else [-2] * 2
    )


def test_strict_mode_leaves_our_additions_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(ask(capsys, "rial words(5)", "--strict")[1])["value"] is None
    assert json.loads(ask(capsys, "rial words(5)")[1])["value"] == "پنج ریال"


def test_starts_without_framework_or_data() -> None:
    probe = (
        "import sys; from owj.boot.cli import main; main(['feel', 'eval', '1 + 1']);"
        "print(sorted({'django', 'psycopg', 're2', 'asyncio'} & sys.modules.keys()))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    began = time.process_time()
    ran = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"
    assert time.process_time() - began < 5
