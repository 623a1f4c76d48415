"""Who hears what of tasks: in the program, and by letter where a person wants one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.calendars.jalali import format_weekday_date
from owj.kernel.persian.digits import persian_digits
from owj.server.identity.models import User
from owj.server.live.notify import notify_live
from owj.server.notices.kinds import NoticeKind, Way, register_notice_kinds
from owj.server.notices.services import NoticeWords, WordsFor, notify_users
from owj.server.processes.live import of_record
from owj.server.processes.naming import name_of_task
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.rows import StandIn
from owj.server.records.context import Context
from owj.server.roles.known import AGENT
from owj.server.roles.models import Team
from owj.server.timers.schedule import schedule_timer

LETTER_TOO = frozenset({Way.APP, Way.EMAIL})
DUE_TIMER = "task.due"
LIVE = "task"
# More people than that have a list to look at, not a bell to hear.
MOST_TOLD = 30

register_notice_kinds(
    [
        NoticeKind(
            "task_assigned",
            _("A task is given to me"),
            _("A task was given to you"),
            "list-checks",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "task_offered",
            _("A task waits for my team or role"),
            _("A task waits for you and your colleagues"),
            "users",
        ),
        NoticeKind(
            "task_returned",
            _("A task comes back to me"),
            _("%(by)s returned a task to you"),
            "undo-2",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "opinion_asked",
            _("A colleague asks my opinion about a task"),
            _("%(by)s asks your opinion about a task"),
            "circle-help",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "opinion_given",
            _("An opinion that I asked for is there"),
            _("%(by)s gave the opinion that you asked for"),
            "message-square",
        ),
        NoticeKind(
            "task_commented",
            _("Somebody comments on a task of mine"),
            _("%(by)s commented on a task of yours"),
            "message-square",
        ),
        NoticeKind(
            "task_overdue",
            _("A task of mine is overdue"),
            _("A task of yours is overdue"),
            "alarm-clock",
            tone="danger",
            by_default=LETTER_TOO,
        ),
        NoticeKind(
            "stand_in",
            _("I stand in for a colleague, or one for me"),
            _("%(by)s: a leave with a stand-in was entered"),
            "calendar-clock",
            by_default=LETTER_TOO,
        ),
    ]
)


def tell(
    ctx: Context, people: Iterable[int], kind: str, task: UserTask, *, key: str, text: str = ""
) -> None:
    """Tell people something of a task, but not who did it; and move the open inboxes."""
    to = [one for one in dict.fromkeys(people) if one and one != ctx.actor.user_id]
    notify_users(
        to,
        kind,
        url=address_of(task.pk),
        data={"by": ctx.actor.name, "subject": task.name, "about": task.instance.title},
        key=key,
        words=_letter(ctx, task, kind, text),
    )
    stir(task, to)


def stir(task: UserTask, people: Iterable[int] = ()) -> None:
    """Let open pages draw the inbox and the task anew."""
    topics = ["desk", *(f"user:{one}" for one in people)]
    notify_live(topics, LIVE, id=task.pk, **of_record(task.entity, task.record_id))


def address_of(task_id: int) -> str:
    """Return the page of a task, without the name of the place."""
    return f"/tasks/{task_id}"


def tell_new_tasks(ctx: Context, instance_id: int, parts: Sequence[Mapping[str, Any]]) -> None:
    """Tell of tasks that a step made, and set their timers. parts: what the step wrote of them.

    A task that is given to nobody and offered to nobody costs nothing here.
    """
    if not concerns_somebody(parts):
        return
    numbers = [part["number"] for part in parts]
    rows = UserTask.objects.filter(instance_id=instance_id, number__in=numbers, status="open")
    for task in rows.select_related("instance").order_by("pk"):
        if task.due is not None:
            set_due_timer(task.pk, task.due)
        if task.assignee_id is not None:
            people = [task.assignee_id, *_stand_ins_of(ctx, task.assignee_id)]
            tell(ctx, people, "task_assigned", task, key=f"task:{task.pk}:given")
        else:
            people = candidates_of_task(task, most=MOST_TOLD)
            tell(ctx, people, "task_offered", task, key=f"task:{task.pk}:offered")


def concerns_somebody(parts: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether one of some new tasks is given or offered to somebody, or has a date."""
    return any(_somebody_named(part) or part.get("due") for part in parts)


def _somebody_named(part: Mapping[str, Any]) -> bool:
    return bool(part.get("assignee") or part["roles"] or part["teams"] or part["users"])


def set_due_timer(task_id: int, due: datetime) -> None:
    """Let a task tell when it is overdue."""
    schedule_timer(DUE_TIMER, str(task_id), due)


def candidates_of_task(task: UserTask, most: int) -> list[int]:
    """Return who is named as able to take a task; none when more than `most` are."""
    named = Q(pk__in=task.candidate_users)
    if task.candidate_roles:
        named |= Q(roles__overlap=task.candidate_roles)
        if AGENT in task.candidate_roles:
            named |= Q(roles=[])
    if task.candidate_teams:
        members = Team.people.through.objects.filter(team_id__in=task.candidate_teams)
        named |= Q(pk__in=members.values("user_id"))
    people = User.objects.filter(named, kind=User.Kind.STAFF, is_active=True)
    ids = list(people.order_by("pk").values_list("pk", flat=True)[: most + 1])
    return ids if len(ids) <= most else []


def _stand_ins_of(ctx: Context, person: int) -> list[int]:
    day = ctx.now.astimezone(ctx.zone).date()
    rows = StandIn.objects.filter(
        person=person, first_day__lte=day, last_day__gte=day, ended_at=None
    )
    return list(rows.values_list("stand_in_id", flat=True))


def _letter(ctx: Context, task: UserTask, kind: str, text: str) -> WordsFor:
    def words(_person: User) -> NoticeWords:
        told = {"name": name_of_task(task), "by": ctx.actor.name}
        said = gettext(_SUBJECTS.get(kind, "%(name)s")) % told
        about = "\n".join(_about(ctx, task))
        link = f"{settings.BASE_URL}{address_of(task.pk)}"
        body = "\n\n".join(part for part in (said, text, about, link) if part)
        return NoticeWords(subject=said, body=body, line=said)

    return words


def _about(ctx: Context, task: UserTask) -> Iterator[str]:
    """Yield what a letter says of a task: what it is about, and by when it is due."""
    if task.instance.title:
        yield gettext("About: %(what)s") % {"what": task.instance.title}
    if task.due is not None:
        there, lang = task.due.astimezone(ctx.zone), get_language() or "fa"
        clock = f"{there.hour}:{there.minute:02d}"
        yield gettext("Due: %(day)s, %(time)s") % {
            "day": format_weekday_date(there.date(), lang),
            "time": persian_digits(clock) if lang.startswith("fa") else clock,
        }


_SUBJECTS: Mapping[str, str] = {
    "task_assigned": _("A task was given to you: %(name)s"),
    "task_offered": _("A task waits for you and your colleagues: %(name)s"),
    "task_returned": _("%(by)s returned a task to you: %(name)s"),
    "opinion_asked": _("%(by)s asks your opinion: %(name)s"),
    "opinion_given": _("%(by)s gave an opinion: %(name)s"),
    "task_commented": _("%(by)s commented: %(name)s"),
    "task_overdue": _("A task of yours is overdue: %(name)s"),
}
