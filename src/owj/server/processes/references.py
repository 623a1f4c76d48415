"""What a drawing names outside of itself: forms, people, decisions, processes, secrets, calendars.

Each must be here when the drawing is deployed; what FEEL works out only later is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from owj.kernel.bpmn.elements import ConditionalEvent, Node, NodeKind, TimerEvent
from owj.kernel.bpmn.errors import DrawingProblem
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, Expression, FeelValue, compile_expression, start_run
from owj.kernel.feel.syntax import Call, ContextLiteral, Literal, Name
from owj.server.agreements.queries import calendar_rows
from owj.server.decisions.points import decision_point
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.processes.called import call_faults
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.errors import PartRefused
from owj.server.processes.faults import Fault
from owj.server.processes.tasks.assignment import rule_of
from owj.server.processes.tasks.declared import form_of_task
from owj.server.processes.tasks.errors import TaskFormRefused
from owj.server.processes.tasks.moments import is_working_time
from owj.server.processes.work import kind_at
from owj.server.processes.work.kinds import Parameter, ParameterKind, WorkKind, work_kind
from owj.server.processes.work.secret_rows import ProcessSecret
from owj.server.processes.work.settings import setting_faults
from owj.server.records.context import Context
from owj.server.roles.known import known_groups

WORKING_TIME = "add working time"
# Parameters of work that hold a context of an entity's fields.
OF_FIELDS = frozenset({"values", "match"})
_WORKS = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})


class _Place(NamedTuple):
    """Where it is looked. groups: what roles and teams are called. process: its own key."""

    ctx: Context
    process: str
    entity: str
    groups: frozenset[str]


def reference_problems(
    ctx: Context, definition: ProcessDefinition, node: Node
) -> Iterator[DrawingProblem]:
    """Yield what a node names and is not here; a check of `deployment`."""
    groups = ctx.once("groups of drawings", _groups)
    place = _Place(ctx, definition.key, definition.entity, groups)
    for fault in _faults(place, node):
        yield PartRefused(line=node.line, element=node.id, part=fault.part, reason=fault.reason)


def _groups(_ctx: Context) -> frozenset[str]:
    return known_groups()


def _faults(place: _Place, node: Node) -> Iterator[Fault]:
    if node.kind is NodeKind.USER:
        yield from _form_faults(place, node)
        yield from _people_faults(place, node)
    if node.called_outside:
        yield from call_faults(node, place.process, place.entity)
    kind = work_kind(kind_at(node)) if node.kind in _WORKS else None
    if kind is not None:
        yield from _work_faults(place, node, kind)
    for expression in expressions_of(node):
        for key in calendars_in(expression.tree):
            if key not in {row.key for row in calendar_rows()}:
                yield Fault("owj:calendar", f"there is no calendar {key[:40]}")


def _form_faults(place: _Place, node: Node) -> Iterator[Fault]:
    try:
        form = form_of_task(node.extensions)
    except TaskFormRefused as refused:
        yield Fault(refused.data["part"], str(refused.data["reason"]))
        return
    if form.record_form and not place.entity:
        yield Fault("owj:form", "the process is about no record, so there is no form of one")


def _people_faults(place: _Place, node: Node) -> Iterator[Fault]:
    for group in _texts(_told(node, "candidates")):
        if group not in place.groups:
            yield Fault("owj:candidates", f"there is no role or team {group[:40]}")
    who = _told(node, "assignee")
    rule = rule_of(who)
    if rule is not None and rule.among and rule.among not in place.groups:
        yield Fault("owj:assignee", f"there is no role or team {rule.among[:40]}")
    if isinstance(who, str) and rule is None and not _is_colleague(who):
        yield Fault("owj:assignee", f"there is no colleague or rule {who[:40]}")
    for part in ("due", "followUp"):
        when = _told(node, part)
        if isinstance(when, str) and not is_working_time(when):
            yield Fault(f"owj:{part}", f"{when[:40]} is no time, such as 4 working hours")


def _is_colleague(name: str) -> bool:
    return User.objects.filter(username_key=username_key(name), kind=User.Kind.STAFF).exists()


def _told(node: Node, part: str) -> FeelValue:
    """Return what an attribute says whatever the variables are; null when they matter."""
    expression = node.details.get(part)
    if expression is None or expression.free:
        return None
    return expression.run({}, start_run(Environment()))


def _texts(value: FeelValue) -> list[str]:
    listed = value if isinstance(value, tuple) else (value,)
    return [one for one in listed if isinstance(one, str)]


def _work_faults(place: _Place, node: Node, kind: WorkKind) -> Iterator[Fault]:
    texts = node.extensions
    faults = [Fault(one.label, reason) for one, reason in setting_faults(kind, texts)]
    yield from faults
    if faults:
        return
    for parameter in kind.parameters:
        text = texts.get(parameter.name, "").strip()
        known = _KNOWN.get(parameter.kind)
        if known is not None and text and not known(place, text):
            yield Fault(parameter.label, f"there is no {_WHAT[parameter.kind]} {text[:60]}")
        elif parameter.name in OF_FIELDS and text:
            yield from _unknown_keys(place, parameter, text, texts)


def _unknown_keys(
    place: _Place, parameter: Parameter, text: str, texts: Mapping[str, str]
) -> Iterator[Fault]:
    """Look for fields that are written and that the entity does not have."""
    entity = place.ctx.snapshot.schema.by_key.get(texts.get("entity", "").strip() or place.entity)
    tree = compile_expression(text.removeprefix("=")).tree
    if entity is None or not isinstance(tree, ContextLiteral):
        return
    for key, _value in tree.entries:
        if key not in entity.by_key and key != "id":
            yield Fault(parameter.label, f"there is no field {key[:60]}")


def _is_entity(place: _Place, key: str) -> bool:
    return key in place.ctx.snapshot.schema.by_key


def _is_process(_place: _Place, key: str) -> bool:
    return ProcessDefinition.objects.filter(key=key, archived=False).exists()


def _is_decision(_place: _Place, key: str) -> bool:
    try:
        decision_point(key)
    except OwjError:
        return False
    return True


def _is_secret(_place: _Place, name: str) -> bool:
    return ProcessSecret.objects.filter(name=name).exists()


_KNOWN: Mapping[ParameterKind, Callable[[_Place, str], bool]] = {
    ParameterKind.ENTITY: _is_entity,
    ParameterKind.PROCESS: _is_process,
    ParameterKind.DECISION: _is_decision,
    ParameterKind.CONFIDENTIAL: _is_secret,
}
_WHAT = {
    ParameterKind.ENTITY: "entity",
    ParameterKind.PROCESS: "process",
    ParameterKind.DECISION: "decision",
    ParameterKind.CONFIDENTIAL: "secret",
}


def expressions_of(node: Node) -> Iterator[Expression]:
    """Yield the FEEL of a node: its details, conditions, script and time."""
    event = node.event
    found = [*node.details.values(), node.script, *(flow.condition for flow in node.outgoing)]
    if isinstance(event, ConditionalEvent):
        found.append(event.condition)
    if isinstance(event, TimerEvent):
        found.append(event.rule.expression)
    yield from (one for one in found if one is not None)


def calendars_in(tree: object) -> Iterator[str]:
    """Yield the keys of calendars that `add working time` is given as plain texts."""
    if isinstance(tree, Call) and isinstance(tree.function, Name):
        key = tree.arguments[2] if len(tree.arguments) > 2 else None
        if tree.function.name == WORKING_TIME and isinstance(key, Literal):
            yield from _texts(key.value)
    if isinstance(tree, tuple):
        for part in tree:
            yield from calendars_in(part)
