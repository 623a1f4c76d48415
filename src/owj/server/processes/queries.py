"""What stands about processes: of a record, of an instance, of a definition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from owj.server.identity.models import User
from owj.server.processes.access import check_design, seen_records, sees_record
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.drawings import drawing_of
from owj.server.processes.errors import UnknownInstance, UnknownProcess
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.naming import name_of
from owj.server.processes.recording import RECORDS
from owj.server.processes.state_rows import ProcessIncident, ProcessTimer, ProcessToken
from owj.server.processes.task_rows import UserTask
from owj.server.records.context import Context

AT_WORK = ("wait", "inside", "stopped")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a process stands. holder: who has the task; due: of the task, else of its timer.

    candidates: keys of roles, "team:3" and "user:7". kind: in BPMN's words. stopped: by an
    incident, here or in a process that the step has called. called: those that it waits for.
    """

    token: int
    node: str
    name: str
    kind: str
    since: datetime | None
    due: datetime | None
    holder: str
    holder_id: int | None
    candidates: tuple[str, ...]
    task_id: int | None
    stopped: bool
    called: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcessAt:
    """A process of a record, or one by itself, with the steps it stands at.

    caller: the process that called it and waits for it.
    """

    id: int
    key: str
    name: str
    version: int
    title: str
    status: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    steps: tuple[Step, ...]
    caller: int | None = None


def processes_of(ctx: Context, entity: str, record_id: int) -> tuple[ProcessAt, ...]:
    """Return the processes of a record, running ones first; none where it may not be seen."""
    if not sees_record(ctx, entity, record_id):
        return ()
    rows = ProcessInstance.objects.filter(entity=entity, record_id=record_id)
    return described(sorted(_named(rows), key=lambda row: (row.ended_at is not None, -row.pk)))


def has_process(key: str, entity: str, record_id: int) -> bool:
    """Tell whether a record has, or had up to its end, a process of this key."""
    rows = ProcessInstance.objects.filter(entity=entity, record_id=record_id)
    ways = (ProcessInstance.Status.ACTIVE, ProcessInstance.Status.COMPLETED)
    return rows.filter(version__definition__key=key, status__in=ways).exists()


def process_at(ctx: Context, instance_id: int) -> ProcessAt:
    """Return one process. Raises: UnknownInstance."""
    return described([visible_instance(ctx, instance_id)])[0]


def visible_instance(ctx: Context, instance_id: int) -> ProcessInstance:
    """Return the row of a process that the actor may see.

    That of a record is seen by whoever sees the record; one without by colleagues.
    Raises: UnknownInstance.
    """
    row = _named(ProcessInstance.objects.filter(pk=instance_id)).first()
    if row is None or ctx.actor.is_hub:
        raise UnknownInstance
    if row.record_id is not None and not sees_record(ctx, row.entity, row.record_id):
        raise UnknownInstance
    return row


def seen_by(ctx: Context, rows: Sequence[ProcessInstance]) -> list[ProcessInstance]:
    """Return those of some processes that the actor may see, asking once for each entity."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.record_id is not None:
            wanted[row.entity].add(row.record_id)
    seen = {entity: seen_records(ctx, entity, ids) for entity, ids in wanted.items()}
    return [row for row in rows if row.record_id is None or row.record_id in seen[row.entity]]


def history_of(ctx: Context, instance_id: int) -> list[ProcessHistory]:
    """Return what has happened in a process, in order. Raises: UnknownInstance."""
    visible_instance(ctx, instance_id)
    rows = ProcessHistory.objects.filter(instance_id=instance_id).exclude(kind__in=RECORDS)
    return list(rows.defer("detail").order_by("number"))


def definition_of(ctx: Context, key: str) -> ProcessDefinition:
    """Return a process that the actor may design. Raises: UnknownProcess, OnlyProcessDesigners."""
    found = ProcessDefinition.objects.filter(key=key).first()
    check_design(ctx, found.entity if found else "")
    if found is None:
        raise UnknownProcess(key=key)
    return found


def versions_of(ctx: Context, key: str) -> list[ProcessVersion]:
    """Return all versions of a process, the newest first. Raises: as `definition_of`."""
    rows = ProcessVersion.objects.filter(definition=definition_of(ctx, key))
    return list(rows.select_related("deployed_by").order_by("-number"))


def draft_of(ctx: Context, key: str) -> ProcessDraft | None:
    """Return what is drawn and not deployed. Raises: as `definition_of`."""
    rows = ProcessDraft.objects.filter(definition=definition_of(ctx, key))
    return rows.select_related("saved_by").first()


def startable(ctx: Context, entity: str = "") -> list[ProcessDefinition]:
    """Return the processes that may be started from records of an entity, or from none."""
    if ctx.actor.is_hub:
        return []
    rows = ProcessDefinition.objects.filter(entity=entity, archived=False)
    return list(rows.filter(versions__isnull=False).distinct().order_by("name"))


def described(rows: Iterable[ProcessInstance]) -> tuple[ProcessAt, ...]:
    """Return processes with their steps: four queries, however many they are."""
    found = list(rows)
    ids = [row.pk for row in found]
    tokens: dict[int, list[ProcessToken]] = defaultdict(list)
    for token in ProcessToken.objects.filter(instance_id__in=ids, doing__in=AT_WORK):
        tokens[token.instance_id].append(token)
    open_tasks = UserTask.objects.filter(instance_id__in=ids, status=UserTask.Status.OPEN)
    tasks = {
        (task.instance_id, task.number): task for task in open_tasks.select_related("assignee")
    }
    dues = {
        (timer.instance_id, timer.token): timer.due
        for timer in ProcessTimer.objects.filter(instance_id__in=ids).order_by("-due")
    }
    entered = {
        (told.instance_id, told.visit): told.at
        for told in ProcessHistory.objects.filter(instance_id__in=ids, kind="entered")
    }
    around = _Around(tasks, dues, entered, *_called(found, tokens))
    return tuple(
        _described(row, sorted(tokens[row.pk], key=lambda one: one.number), around) for row in found
    )


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of tokens, by instance and number. stopped: of the called ones."""

    tasks: dict[Place, UserTask]
    dues: dict[Place, datetime]
    entered: dict[Place, datetime]
    called: dict[Place, tuple[int, ...]]
    stopped: frozenset[int]


def _called(
    rows: Sequence[ProcessInstance], tokens: dict[int, list[ProcessToken]]
) -> tuple[dict[Place, tuple[int, ...]], frozenset[int]]:
    """Return what tokens wait for, and which of it is stopped; asked only where there are calls."""
    calling = {
        row.pk
        for row in rows
        for token in tokens[row.pk]
        if drawing_of(row.version_id).process.nodes[token.node].called_outside
    }
    if not calling:
        return {}, frozenset()
    found: defaultdict[Place, tuple[int, ...]] = defaultdict(tuple)
    active = ProcessInstance.objects.filter(parent__in=calling, parent_token__gt=0)
    active = active.filter(status=ProcessInstance.Status.ACTIVE).order_by("pk")
    for own, parent, token in active.values_list("pk", "parent_id", "parent_token"):
        found[parent, token] += (own,)
    ids = [one for several in found.values() for one in several]
    stopped = ProcessIncident.objects.filter(instance_id__in=ids, resolved_at=None)
    return dict(found), frozenset(stopped.values_list("instance_id", flat=True))


def _described(row: ProcessInstance, tokens: list[ProcessToken], around: _Around) -> ProcessAt:
    nodes = drawing_of(row.version_id).process.nodes
    steps: list[Step] = []
    for token in tokens:
        at = (row.pk, token.number)
        task, node = around.tasks.get(at), nodes[token.node]
        called = around.called.get(at, ())
        holder = task.assignee if task else None
        steps.append(
            Step(
                token=token.number,
                node=token.node,
                name=name_of(node),
                kind=node.kind.value,
                since=around.entered.get(at),
                due=(task.due if task else None) or around.dues.get(at),
                holder=holder.full_name if holder else "",
                holder_id=holder.pk if holder else None,
                candidates=_candidates(task) if task else (),
                task_id=task.pk if task else None,
                stopped=token.doing == "stopped" or not around.stopped.isdisjoint(called),
                called=called,
            )
        )
    starter: User | None = row.started_by
    return ProcessAt(
        id=row.pk,
        key=row.version.definition.key,
        name=str(row.version.definition.label),
        version=row.version.number,
        title=row.title,
        status=row.status,
        started_by=starter.full_name if starter else "",
        started_at=row.started_at,
        ended_at=row.ended_at,
        steps=tuple(steps),
        caller=row.parent_id if row.parent_token else None,
    )


def _candidates(task: UserTask) -> tuple[str, ...]:
    return (
        *task.candidate_roles,
        *(f"team:{team}" for team in task.candidate_teams),
        *(f"user:{user}" for user in task.candidate_users),
    )


def open_incidents(ctx: Context, instance_id: int) -> list[ProcessIncident]:
    """Return what stopped tokens of a process. Raises: UnknownInstance."""
    visible_instance(ctx, instance_id)
    rows = ProcessIncident.objects.filter(instance_id=instance_id, resolved_at=None)
    return list(rows.order_by("number"))


def _named(rows: QuerySet[ProcessInstance]) -> QuerySet[ProcessInstance]:
    return rows.select_related("version__definition", "started_by")
