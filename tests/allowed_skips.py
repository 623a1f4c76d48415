"""Fails a strict run when a test was skipped for a reason that allowed_skips.txt does not list.

Strict is a run with CI=true or OWJ_STRICT_SKIPS=1.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("allowed_skips.txt")
LOCAL = "local:"


def is_strict(environment: Mapping[str, str]) -> bool:
    """Say whether an unlisted skip fails the run."""
    return environment.get("CI") == "true" or environment.get("OWJ_STRICT_SKIPS") == "1"


def allowed_reasons(text: str, *, ci: bool) -> list[re.Pattern[str]]:
    """Return the patterns of the list that hold here."""
    found: list[re.Pattern[str]] = []
    for line in text.splitlines():
        reason = line.strip()
        if not reason or reason.startswith("#"):
            continue
        local = reason.startswith(LOCAL)
        if not (local and ci):
            found.append(re.compile(reason.removeprefix(LOCAL).strip()))
    return found


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a test was skipped, without pytest's word before it."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def forbidden_skips(skips: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return test → reason of every skip that the list does not allow here."""
    patterns = allowed_reasons(LIST.read_text(encoding="utf-8"), ci=environment.get("CI") == "true")
    return {
        test: reason
        for test, reason in skips.items()
        if not any(pattern.fullmatch(reason) for pattern in patterns)
    }


class SkipWatch:
    """Notes every skip of a run and judges them at its end."""

    def __init__(self) -> None:
        self.skips: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skips[report.nodeid] = reason_of(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skips[report.nodeid] = reason_of(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.forbidden() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test, reason in sorted(self.forbidden().items()):
            terminalreporter.write_line(f"SKIP NOT ALLOWED {test}: {reason}", red=True)

    def forbidden(self) -> dict[str, str]:
        """Return the skips that fail this run."""
        return forbidden_skips(self.skips, os.environ) if is_strict(os.environ) else {}


def pytest_configure(config: pytest.Config) -> None:
    """Watch in the main process: it hears of the workers' skips too."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(SkipWatch(), "owj-skip-watch")
