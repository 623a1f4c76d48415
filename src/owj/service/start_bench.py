"""Measures a start on new data, a start on that data, and the memory of our processes at rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from owj.kernel.errors import OutsideFailure
from owj.kernel.figures import Figure
from owj.service.installation import CHECKOUT
from owj.service.processes import end_process

COLD_BAR_S, WARM_BAR_S, MEMORY_BAR_MB = 180.0, 8.0, 400.0
# After the last start-up work; the worker's first polls are over.
REST_S = 10.0


class StartFailed(OutsideFailure):
    """Say that the Owj to be measured did not start."""

    code = "bench.start_failed"
    message = "./owj up ended before it was ready: %(reason)s."


def run_bench() -> list[Figure]:
    """Return the figures of starting. Linux tells the memory; elsewhere it is left out.

    cold: a fresh copy of the checkout, so packages are installed (from the local cache when
    there is one), the front end built, the data and its demo made. Raises: StartFailed.
    """
    with tempfile.TemporaryDirectory(prefix="owj-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        copy = copy_checkout(folder / "owj")
        data = folder / "data"
        with running(copy, data) as (took_s, _):
            cold = _at_most("cold_up", took_s, "s", COLD_BAR_S)
        with running(copy, data) as (took_s, state):
            warm = _at_most("warm_up", took_s, "s", WARM_BAR_S)
            memory_mb = memory_at_rest_mb(int(state["pid"]))
    figures = [cold, warm]
    if memory_mb is not None:
        figures.append(_at_most("memory_at_rest", memory_mb, "MB PSS", MEMORY_BAR_MB))
    return figures


def copy_checkout(target: Path) -> Path:
    """Copy what a clone would hold: the files git knows, without anything installed or built."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (CHECKOUT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, target / name)
    return target


@contextmanager
def running(
    checkout: Path, data: Path, *options: str, **more: str
) -> Iterator[tuple[float, dict[str, Any]]]:
    """Run `./owj up` for the block; give the seconds until ready and what it said then.

    options: more words for `up`. more: variables of its environment. Raises: StartFailed.
    """
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    output = data.parent / "up.json"
    began_s = time.monotonic()
    with output.open("wb") as file, (data.parent / "up.log").open("ab") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                checkout / "owj",
                "up",
                "--json",
                "--port",
                "0",
                "--data",
                data,
                *options,
            ],
            env=environment | more,
            cwd=checkout,
            stdout=file,
            stderr=log,
        )
    try:
        while not output.read_bytes().endswith(b"\n"):
            if process.poll() is not None:
                lines = (data.parent / "up.log").read_text(encoding="utf-8").splitlines()
                raise StartFailed(reason=lines[-1] if lines else "no output")
            time.sleep(0.02)
        yield time.monotonic() - began_s, json.loads(output.read_bytes())
    finally:
        end_process(process, timeout_s=10)


def memory_at_rest_mb(pid: int) -> float | None:
    """Return the proportional memory of a supervisor and its children, the database apart."""
    time.sleep(REST_S)
    found = [_pss_kb(number) for number in (pid, *_children(pid))]
    return sum(found) / 1024 if found and all(found) else None


def _children(pid: int) -> list[int]:
    """Return the children of a process that run our Python."""
    try:
        numbers = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []
    return [
        int(number)
        for number in numbers
        if b"owj.boot.cli" in Path(f"/proc/{number}/cmdline").read_bytes()
    ]


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _at_most(name: str, value: float, unit: str, bar: float) -> Figure:
    return Figure(name, round(value, 2), unit, bar, ok=value <= bar)
