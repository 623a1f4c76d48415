"""`./owj bench fuzz`: no text makes FEEL or a decision model fail otherwise than it promises."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from owj.kernel.errors import OutsideFailure
from owj.kernel.figures import Figure

# Fewer a second would mean that the fuzzer hardly got anywhere.
LEAST_A_SECOND = 200
SEEDS = (
    b"Aif a > 1 then sum(items.total) else null",
    b"Afor x in items[total > 1] return x.total + order total",
    b'Ajalali year(date("2026-11-22")) in [1400..1405]',
    b"\xa0[1..5], not(> 7)",
    b'\xe0<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="a"'
    b' namespace="b"><decision name="d"><literalExpression><text>1</text></literalExpression>'
    b"</decision></definitions>",
)
_DONE = re.compile(r"Done (\d+) runs in (\d+) second")


class FuzzerMissing(OutsideFailure):
    """Say that the fuzzer is not installed; it comes with requirements/bench.txt."""

    code = "bench.fuzzer_missing"
    message = "atheris is not installed: pip install -r requirements/bench.txt."


def run_bench(seconds: int) -> list[Figure]:
    """Fuzz for so long in a process of its own. Raises: FuzzerMissing."""
    if find_spec("atheris") is None:
        raise FuzzerMissing(permanent=True)
    with tempfile.TemporaryDirectory(prefix="owj-fuzz-") as folder:
        for number, seed in enumerate(SEEDS):
            Path(folder, f"seed-{number}").write_bytes(seed)
        command = [sys.executable, "-m", "owj.boot.fuzz_target", str(seconds), folder]
        ended = subprocess.run(
            command,
            capture_output=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            check=False,
        )
    said = ended.stderr.decode("utf-8", "replace")
    found = _DONE.search(said)
    runs, took_s = (int(found[1]), int(found[2])) if found else (0, 1)
    if ended.returncode != 0:
        print(said[-4000:], file=sys.stderr)
    rate = runs / max(1, took_s)
    broken = float(ended.returncode != 0)
    return [
        Figure("texts_tried", runs, "texts", 1, ok=runs > 0),
        Figure(
            "texts_a_second", round(rate), "a second", LEAST_A_SECOND, ok=rate >= LEAST_A_SECOND
        ),
        Figure("broken_promises", broken, "texts", 0, ok=broken == 0),
    ]
