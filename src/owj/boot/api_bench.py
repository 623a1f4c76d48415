"""`./owj bench api`: whatever the description of the API tells of is what is answered.

Schemathesis asks every operation of the demo and of an entity with every kind of field, in every
phase and with every check, entity by entity.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING

from owj.kernel.errors import OutsideFailure
from owj.kernel.figures import Figure

if TYPE_CHECKING:
    from owj.boot.api_asking import Outcome

KEY = "x_everything"
EXAMPLES, FEWEST_CASES = 15, 10_000
_PER_MINUTE = 10_000_000


class AskerMissing(OutsideFailure):
    """Say that what asks is not installed; it comes with requirements/test.txt."""

    code = "bench.asker_missing"
    message = "schemathesis is not installed: pip install -r requirements/test.txt."


def run_bench() -> Iterator[Figure]:
    """Yield how much was asked in each phase, and how many findings there are.

    Raises: AskerMissing.
    """
    if find_spec("schemathesis") is None:
        raise AskerMissing(permanent=True)
    from owj.boot.api_asking import PHASES

    # Thousands of refusals are what is asked for here; each is held against the description.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    cases, findings = dict.fromkeys(PHASES, 0), 0
    for told, by_phase in _ask_everything():
        for phase, count in by_phase.items():
            cases[phase] += count
        findings += len(told)
        for finding in told:
            print(finding, file=sys.stderr, flush=True)
    whole = sum(cases.values())
    yield from (Figure(phase, count, "cases", 0, ok=True) for phase, count in cases.items())
    yield Figure("asked in all", whole, "cases", FEWEST_CASES, ok=whole >= FEWEST_CASES)
    yield Figure("findings", findings, "", 0, ok=findings == 0)


def _ask_everything() -> Iterator[tuple[list[str], dict[str, int]]]:
    """Yield the findings of each entity, and its cases by phase."""
    from django.db import connections

    from owj.api import pace
    from owj.packages.desk.demo.load import load_demo
    from owj.server.context import SYSTEM
    from owj.server.identity.api_keys import NewKey, make_key
    from owj.server.identity.models import User
    from owj.server.identity.rate_limit import Limit
    from owj.server.records.context import open_context

    load_demo()
    _draw_everything()
    # How long a key must wait is measured by tests; here it would take most of the time.
    pace.PER_MINUTE = Limit(pace.PER_MINUTE.name, _PER_MINUTE, pace.PER_MINUTE.window)
    person = User.objects.get(username="maryam")
    token = make_key(person, NewKey("bench", ("read", "write"), None), by=SYSTEM).token
    paths = [f"^/records/{key}(/|$)" for key in sorted(open_context(SYSTEM).snapshot.models)]
    connections.close_all()
    # What asks keeps all that it asked. Each entity has a process of its own, or memory runs out.
    with get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for outcome in pool.imap(partial(_ask_of, token), ["^/(?!records)", *paths]):
            yield list(outcome.findings.values()), outcome.cases


def _ask_of(token: str, path: str) -> Outcome:
    from django.core.handlers.wsgi import WSGIHandler

    from owj.boot.api_asking import Question, ask

    outcome = ask(WSGIHandler(), Question(token, EXAMPLES, path))
    # It takes half an hour: whoever waits sees how far it is.
    asked, found = sum(outcome.cases.values()), len(outcome.findings)
    most = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    print(f"{path}: {asked} cases, {found} findings, {most} MiB", file=sys.stderr, flush=True)
    return outcome


def _draw_everything() -> None:
    """Publish an entity with a field of every kind that an organisation fills in by hand."""
    from owj.boot.records_bench.world import as_system, change
    from owj.server.records.defs import COMPUTED_KINDS, Kind, Label, OptionDef
    from owj.server.schema.changes import AddField, CreateEntity

    options = (
        OptionDef("new", Label("نو", "New")),
        OptionDef("done", Label("تمام", "Done")),
        OptionDef("old", Label("کهنه", "Old"), retired=True),
    )
    settings: dict[Kind, dict[str, object]] = {
        Kind.CHOICE: {"options": options},
        Kind.MULTI_CHOICE: {"options": options},
        Kind.LINK: {"target": "customer"},
        Kind.LINKS: {"target": "contact"},
        Kind.NUMBER: {"minimum": 1, "maximum": 100},
        Kind.DECIMAL: {"decimals": 3, "minimum": 0},
        Kind.EMAIL: {"required": True},
        Kind.LONG_TEXT: {"max_length": 300},
    }
    # Nobody writes numbers that count by themselves, and nobody draws JSON.
    left_out = COMPUTED_KINDS | {Kind.AUTO_NUMBER, Kind.JSON}
    labels = Label("همه‌چیز", "Everything")
    change(
        as_system(),
        CreateEntity(labels, labels, key=KEY),
        *(
            AddField(KEY, kind, Label(kind.value, kind.value), f"x_{kind}", settings.get(kind, {}))
            for kind in Kind
            if kind not in left_out
        ),
    )
