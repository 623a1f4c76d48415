"""Measures a trial over the log of a help desk: 4,580 cases in at most 10 seconds."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from django.db.models import Max, Min

from owj.kernel.figures import Figure
from owj.kernel.sla.shapes import JsonValue
from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.agreement_trials.queries import outcome_of
from owj.packages.agreement_trials.scenario import Scenario
from owj.packages.agreement_trials.services import file_trial, work_trial
from owj.packages.desk.bench_log import write_log
from owj.packages.desk.entity import Ticket
from owj.packages.desk.importer import import_helpdesk_log
from owj.server.context import SYSTEM
from owj.server.records.context import open_context

BAR_S = 10.0
OTHER: dict[str, JsonValue] = {
    "first_response_minutes": {"critical": 30, "high": 60, "medium": 120, "low": 240},
    "misses_for_remedy": 3,
}


def run_bench() -> list[Figure]:
    """Import the log, then try another agreement on all of it as the worker would."""
    ctx = open_context(SYSTEM)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        write_log(path)
        import_helpdesk_log(ctx, path)
    tickets = ctx.rows(Ticket)
    span = tickets.aggregate(first=Min("opened_month"), last=Max("opened_month"))
    began_s = time.perf_counter()
    trial = file_trial(ctx, Scenario("bench", span["first"], span["last"], OTHER))
    while work_trial(ctx, trial.id):
        pass
    outcome_of(ctx, ctx.rows(AgreementTrial).get(id=trial.id))
    took_s = time.perf_counter() - began_s
    judged = tickets.count()
    return [
        Figure("trial of an agreement", took_s, f"s for {judged:,} cases", BAR_S, took_s <= BAR_S)
    ]
