"""How Schemathesis asks the API: every phase and check, and what it must be told beside.

No pattern tells check digits, so numbers that have them are made here. And 412 answers a
well-formed request as 404 and 409 do: what is stored stands against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.core.errors import NoLinksFound
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from owj.kernel.check_digits import card_number, economic_id, iban, national_id

PHASES = ("examples", "coverage", "fuzzing", "stateful")
_ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412"]
# A door that takes what WSGI calls, as the installation's own does.
Application = Callable[..., Any]


@dataclass(slots=True)
class Outcome:
    """What was asked: cases by phase, and each finding in words, as it can be asked again."""

    cases: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PHASES, 0))
    findings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """How much is asked. paths: of these alone, as a regular expression; phases: some of PHASES.

    examples: made up for an operation at most, in each phase that makes some up.
    """

    token: str
    examples: int
    paths: str = ""
    phases: Iterable[str] = PHASES
    seed: int = 0


def ask(application: Application, question: Question) -> Outcome:
    """Ask what the description of a key tells of, the same at every run."""
    _make_formats()
    header = {"Authorization": f"Bearer {question.token}"}
    config = SchemathesisConfig.from_dict(_configuration(question, header))
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, config=config, headers=header
    )
    asked = schema.include(path_regex=question.paths) if question.paths else schema
    outcome = Outcome()
    # What leads nowhere, as in an entity without records, is not asked along its links.
    for event in from_schema(asked).execute():
        if isinstance(event, events.ScenarioFinished):
            outcome.cases[event.phase.value.lower()] += len(event.recorder.cases)
            outcome.findings |= _findings(event.recorder)
        elif isinstance(event, events.NonFatalError) and not isinstance(event.value, NoLinksFound):
            outcome.findings[f"{event.label} {event.phase}"] = f"{event.label}: {event.value}"
        elif isinstance(event, events.FatalError):
            raise event.exception
    return outcome


def _configuration(question: Question, header: dict[str, str]) -> dict[str, Any]:
    return {
        "seed": question.seed,
        "headers": header,
        "continue-on-failure": True,
        "checks": {
            "positive_data_acceptance": {"expected-statuses": _ACCEPTED},
            # Asked anew without a key, in-process questions of this version break within the tool.
            "ignored_auth": {"enabled": False},
        },
        "generation": {
            "max-examples": question.examples,
            "deterministic": True,
            "database": "none",
        },
        "phases": {name: {"enabled": name in question.phases} for name in PHASES},
    }


def _findings(recorder: ScenarioRecorder) -> dict[str, str]:
    """Return the first finding of each sort, with what was asked and answered."""
    found: dict[str, str] = {}
    for case_id, checks in recorder.checks.items():
        for check in checks:
            told, asked = check.failure_info, recorder.interactions.get(case_id)
            if told is not None:
                answer = asked.response if asked else None
                body = answer.content.decode("utf-8", "replace")[:600] if answer else ""
                words = f"{recorder.label}: {told.failure}\n{told.code_sample}\n{body}"
                found.setdefault(f"{recorder.label} {check.name}", words)
    return found


def _make_formats() -> None:
    """Tell how numbers with check digits are made: of all digits, those that pass."""
    digits = st.integers(0, 10**12 - 1)
    made: dict[str, st.SearchStrategy[str]] = {
        "iran-national-number": digits.map(lambda one: _ended(f"{one:012}"[-9:], national_id)),
        "iran-economic-number": digits.map(lambda one: _ended(f"1{one:012}"[:10], economic_id)),
        "iran-card": digits.map(lambda one: _ended(f"603{one:012}", card_number)),
        "iran-iban": digits.map(_iban),
    }
    for name, strategy in made.items():
        schemathesis.openapi.format(name, strategy)


def _ended(start: str, check: Callable[[str], str | None]) -> str:
    """Return a number with the last digit that makes it pass."""
    return next((f"{start}{digit}" for digit in range(10) if check(f"{start}{digit}")), "")


def _iban(number: int) -> str:
    account = f"{number:022}"
    return next(f"IR{two:02}{account}" for two in range(2, 99) if iban(f"IR{two:02}{account}"))
