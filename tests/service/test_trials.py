"""People write while parts of Owj are killed: what was acknowledged is there, once.

The same trial as `./owj bench faults`, with few kills; in a process of its own, because it sets
Django up on a database of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from owj.kernel.figures import Figure
from owj.service.trials.bench_faults import WORD, plan_of, words_in
from owj.service.trials.bench_load import LivePart, Tally, figures_of, live_parts, percentile
from owj.service.trials.killing import PARTS, POINTS
from owj.service.trials.visitor import Upload, multipart
from tests.service.running_owj import environment

TRIAL = """
import json
from dataclasses import asdict
from owj.service.trials.bench_faults import run_trial
plan = [("point", "web.before_answer"), ("part", "database"), ("point", "desk.before_commit"),
        ("part", "worker")]
print(json.dumps([asdict(figure) for figure in run_trial(plan, 1, 3, (1.5, 3.0))]))
"""


@pytest.mark.fault
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only on systems with /proc")
def test_kills_during_real_journeys_lose_and_double_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", TRIAL],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = {figure["name"]: figure for figure in json.loads(done.stdout.splitlines()[-1])}
    assert figures["kills"]["value"] == 4, done.stderr
    assert figures["acknowledged"]["value"] > 0
    for name in ("acknowledged_and_missing", "doubled", "files_missing_or_doubled"):
        assert figures[name]["value"] == 0, done.stderr
    assert figures["wrong_answers"]["value"] == 0, done.stderr
    assert figures["letters_not_sent"]["value"] == 0


def test_a_long_trial_kills_every_part_and_every_point() -> None:
    named = {name for _, name in plan_of(1)}
    assert named == {*PARTS, *POINTS}
    assert len(plan_of(600)) > 3 * len(named)


def test_kills_that_are_counted_are_drawn_at_random_over_every_part_and_point() -> None:
    plan = plan_of(1, kills=200)
    assert len(plan) == 200
    assert {name for _, name in plan} == {*PARTS, *POINTS}
    assert plan != plan_of(1, kills=200)


def test_a_word_is_counted_once_a_text() -> None:
    word = "نشانه-" + "a" * 32
    assert WORD.fullmatch(word)
    assert words_in([f"{word} {word}", f"پاسخ {word}", "نشانه-کوتاه"]) == {word: 2}


def test_a_form_with_a_file_is_written_as_a_browser_writes_it() -> None:
    body, kind = multipart({"text": "سلام"}, (Upload("uploads", "a.png", b"\x89PNG"),))
    mark = kind.partition("boundary=")[2]
    assert body.count(mark.encode()) == 3
    assert 'name="text"\r\n\r\nسلام\r\n'.encode() in body
    assert b'filename="a.png"\r\nContent-Type: application/octet-stream\r\n\r\n\x89PNG\r\n' in body


def test_one_error_fails_a_trial_and_slow_acts_miss_their_bar() -> None:
    class People:
        agents = ("a",)
        hub_users = ("b",)

    tally = Tally(errors=["file: lost"], listening=2, news=1)
    tally.took_ms["file"] = [10.0] * 98 + [5000.0] * 2
    found: dict[str, Figure] = {f.name: f for f in figures_of(tally, People(), 10)}  # type: ignore[arg-type] -- only its lengths are read
    assert not found["errors"].ok
    assert found["listeners"].ok
    assert found["file_p50"].ok
    assert found["file_p95"].ok
    assert not found["file_p99"].ok
    assert percentile([], 95) == 0.0


def test_what_a_page_keeps_fresh_is_read_from_the_page() -> None:
    page = """<div data-live-refresh="ticket:12 clock" hx-get="/rows?a=1&amp;b=2"></div>
      <p hx-get="/panel" hx-trigger="load, refresh" data-live-refresh="task@ticket:12"></p>
      <p hx-get="/figures" data-live-refresh="ticket" data-live-pace="15"></p>
      <i data-live-refresh="notice"></i>"""
    rows, panel = live_parts(page.encode())
    assert rows == LivePart("/rows?a=1&b=2", frozenset({"ticket:12", "clock"}), comes_later=False)
    assert panel == LivePart("/panel", frozenset({"task@ticket:12"}), comes_later=True)
