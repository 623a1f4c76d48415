"""Measure the pure stepping of processes: completions a second, and whether turns grow dearer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median
from time import perf_counter_ns

from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import CompleteTask, StartProcess
from owj.kernel.bpmn.state import Doing, State
from owj.kernel.bpmn.step import start_process, step
from owj.kernel.feel import Environment
from owj.kernel.figures import Figure

TURN_BAR, COMPLETIONS_BAR, MOVES_BAR = 1.2, 2_000.0, 10_000.0
_TURNS, _ROUNDS, _LINE = 320, 15, 1_000
_NOW = Environment(now=datetime(2026, 3, 21, tzinfo=UTC))
_BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
_OWJ = 'xmlns:owj="http://owj.example/bpmn/1.0"'


def run_bench() -> list[Figure]:
    """Return the figures of the kernel alone."""
    loop = load_process(_loop())
    first, last, seconds = [], [], []
    for _ in range(_ROUNDS):
        turns = _turns(loop)
        # The very first turns warm caches.
        first.append(median(turns[5:15]))
        last.append(median(turns[295:305]))
        seconds.append(sum(turns) / len(turns) / 1e9)
    ratio = median(late / early for early, late in zip(first, last, strict=True))
    completions = 1 / median(seconds)
    moves = _moves()
    return [
        Figure("turn_300", round(ratio, 2), "times turn 1", TURN_BAR, ok=ratio <= TURN_BAR),
        Figure(
            "completions",
            round(completions),
            "of a user task a second",
            COMPLETIONS_BAR,
            ok=completions >= COMPLETIONS_BAR,
        ),
        Figure("moves", round(moves), "of a token a second", MOVES_BAR, ok=moves >= MOVES_BAR),
    ]


def _turns(process: Process) -> list[int]:
    """Return the nanoseconds that each turn of a loop takes."""
    state = start_process(process, StartProcess({"n": Decimal(0)}), _NOW).state
    found: list[int] = []
    for _ in range(_TURNS):
        token = _waiting(state)
        began = perf_counter_ns()
        state = step(process, state, CompleteTask(token, {"ok": False}), _NOW).state
        found.append(perf_counter_ns() - began)
    return found


def _moves() -> float:
    """Return how many nodes a second a token passes in a long line of tasks."""
    ids = [f"t{at}" for at in range(_LINE)]
    tasks = "".join(f'<task id="{own_id}"/>' for own_id in ids)
    process = load_process(_file(f'<startEvent id="s"/>{tasks}', ["s", *ids]))
    took: list[int] = []
    for _ in range(5):
        began = perf_counter_ns()
        start_process(process, StartProcess(), _NOW)
        took.append(perf_counter_ns() - began)
    return _LINE / min(took) * 1e9


def _waiting(state: State) -> int:
    return next(token.id for token in state.tokens.values() if token.doing is Doing.WAIT)


def _loop() -> str:
    """Return a rework loop: ten nodes, one of them a person's task with a timer beside it."""
    nodes = (
        '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/>'
        '<userTask id="u"/><parallelGateway id="j"/>'
        '<scriptTask id="w" owj:result="n"><script>n + 1</script></scriptTask>'
        '<exclusiveGateway id="x" default="f6"/><endEvent id="e"/><task id="b"/>'
        '<boundaryEvent id="t" attachedToRef="u" cancelActivity="false"><timerEventDefinition>'
        "<timeCycle>R/P1D</timeCycle></timerEventDefinition></boundaryEvent>"
        '<sequenceFlow id="end" sourceRef="x" targetRef="e">'
        "<conditionExpression>ok = true</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="left" sourceRef="f" targetRef="b"/>'
        '<sequenceFlow id="right" sourceRef="b" targetRef="j"/>'
    )
    return _file(nodes, ["s", "m", "f", "u", "j", "w", "x", "m"])


def _file(nodes: str, line: Sequence[str]) -> str:
    flows = "".join(
        f'<sequenceFlow id="f{at}" sourceRef="{source}" targetRef="{target}"/>'
        for at, (source, target) in enumerate(pairwise(line))
    )
    return f'<definitions {_BPMN} {_OWJ}><process id="p">{nodes}{flows}</process></definitions>'
