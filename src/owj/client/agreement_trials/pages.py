"""Trials of the agreement: the list with its form, one trial with its outcome, the file."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.agreement_trials.form import read_scenario, setting_inputs
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.errors import DefinitionError, InvalidInput
from owj.kernel.persian.digits import persian_digits
from owj.packages.agreement_trials.entity import AgreementTrial
from owj.packages.agreement_trials.queries import (
    Outcome,
    TrialLine,
    find_trial,
    outcome_of,
    trials,
)
from owj.packages.agreement_trials.services import AGREEMENT, begin_trial, drop_trial
from owj.packages.warranty.queries import today_of
from owj.server.agreements.queries import agreement_at
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.reading import language
from owj.ui.sheets import Cell, sheet_response
from owj.ui.toasts import add_toast


@staff_page
@require_http_methods(["GET", "POST"])
def trials_view(request: DoorRequest) -> HttpResponse:
    """Show the trials and the form of a new one, or begin one."""
    found = trials(request.ctx)
    agreement = agreement_at(AGREEMENT, request.ctx.now).agreement
    words, status = "", 200
    if request.method == "POST":
        try:
            scenario = read_scenario(request.POST, agreement, today_of(request.ctx))
            trial = begin_trial(request.ctx, scenario)
        except (InvalidInput, DefinitionError) as error:
            words, status = words_of(error), 422
        else:
            return redirect("client:agreement_trial", trial.id)
    given = request.POST if words else None
    context = {
        "nav": "agreement",
        "trials": found,
        "settings": setting_inputs(agreement, given),
        "given": given or _year_before(request),
        "words": words,
    }
    return render(request, "client/agreement_trials/list.html", context, status=status)


@staff_page
@require_GET
def trial_view(request: DoorRequest, trial_id: int) -> HttpResponse:
    """Show how far a trial is, and what it came to."""
    trial = find_trial(request.ctx, trial_id)
    context = {"nav": "agreement", "trial": trial, "outcome": _outcome(request, trial)}
    partial = request.headers.get("HX-Request") == "true"
    page = "result" if partial else "trial"
    return render(request, f"client/agreement_trials/{page}.html", context)


@staff_page
@require_GET
def trial_sheet_view(request: DoorRequest, trial_id: int) -> FileResponse:
    """Give the outcome as a file: months, then customers."""
    trial = find_trial(request.ctx, trial_id)
    outcome = outcome_of(request.ctx, trial)
    header = (
        gettext("Month or customer"),
        gettext("Missed"),
        gettext("Would have missed"),
        gettext("Remedies"),
        gettext("Would have been remedies"),
        gettext("Cost (rial)"),
        gettext("Would have cost (rial)"),
        gettext("Difference (rial)"),
    )
    return sheet_response(f"agreement-trial-{trial.id}", header, _rows(outcome))


@staff_page
@require_POST
def drop_trial_view(request: DoorRequest, trial_id: int) -> HttpResponse:
    """Put a trial away."""
    drop_trial(request.ctx, trial_id)
    add_toast(request, gettext("The trial is gone."))
    return redirect("client:agreement_trials")


def _outcome(request: DoorRequest, trial: AgreementTrial) -> Outcome | None:
    return outcome_of(request.ctx, trial) if trial.finished_at is not None else None


def _rows(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for line in (*outcome.months, *outcome.customers, TrialLine(gettext("All"), outcome.total)):
        one = line.sum
        yield (
            line.key,
            *(one.missed, one.would_miss, one.remedies, one.would_remedies),
            *(one.cost, one.would_cost, one.difference),
        )


def _year_before(request: DoorRequest) -> dict[str, str]:
    """Return the months that a new form proposes: the twelve that end with this one."""
    today = JalaliDate.from_gregorian(today_of(request.ctx))
    year, month = (today.year, 1) if today.month == 12 else (today.year - 1, today.month + 1)
    months = {
        "first_month": f"{year}/{month:02}",
        "last_month": f"{today.year}/{today.month:02}",
    }
    if language() == "fa":
        months = {name: persian_digits(text) for name, text in months.items()}
    return months
