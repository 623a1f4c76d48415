"""The task inbox: lists by tab with counts, pages, search, and what one task shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from django.db.models import Case, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from owj.kernel.persian.folding import fold
from owj.server.processes.naming import name_of_task
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.reach import held, offered, standing_of, visible_tasks
from owj.server.processes.tasks.rows import TaskOpinion
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.rights import Verb

PAGE = 50
MOST_COUNTED = 1_000
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
OPEN, COMPLETED = UserTask.Status.OPEN, UserTask.Status.COMPLETED


class Tab(StrEnum):
    """Name the lists of the inbox."""

    MINE = "mine"
    TEAM = "team"
    DELEGATED = "delegated"
    OVERDUE = "overdue"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list. title: of what it is about, empty where the reader may not see that.

    holder: who holds it; for_name: whose work it is, where the reader stands in.
    """

    id: int
    name: str
    process: str
    title: str
    entity: str
    record_id: int | None
    due: datetime | None
    follow_up: datetime | None
    priority: int
    created_at: datetime
    completed_at: datetime | None
    outcome: str
    holder_id: int | None
    holder: str
    for_name: str
    lane: str
    returned: str
    version_id: int
    node: str


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks. more: the place behind its last row, empty when there is none."""

    rows: Sequence[TaskRow]
    more: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """An opinion that the reader is asked for."""

    id: int
    task_id: int
    name: str
    question: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. entity: only tasks about its records."""

    tab: Tab = Tab.MINE
    words: str = ""
    place: str = ""
    entity: str = ""
    limit: int = field(default=PAGE)


class _PersianFold(Func):
    function = "persian_fold"


def tasks_of(ctx: Context, asked: Asked) -> TaskPage:
    """Return a page of the reader's tasks, the one due first first; done ones latest first."""
    found = _in_tab(ctx, asked.tab)
    if asked.entity:
        found = found.filter(entity=asked.entity)
    if asked.words.strip():
        found = _with_words(ctx, found, asked.words)
    done = asked.tab is Tab.DONE
    moment = F("completed_at") if done else Coalesce("due", Value(NEVER))
    found = found.annotate(moment=moment)
    at = _read_place(asked.place)
    if at is not None:
        later, same = ("moment__lt", "pk__lt") if done else ("moment__gt", "pk__gt")
        found = found.filter(Q(**{later: at[0]}) | Q(moment=at[0], **{same: at[1]}))
    found = found.order_by("-moment", "-pk") if done else found.order_by("moment", "pk")
    rows = list(found.select_related(*_JOINED)[: asked.limit + 1])
    more = ""
    if len(rows) > asked.limit:
        rows = rows[: asked.limit]
        more = f"{rows[-1].moment.isoformat()}~{rows[-1].pk}"
    return TaskPage(rows_of(ctx, rows), more)


_JOINED = ("assignee", "completed_by", "instance__version__definition")


def rows_of(ctx: Context, tasks: Sequence[UserTask]) -> list[TaskRow]:
    """Return tasks as lists show them; titles of records out of reach stay away. One query each."""
    seen = seen_records(ctx, tasks)
    covered = standing_of(ctx).covered
    return [
        TaskRow(
            id=task.pk,
            name=name_of_task(task),
            process=str(task.instance.version.definition.label),
            title=task.instance.title if (task.entity, task.record_id) in seen else "",
            entity=task.entity,
            record_id=task.record_id,
            due=task.due,
            follow_up=task.follow_up,
            priority=task.priority,
            created_at=task.created_at,
            completed_at=task.completed_at,
            outcome=str((task.answers or {}).get("outcome", "") or ""),
            holder_id=task.assignee_id,
            holder=task.assignee.full_name if task.assignee else "",
            for_name=covered.get(task.assignee_id or 0, ""),
            lane=task.lane,
            returned=task.returned,
            version_id=task.instance.version_id,
            node=task.node,
        )
        for task in tasks
    ]


def seen_records(ctx: Context, tasks: Sequence[UserTask]) -> frozenset[tuple[str, int | None]]:
    """Return which records of some tasks the reader may see; a task of no record is open."""
    wanted: dict[str, set[int]] = {}
    for task in tasks:
        if task.record_id is not None:
            wanted.setdefault(task.entity, set()).add(task.record_id)
    seen: set[tuple[str, int | None]] = {(task.entity, None) for task in tasks}
    for entity, ids in wanted.items():
        if entity in ctx.snapshot.models:
            seen |= {(entity, one) for one in generic.reached(ctx, entity, ids, Verb.READ)}
    return frozenset(seen)


def task_counts(ctx: Context) -> Mapping[Tab, int]:
    """Return how many open tasks stand in each list. One aggregate over the open ones."""
    if not ctx.actor.is_staff or not ctx.actor.user_id:
        return dict.fromkeys(Tab, 0)
    who = standing_of(ctx)
    mine, team = held(who), offered(who)
    delegated = Q(delegated_by=who.user_id) & ~Q(assignee=who.user_id)
    late = Q(due__lt=ctx.now) & (mine | team)
    found = UserTask.objects.filter(Q(status=OPEN) & (mine | team | delegated)).aggregate(
        mine=Count("pk", filter=mine),
        team=Count("pk", filter=team),
        delegated=Count("pk", filter=delegated),
        overdue=Count("pk", filter=late),
    )
    return {Tab(name): int(count) for name, count in found.items()}


def held_count(ctx: Context) -> int:
    """Return how many open tasks the actor holds; the navigation of every page says it."""
    if not ctx.actor.is_staff or not ctx.actor.user_id:
        return 0
    return UserTask.objects.filter(held(standing_of(ctx)), status=OPEN).count()


def opinions_asked(ctx: Context) -> list[OpinionRow]:
    """Return the opinions that the reader is asked for, the oldest first."""
    rows = TaskOpinion.objects.filter(
        asked_of=ctx.actor.user_id or 0, answered_at=None, task__status=OPEN
    )
    return [
        OpinionRow(
            row.pk,
            row.task_id,
            name_of_task(row.task),
            row.question,
            row.asked_by.full_name,
            row.asked_at,
        )
        for row in rows.select_related("task__instance", "asked_by").order_by("asked_at", "pk")[
            :PAGE
        ]
    ]


def open_task_of_start(ctx: Context, instance_id: int) -> int | None:
    """Return the first open task of a process that the actor holds; None when others have it."""
    found = UserTask.objects.filter(
        instance=instance_id, status=OPEN, assignee=ctx.actor.user_id or 0
    )
    return found.order_by("pk").values_list("pk", flat=True).first()


def _in_tab(ctx: Context, tab: Tab) -> QuerySet[UserTask]:
    found, who = visible_tasks(ctx), standing_of(ctx)
    if tab is Tab.DONE:
        return found.filter(status=COMPLETED, completed_by=who.user_id)
    found = found.filter(status=OPEN)
    if tab is Tab.ALL:
        return found
    if tab is Tab.DELEGATED:
        return found.filter(delegated_by=who.user_id).exclude(assignee=who.user_id)
    mine, team = held(who), offered(who)
    if tab is Tab.OVERDUE:
        return found.filter(mine | team, due__lt=ctx.now)
    return found.filter(mine if tab is Tab.MINE else team)


def _with_words(ctx: Context, found: QuerySet[UserTask], words: str) -> QuerySet[UserTask]:
    """Narrow to tasks that hold every word; in titles only of records that the reader may see."""
    found = found.annotate(
        folded=_PersianFold(F("name")),
        titled=_PersianFold(
            Case(
                When(_record_is_seen(ctx, found), then=F("instance__title")),
                default=Value(""),
            )
        ),
        drawn=_PersianFold(F("instance__version__definition__name")),
    )
    for word in fold(words).split()[:8]:
        found = found.filter(
            Q(folded__contains=word) | Q(titled__contains=word) | Q(drawn__contains=word)
        )
    return found


def _record_is_seen(ctx: Context, found: QuerySet[UserTask]) -> Q:
    seen = Q(record_id=None)
    named = set(found.exclude(record_id=None).values_list("entity", flat=True).distinct())
    for entity in sorted(named & set(ctx.snapshot.models)):
        if ctx.may(entity, Verb.READ):
            ids = generic.rows(ctx, entity).values("pk")
            seen |= Q(entity=entity, record_id__in=ids)
    return seen


def _read_place(text: str) -> tuple[datetime, int] | None:
    moment, _tilde, own_id = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        number = int(own_id)
    except ValueError:
        return None
    return (at, number) if at.tzinfo and 0 < number < 2**63 else None
