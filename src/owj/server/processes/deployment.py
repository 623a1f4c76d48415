"""What a drawing must fit besides BPMN, and what waits once it is deployed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from owj.kernel.bpmn.elements import (
    ConditionalEvent,
    MessageEvent,
    Node,
    NodeKind,
    Process,
    SignalEvent,
    TimerEvent,
)
from owj.kernel.bpmn.errors import DrawingProblem, ProcessRefused
from owj.kernel.bpmn.times import EXPECTED, Schedule, moment_of, schedule
from owj.kernel.feel import FeelValue, start_run
from owj.kernel.feel.syntax import Name, Path
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.message_rows import ProcessStart
from owj.server.processes.references import expressions_of, reference_problems
from owj.server.processes.stepping import environment_of
from owj.server.processes.triggers import deeds_of
from owj.server.processes.work import registered_kinds
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.roles.known import known_groups

RECORD_NAMES = frozenset({"record", "before"})
# Says what of a node cannot be; for rooms that read attributes of their own.
NodeCheck = Callable[[Context, ProcessDefinition, Node], Iterable[DrawingProblem]]
_checks: list[NodeCheck] = [reference_problems]


def register_node_check(check: NodeCheck) -> None:
    """Let a room refuse what its part of a drawing names and does not have."""
    if check not in _checks:
        _checks.append(check)


def check_drawing(ctx: Context, definition: ProcessDefinition, process: Process) -> None:
    """Refuse what cannot run here, with every problem. Raises: ProcessRefused."""
    problems = tuple(sorted(problems_of(ctx, definition, process), key=lambda one: one.line))
    if problems:
        raise ProcessRefused(problems)


def problems_of(
    ctx: Context, definition: ProcessDefinition, process: Process
) -> Iterator[DrawingProblem]:
    """Yield what names something that is not here: entities, fields, forms, lanes, kinds of work.

    For the live check of the studio, too; what BPMN itself wants is `load_process`.
    """
    entity = None
    if definition.entity:
        entity = ctx.snapshot.schema.by_key.get(definition.entity)
        if entity is None:
            yield _problem(_first(process), "an entity that there is", definition.entity)
    known = known_groups()
    for node in process.nodes.values():
        yield from _problems_of_node(node, process, known)
        if entity is not None:
            yield from _unknown_fields(node, entity)
        for check in _checks:
            yield from check(ctx, definition, node)


def _problems_of_node(
    node: Node, process: Process, groups: frozenset[str]
) -> Iterator[DrawingProblem]:
    by_lane = node.kind is NodeKind.USER and not {"assignee", "candidates"} & node.details.keys()
    if by_lane and node.lane and node.lane not in groups:
        yield _problem(node, "a lane that is called like a role or a team", node.lane)
    kind = node.extensions.get("kind", "")
    if node.kind is NodeKind.SERVICE and kind not in registered_kinds():
        known = ", ".join(sorted(registered_kinds())) or "none yet"
        # Whoever named none sees the list of them beside it.
        expected = f"a kind of work ({known})" if kind else "a kind of work"
        yield _problem(node, expected, kind or "none")
    named = isinstance(node.event, MessageEvent | SignalEvent) and node.event.name
    begins = node.kind is NodeKind.START and node.container == process.main
    if begins and isinstance(node.event, MessageEvent | SignalEvent) and not named:
        yield _problem(node, "the name of what it waits for", "none")


def _unknown_fields(node: Node, entity: EntityDef) -> Iterator[DrawingProblem]:
    """Look for `record.x` where the entity has no x."""
    known = {*entity.by_key, "id", "entity"}
    for expression in expressions_of(node):
        for name in _fields_read(expression.tree):
            if name not in known:
                yield _problem(node, f"a field of {entity.key}", name)


def _fields_read(tree: object) -> Iterator[str]:
    """Yield the x of every `record.x` and `before.x` in a tree of FEEL."""
    if isinstance(tree, Path) and isinstance(tree.source, Name):
        yield from [tree.name] if tree.source.name in RECORD_NAMES else []
    if isinstance(tree, tuple):
        for part in tree:
            yield from _fields_read(part)


def _problem(node: Node, expected: str, got: str) -> DrawingProblem:
    return DrawingProblem(line=node.line, element=node.id, expected=expected, got=got)


def _first(process: Process) -> Node:
    return next(iter(process.nodes.values()))


def register_starts(ctx: Context, version: ProcessVersion, process: Process) -> None:
    """Let the start events of a version wait, and those of older ones no longer."""
    ProcessStart.objects.filter(version__definition=version.definition).delete()
    rows = [_start_row(ctx, version, node) for node in process.containers[process.main].starts]
    ProcessStart.objects.bulk_create(row for row in rows if row is not None)


def _start_row(ctx: Context, version: ProcessVersion, node: Node) -> ProcessStart | None:
    row = ProcessStart(version=version, node=node.id, entity=version.definition.entity)
    event = node.event
    if isinstance(event, MessageEvent):
        row.kind, row.name = "message", event.name
    elif isinstance(event, SignalEvent):
        row.kind, row.name = "signal", event.name
    elif isinstance(event, ConditionalEvent):
        row.kind, row.name = "record", " ".join(deeds_of(node))
    elif isinstance(event, TimerEvent):
        row.kind = "timer"
        found = _schedule(ctx, node, event)
        if found is None:
            return None
        row.due, row.anchor, row.turn, row.left = found.due, found.anchor, found.turn, found.left
        if found.every is not None:
            row.every_months = found.every.months
            row.every_micros = found.every.rest // timedelta(microseconds=1)
    else:
        return None
    return row


def _schedule(ctx: Context, node: Node, event: TimerEvent) -> Schedule | None:
    """Return when a timed start fires first. Raises: ProcessRefused."""
    rule, moment = event.rule, event.rule.moment
    if rule.expression is not None:
        environment = environment_of(ctx)
        value: FeelValue = rule.expression.run({}, start_run(environment))
        moment = moment_of(rule.kind, value)
    if moment is None:
        raise ProcessRefused((_problem(node, EXPECTED[rule.kind], "nothing of the kind"),))
    return schedule(moment, ctx.now)
