"""`./owj test [PYTEST OPTIONS]`: every check and test, on a database and ports of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from owj.boot.cli import CASES_FAILED, GOOD
from owj.service.database.temporary import temporary_cluster
from owj.service.installation import CHECKOUT
from owj.service.progress import Progress

NO_TESTS_COLLECTED = 5
# Checks at a time; tests run one more, because some of them wait for other processes.
WORKERS = 2
TESTERS = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """One check: a program of .venv with its arguments."""

    name: str
    command: tuple[str, ...]


STAGES = (
    # The slowest first: the others run beside it.
    Stage("types", ("mypy", "-p", "owj")),
    # What Python and pytest compile here, the testers find: it is most of their way to a test.
    Stage("collection", ("pytest", "--collect-only", "-qq")),
    Stage("imports", ("lint-imports",)),
    Stage("migrations", ("django-admin", "makemigrations", "--check", "--dry-run")),
    Stage("dependencies", ("deptry", "src")),
    Stage("templates", ("djlint", "src", "--lint", "--quiet")),
    Stage("format", ("ruff", "format", "--check", ".")),
    Stage("lint", ("ruff", "check", ".")),
)


@dataclass(frozen=True, slots=True)
class StageResult:
    """How a stage ended."""

    name: str
    code: int
    output: str
    took_s: float


def run(arguments: Sequence[str]) -> int:
    """Run all stages, then pytest, whose closing line is the last. Returns 0 or 1."""
    progress = Progress()
    with temporary_cluster() as (data, address):
        environment = check_environment(data, address)
        failed = [result for result in run_stages(environment, progress) if result.code != 0]
        for result in failed:
            print(f"\n── {result.name} ──\n{result.output.rstrip()}", file=sys.stderr)
        if failed:
            names = ", ".join(result.name for result in failed)
            print(f"\nowj: failed before the tests: {names}\n", file=sys.stderr)
        with progress.step("Tests"):
            tests = subprocess.run(
                pytest_command(arguments), env=environment, cwd=CHECKOUT, check=False
            )
    return CASES_FAILED if failed or tests.returncode != 0 else GOOD


def check_environment(data: Path, address: str) -> dict[str, str]:
    """Return the environment of every check: the temporary data and nothing of the machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OWJ_")}
    # Compiling everything anew is half of what each of the hundred processes of the tests costs.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    passed_on = {
        name: os.environ[name]
        for name in ("OWJ_SHARED", "OWJ_STRICT_SKIPS", "OWJ_POSTGRES", "OWJ_CHROMIUM")
        if name in os.environ
    }
    own = {
        "OWJ_DATA": str(data),
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "owj.boot.settings",
        "PYTHONSAFEPATH": "1",
        "NO_COLOR": "1",
    }
    return kept | passed_on | own


def run_stages(environment: Mapping[str, str], progress: Progress) -> list[StageResult]:
    """Run the checks that need no test database, two at a time."""
    with ThreadPoolExecutor(WORKERS) as pool:
        results: list[StageResult] = []
        for result in pool.map(lambda stage: run_stage(stage, environment), STAGES):
            verdict = "good" if result.code == 0 else "FAILED"
            progress.say(f"{result.name}: {verdict} ({result.took_s:.1f} s)")
            results.append(result)
        return results


def run_stage(stage: Stage, environment: Mapping[str, str]) -> StageResult:
    """Run one check and keep what it says."""
    began_s = time.monotonic()
    program, *rest = stage.command
    done = subprocess.run(
        [Path(sys.executable).parent / program, *rest],
        env=dict(environment),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return StageResult(stage.name, done.returncode, done.stdout, time.monotonic() - began_s)


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """Return the command line of pytest. What is given comes last, so it wins."""
    return [
        sys.executable, "-m", "pytest", "-n", str(TESTERS), "--dist", "worksteal", *arguments,
    ]  # fmt: skip
