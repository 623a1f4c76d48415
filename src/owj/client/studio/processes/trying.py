"""Try a drawing: its page sends the drawing and all deeds so far, and gets what becomes of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.studio.expressions.process_subject import sample_record
from owj.client.studio.processes.checking import asked_fields, asked_outcomes, check_drawing
from owj.client.studio.processes.drawing_words import kind_name
from owj.client.studio.processes.playing import Deed, Play, PlayRefused, asked_nodes, play
from owj.client.studio.processes.value_words import LIMITS, group_words, value_words, who_words
from owj.kernel.bpmn.elements import Node, NodeKind, Process
from owj.kernel.bpmn.state import Doing
from owj.kernel.bpmn.times import read_span
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, FeelValue, compile_expression
from owj.kernel.feel.numbers import read_number
from owj.kernel.persian.digits import latin_digits
from owj.server.agreements.queries import calendar_at, calendar_rows
from owj.server.processes.naming import name_of
from owj.server.processes.queries import definition_of
from owj.server.processes.tasks.moments import instant_of
from owj.server.records.context import Context
from owj.server.records.defs import Label
from owj.ui.dates import digits, show_datetime
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.incident_words import say_incident
from owj.ui.process_words import say_problem

NUMBERS = ("number", "decimal", "money", "percent")


@staff_page
@require_POST
def try_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show how a trial stands after all its deeds, or why the last one does not fit."""
    definition = definition_of(request.ctx, key)
    checked = check_drawing(request.ctx, definition, request.POST.get("xml", ""))
    if checked.process is None:
        words = gettext("The drawing cannot run yet. What is wrong stands at its shapes.")
        return _refused(words)
    environment = trial_environment(request.ctx)
    sample = sample_record(request.ctx, definition.entity)
    try:
        deeds = [_deed(one, environment) for one in _told(request.POST.get("deeds", "[]"))]
        deeds = _with_record(deeds, sample)
        now = deeds[0].until if deeds and deeds[0].until else request.ctx.now
        played = play(checked.process, deeds, now, environment)
    except OwjError as error:
        return _refused(say_problem(error))
    except RecursionError:
        return _refused(gettext("This is nested too deeply."))
    context = _context(request.ctx, played, deeds, sample)
    context["drawn"] = json.dumps({"tokens": tokens_of(played), "done": dict(played.done)})
    return render(request, "client/studio/processes/trial.html", context)


def _refused(words: str) -> HttpResponse:
    """Say why a trial does not go on; what is shown of it stays."""
    answer = HttpResponse(escape(words), status=422)
    answer.headers["HX-Retarget"] = "[data-trial-refused] span"
    return answer


def trial_environment(ctx: Context) -> Environment:
    """Return what FEEL may ask in a trial: the calendars as they are, no record."""
    calendars = {row.key: calendar_at(row.key, ctx.now) for row in calendar_rows()}
    return Environment(now=ctx.now, calendars=calendars, limits=LIMITS)


def _told(text: str) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise PlayRefused(reason="it is not JSON") from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PlayRefused(reason="it is not a list of objects")
    return found


def _deed(told: Mapping[str, Any], environment: Environment) -> Deed:
    """Return a deed as the page told it; what was typed becomes values."""
    kinds = {str(name): str(kind) for name, kind in dict(told.get("kinds") or {}).items()}
    data: dict[str, FeelValue] = {}
    for name, text in dict(told.get("values") or {}).items():
        data[str(name)] = _value(str(text), kinds.get(str(name), "text"), environment)
    data |= evaluated_context(str(told.get("feel") or ""), environment)
    nth = told.get("nth")
    return Deed(
        do=str(told.get("do", "")),
        node=str(told.get("node", "")),
        nth=nth if type(nth) is int else 1,
        data=data,
        error=str(told.get("error") or ""),
        until=_until(told),
    )


def _until(told: Mapping[str, Any]) -> datetime | None:
    """Return the instant that time is moved to: `at` plus `span`."""
    if not told.get("at"):
        return None
    try:
        at = datetime.fromisoformat(str(told["at"]))
    except ValueError:
        raise PlayRefused(reason="expected an instant") from None
    if at.tzinfo is None:
        raise PlayRefused(reason="expected an instant")
    span = read_span(str(told.get("span") or ""))
    return at if span is None else span.after(at)


def _value(text: str, kind: str, environment: Environment) -> FeelValue:
    text = text.strip()
    if kind == "yes_no":
        return {"true": True, "false": False}.get(text)
    if not text:
        return None
    if kind in NUMBERS or kind == "user":
        number = read_number(latin_digits(text).replace(",", "").replace("٬", ""))
        if number is None:
            raise PlayRefused(reason="expected a number")
        return number
    if kind == "feel":
        return _evaluated(text, environment)
    return text


def evaluated_context(text: str, environment: Environment) -> dict[str, FeelValue]:
    """Return the variables that a FEEL context names."""
    if not text.strip():
        return {}
    found = _evaluated(text, environment)
    if not isinstance(found, dict):
        raise PlayRefused(reason="expected values such as {amount: 60000000}")
    return dict(found)


def _evaluated(text: str, environment: Environment) -> FeelValue:
    return compile_expression(text, (), limits=LIMITS).evaluate({}, environment=environment).value


def _with_record(deeds: list[Deed], sample: tuple[dict[str, FeelValue], str] | None) -> list[Deed]:
    """Give the first deed the record that the trial is about."""
    if not deeds or sample is None or deeds[0].do != "start":
        return deeds
    first = deeds[0]
    data = {"record": sample[0]} | dict(first.data)
    return [Deed(first.do, first.node, first.nth, data, first.error, first.until), *deeds[1:]]


def tokens_of(played: Play) -> list[dict[str, object]]:
    """Return where tokens stand: node, how many, and whether one is stopped."""
    counts: Counter[str] = Counter()
    stopped: set[str] = set()
    for token in played.state.tokens.values():
        counts[token.node] += 1
        if token.doing is Doing.STOPPED:
            stopped.add(token.node)
    return [
        {"node": node, "count": digits(count), "stopped": node in stopped}
        for node, count in counts.items()
    ]


def _context(
    ctx: Context, played: Play, deeds: list[Deed], sample: tuple[dict[str, FeelValue], str] | None
) -> dict[str, Any]:
    process = played.process
    timer = played.next_timer
    return {
        "begun": bool(deeds),
        "sample": sample[1] if sample else "",
        "starts": _starts(process),
        "over": played.over,
        "status": played.state.status.value,
        "now": played.now,
        "at": played.now.isoformat(),
        "asked": [_ask(ctx, played, *one) for one in asked_nodes(played.state, process)],
        "events": _events(played),
        "stopped": [
            {
                "node": one.node,
                "name": _called(process, one.node),
                "detail": say_incident(one.detail),
            }
            for one in sorted(played.state.incidents.values())
        ],
        "timer": None
        if timer is None
        else {"name": _called(process, timer.node), "due": timer.due},
        "data": _shown_data(played),
        "happened": [
            {
                "at": one.at,
                "what": one.what,
                "name": _called(process, one.node),
                "detail": one.detail,
            }
            for one in reversed(played.happened[-40:])
        ],
    }


def _starts(process: Process) -> list[dict[str, str]]:
    main = process.containers[process.main]
    found = [main.start] if main.start is not None else []
    return [{"node": one.id, "name": _called(process, one.id)} for one in (*found, *main.starts)]


def _called(process: Process, node: str) -> str:
    found = process.nodes.get(node)
    if found is None:
        return node
    return name_of(found) if found.name else kind_name(found.kind)


def _ask(ctx: Context, played: Play, node: Node, nth: int, token: int) -> dict[str, Any]:
    """Return what a waiting task is drawn from: its fields, outcomes and who gets it."""
    given_at, created = played.tasks.get(token, (played.now, None))
    then, details = ctx.at(given_at), created.details if created is not None else {}
    fields = [
        {
            "name": str(one.get("name", "")),
            "label": _label(one, "name"),
            "kind": str(one.get("kind") or "text"),
            "options": [_option(option) for option in one.get("options") or ()],
        }
        for one in asked_fields(node)
    ]
    return {
        "node": node.id,
        "nth": nth,
        "name": _called(played.process, node.id),
        "kind": kind_name(node.kind),
        "person": node.kind is NodeKind.USER,
        "result": node.result,
        "fields": fields,
        "outcome": node.extensions.get("outcome") or "outcome",
        "outcomes": [
            {"value": str(one.get("value", "")), "label": _label(one)}
            for one in asked_outcomes(node)
        ],
        "lane": group_words(node.lane),
        "details": [_detail(then, name, one) for name, one in details.items() if name != "due"],
        "due": instant_of(then, details.get("due")),
    }


def _detail(ctx: Context, name: str, value: FeelValue) -> tuple[str, str]:
    """Return what one attribute of a task is called, and what it is."""
    if name in ("assignee", "candidates"):
        return _detail_name(name), who_words(value)
    at = instant_of(ctx, value) if name == "followUp" else None
    return _detail_name(name), show_datetime(at) if at else value_words(value)


def _detail_name(name: str) -> str:
    return {
        "assignee": gettext("Assignee"),
        "candidates": gettext("Candidates"),
        "followUp": gettext("Follow-up"),
        "priority": gettext("Priority"),
    }.get(name, name)


def _label(told: Mapping[str, Any], otherwise: str = "value") -> str:
    """Return a drawing's words for something in the reader's language, else its bare name."""
    words = str(told.get("fa") or told.get("en") or told.get(otherwise, ""))
    return str(Label(words, str(told.get("en") or words)))


def _option(option: Any) -> tuple[str, str]:
    if isinstance(option, dict):
        return str(option.get("value", "")), _label(option)
    return str(option), str(option)


def _events(played: Play) -> list[dict[str, Any]]:
    """Return what waits for something from outside, to be made to happen."""
    process = played.process
    found = [
        {
            "node": one.node,
            "name": _called(process, one.node),
            "what": one.waits.value,
            "of": one.name,
        }
        for one in sorted(played.state.subscriptions.values())
        if one.waits.value != "condition"
    ]
    return list({one["node"]: one for one in found}.values())


def _shown_data(played: Play) -> list[tuple[str, str]]:
    data = played.state.data
    return [(name, value_words(value)) for name, value in data.items() if name != "record"]
