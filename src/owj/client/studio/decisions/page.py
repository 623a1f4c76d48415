"""The list of decisions, and the page of one: its table, what is missing, drafts, trying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.studio.decisions.grid import TYPES, Grid, grid_of
from owj.client.studio.decisions.labels import Names, show, value_names, value_words
from owj.client.studio.decisions.trying import (
    Tried,
    ValueNotConstant,
    count_hits,
    question_of,
    recent_samples,
    try_fields,
    try_it,
)
from owj.client.studio.decisions.words import (
    analysis_words,
    answer_names,
    case_words,
    changes_between,
    input_labels,
    json_words,
    listed,
    question_words,
    reasons_of,
    table_of,
)
from owj.kernel.dmn.decision_model import DecisionModel
from owj.kernel.dmn.expressions import Aggregation, DecisionTable, HitPolicy
from owj.kernel.dmn.json_values import feel_from_json
from owj.server.decisions.checking import Findings, check_source
from owj.server.decisions.errors import OnlyDecisionEditors
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.models import DecisionDraft, DecisionVersion
from owj.server.decisions.points import (
    DecisionPoint,
    decision_point,
    decision_points,
    own_points,
)
from owj.server.decisions.queries import cases_of, draft_row, other_drafts, version_in_force
from owj.server.decisions.services import fingerprint_of, may_edit_decisions
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of

MOST_LINES = 12


def policy_choices() -> list[tuple[str, str, str]]:
    """Return the hit policies: what the model calls each, its name, and what it means."""
    return [
        ("UNIQUE", gettext("Unique"), gettext("at most one rule matches")),
        ("FIRST", gettext("First"), gettext("the topmost matching rule decides")),
        ("ANY", gettext("Any one"), gettext("matching rules answer the same")),
        ("PRIORITY", gettext("Priority"), gettext("the most important answer wins")),
        ("COLLECT", gettext("Collect"), gettext("all answers as a list")),
        ("COLLECT SUM", gettext("Sum"), gettext("all answers added")),
        ("COLLECT MIN", gettext("Smallest"), gettext("the smallest answer")),
        ("COLLECT MAX", gettext("Largest"), gettext("the largest answer")),
        ("COLLECT COUNT", gettext("Count"), gettext("how many rules match")),
        ("RULE ORDER", gettext("In order of rules"), gettext("all answers, as the rules stand")),
        ("OUTPUT ORDER", gettext("In order of answers"), gettext("all, most important first")),
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold how a page was asked for, and what went wrong with a form."""

    key: str
    given: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    error_in: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold a decision as its page shows it: one's draft, else the version in force."""

    point: DecisionPoint
    version: DecisionVersion
    draft: DecisionDraft | None
    model: DecisionModel
    table: DecisionTable | None
    findings: Findings
    names: Names

    @property
    def source(self) -> str:
        """Return the model that is shown."""
        return self.draft.source if self.draft is not None else self.version.source


def shown_decision(request: DoorRequest, key: str) -> Shown:
    """Return a decision for who may change it. Raises: UnknownDecision, OnlyDecisionEditors."""
    point = decision_point(key)
    if not may_edit_decisions(request.actor):
        raise OnlyDecisionEditors
    version, draft = version_in_force(key), draft_row(key, request.actor)
    source = draft.source if draft is not None else version.source
    model = compiled_model(source)
    findings = check_source(point, source, cases_of(key), now=request.ctx.now)
    table, names = table_of(model, point.decision), value_names(request.ctx, point)
    return Shown(point, version, draft, model, table, findings, names)


@staff_page
@require_GET
def decisions_view(request: DoorRequest) -> HttpResponse:
    """List the decisions with their state and who asks them."""
    if not may_edit_decisions(request.actor):
        raise OnlyDecisionEditors
    lines = [_line(request, point) for point in (*decision_points(), *own_points())]
    context = {
        "nav": "decisions",
        "lines": [line for line in lines if not line["archived"]],
        "archived": [line for line in lines if line["archived"]],
    }
    return render(request, "client/studio/decisions/list.html", context)


def name_of(point: DecisionPoint) -> str:
    """Return what a decision is called: a word of Owj's, or the organisation's own."""
    return point.label if point.own else gettext(point.label)


def _line(request: DoorRequest, point: DecisionPoint) -> dict[str, object]:
    version, draft = version_in_force(point.key), draft_row(point.key, request.actor)
    model = compiled_model(version.source)
    table = table_of(model, point.decision)
    return {
        "key": point.key,
        "label": name_of(point),
        "version": version,
        "draft": draft,
        "others": other_drafts(point.key, request.actor),
        "rules": len(table.rules) if table is not None else None,
        "cases": len(cases_of(point.key)),
        "used_by": [gettext(one) for one in point.used_by],
        "changed": version.number > 1,
        "own": point.own,
        "archived": point.archived,
    }


@staff_page
@require_GET
def decision_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show the table of a decision, to be changed."""
    return render_decision(request, Asked(key, request.GET.dict()))


def render_decision(request: DoorRequest, asked: Asked, status: int = 200) -> HttpResponse:
    """Draw the whole page of a decision."""
    shown = shown_decision(request, asked.key)
    context = {"nav": "decisions", "asked": asked}
    context |= table_context(request, shown) | side_context(shown)
    context |= try_context(request, shown, asked.given)
    context["others"] = other_drafts(asked.key, request.actor)
    return render(request, "client/studio/decisions/page.html", context, status=status)


def table_context(request: DoorRequest, shown: Shown) -> dict[str, object]:
    """Return what the table and the findings under it are drawn from."""
    return {
        "key": shown.point.key,
        "name": name_of(shown.point),
        "own": shown.point.own,
        "archived": shown.point.archived,
        "version": shown.version,
        "draft": shown.draft,
        "seen": fingerprint_of(shown.source),
        "used_by": [gettext(one) for one in shown.point.used_by],
        "policies": policy_choices(),
        "types": TYPES,
        "lacks": listed(analysis_words(shown.findings.analysis, shown.names), MOST_LINES),
    } | _grid_context(request, shown)


def _grid_context(request: DoorRequest, shown: Shown) -> dict[str, object]:
    if shown.table is None:
        return {"grid": None}
    counted = count_hits(request.ctx, shown.model, shown.point, len(shown.table.rules))
    hits, samples = counted if counted is not None else (None, 0)
    analysis = shown.findings.analysis
    never = analysis.unreachable if analysis is not None else ()
    covered = shown.findings.covered
    grid = grid_of(shown.model, shown.table, covered, hits, never, names=shown.names)
    chosen = f"{grid.policy} {grid.aggregation}".strip()
    return {"grid": grid, "samples": samples, "policy": chosen, "untested": _untested(grid)}


def _untested(grid: Grid) -> list[int]:
    return [rule.number for rule in grid.rules if not rule.tested]


def side_context(shown: Shown) -> dict[str, object]:
    """Return what the draft and the test cases beside the table are drawn from."""
    labels = input_labels(shown.model, shown.point.decision)
    answers = answer_names(shown.table, shown.names)
    changes = changes_between(shown.point, shown.version.source, shown.source, shown.names)
    cases = [
        {
            "name": outcome.case.name,
            "passed": outcome.passed,
            "asks": question_words(
                {name: feel_from_json(one) for name, one in outcome.case.inputs.items()},
                labels,
                shown.names,
            ),
            "expects": json_words(outcome.case.expected, answers),
            "said": "" if outcome.passed else case_words(outcome, answers),
            "rules": outcome.rules,
        }
        for outcome in shown.findings.outcomes
    ]
    return {
        "changes": listed(changes, MOST_LINES),
        "change_count": len(changes),
        "reasons": reasons_of(shown.findings, labels, shown.names, answers),
        "outdated": shown.draft is not None and shown.draft.base != shown.version.number,
        "cases": cases,
        "failed": sum(not one.passed for one in shown.findings.outcomes),
        "next_number": shown.version.number + 1,
        "answers": shown.point.answers,
    }


def try_context(request: DoorRequest, shown: Shown, given: Mapping[str, str]) -> dict[str, object]:
    """Return what trying is drawn from. given: what was typed, or the sample that was chosen."""
    samples = recent_samples(request.ctx, shown.point)
    wanted = given.get("sample", "")
    sample = next((one for one in samples if one.label == wanted), None)
    typed = dict(given)
    if sample is not None:
        typed = {f"in-{name}": show(one) for name, one in sample.question.items()} | {
            name: text for name, text in given.items() if not name.startswith("in-")
        }
    fields = try_fields(shown.model, shown.point, typed, shown.names)
    tried, error = None, ""
    answers = answer_names(shown.table, shown.names)
    try:
        tried = try_it(shown.model, shown.point, question_of(fields), request.ctx.now, answers)
    except ValueNotConstant as refused:
        error = words_of(refused)
    was = sample.answer if sample is not None else None
    return {
        "fields": fields,
        "recent": samples,
        "sample": sample,
        "tried": tried,
        "try_error": error,
        "differs": _differs(tried, was, answers),
        "own": shown.point.own,
    }


def _differs(tried: Tried | None, was: object, names: Names) -> str:
    """Return what was said then, where it is something else now."""
    if tried is None or not isinstance(was, str) or value_words(was, names) == tried.answer:
        return ""
    return value_words(was, names)


def policy_of(text: str) -> tuple[HitPolicy, Aggregation | None]:
    """Return what a choice of `policy_choices` means. Raises: ValueError."""
    if text.startswith("COLLECT "):
        return HitPolicy.COLLECT, Aggregation(text.removeprefix("COLLECT "))
    return HitPolicy(text), None
