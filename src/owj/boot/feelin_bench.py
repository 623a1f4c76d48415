"""Measure our FEEL beside feelin, the one of JavaScript, where Node is at hand."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import cast

from owj.kernel.feel.bench import SCOPE, TYPES, pairs, parse_and_evaluate_ns
from owj.kernel.feel.expression import dialect
from owj.kernel.feel.json_text import json_text
from owj.kernel.feel.running import Run
from owj.kernel.figures import Figure

FOLDER = Path(__file__).parents[3] / "requirements" / "feelin"
BAR = 1.0
# feelin takes dates of its own only, so its texts name them.
_DATES = {"due": 'date("2026-11-22")', "day": 'date("2026-12-01")'}


def feelin_figures() -> list[Figure]:
    """Return how much faster we read and evaluate a text; nothing where Node is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm and _installed(npm)):
        print("feelin: no Node.js, or feelin could not be installed: left out", file=sys.stderr)
        return []
    theirs_ns = _measure(node)
    given = dialect(tuple(SCOPE), types=TYPES)
    ours_ns = [parse_and_evaluate_ns(pair, given) for pair in pairs()]
    ratio = sum(theirs_ns) / sum(ours_ns)
    return [Figure("text_to_value", round(ratio, 2), "times feelin", BAR, ok=ratio >= BAR)]


def _installed(npm: str) -> bool:
    """Return whether feelin lies here, after installing it if it did not."""
    if (FOLDER / "node_modules" / "feelin").is_dir():
        return True
    if not (FOLDER / "package-lock.json").is_file():
        return False
    asked = [npm, "ci", "--ignore-scripts", "--silent"]
    ran = subprocess.run(asked, cwd=FOLDER, capture_output=True, check=False, timeout=300)
    return ran.returncode == 0


def _measure(node: str) -> list[float]:
    """Return the nanoseconds that feelin takes for each expression."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.json"
        asked.write_text(_questions(), encoding="utf-8")
        ran = subprocess.run(
            [node, str(FOLDER / "measure.mjs"), str(asked)],
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
    return cast("list[float]", json.loads(ran.stdout)["nanoseconds"])


def _questions() -> str:
    texts = [pair.feel for pair in pairs()]
    for name, spelled in _DATES.items():
        texts = [text.replace(f"{name} ", f"{spelled} ") for text in texts]
    texts = [text.replace("< day", f"< {_DATES['day']}") for text in texts]
    plain = {name: value for name, value in SCOPE.items() if name not in _DATES}
    return f'{{"context": {json_text(plain, Run())}, "texts": {json.dumps(texts)}}}'
