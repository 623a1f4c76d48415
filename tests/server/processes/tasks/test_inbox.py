"""Who sees which tasks, who may take them, and what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from tests.server.processes.tasks.drawn import FIELDS, OUTCOMES, drawn, one_task
from tests.server.records.toys import Case

from owj.kernel.errors import OwjError
from owj.server.clock import now
from owj.server.context import Actor
from owj.server.files.models import StoredFile
from owj.server.files.orphans import UNSENT_FOR, drop_unattached
from owj.server.files.services import store_file
from owj.server.identity.models import User
from owj.server.notices.models import Notice
from owj.server.processes.errors import TaskNotOpen, TaskNotYours, UnknownTask
from owj.server.processes.services import start
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.answers import AnswersRefused
from owj.server.processes.tasks.doing import Told, do_task, do_tasks
from owj.server.processes.tasks.errors import (
    OpinionNotOpen,
    TaskHasNoCandidates,
    TaskPersonRefused,
    TaskReasonMissing,
    TaskTaken,
)
from owj.server.processes.tasks.holding import (
    claim_task,
    comment_on_task,
    delegate_task,
    release_task,
    return_task,
)
from owj.server.processes.tasks.opinions import ask_opinion, give_opinion
from owj.server.processes.tasks.queries import Asked, Tab, opinions_asked, task_counts, tasks_of
from owj.server.processes.tasks.rows import TaskEntry
from owj.server.records.context import Context, open_context
from owj.server.roles.models import EntityRight, Team
from owj.server.timers.models import Timer

pytestmark = pytest.mark.usefixtures("agreement")


def task() -> UserTask:
    return UserTask.objects.latest("pk")


def ids(ctx: Context, tab: Tab, words: str = "") -> list[int]:
    return [row.id for row in tasks_of(ctx, Asked(tab, words)).rows]


def me(ctx: Context) -> int:
    return ctx.actor.user_id or 0


@pytest.fixture
def offered(admin: Context, finance: Team) -> UserTask:
    """Give a task that is offered to the team of Sara."""
    drawn(admin, one_task(candidates='"مالی"', outcomes=OUTCOMES))
    start(admin, "drawn")
    return task()


def test_a_team_sees_what_is_offered_to_it_and_others_do_not(
    offered: UserTask, ctx: Context, other: Context
) -> None:
    assert ids(ctx, Tab.TEAM) == [offered.pk]
    assert ids(other, Tab.TEAM) == []
    assert task_counts(ctx)[Tab.TEAM] == 1
    assert task_counts(other)[Tab.TEAM] == 0
    assert Notice.objects.filter(user=me(ctx), kind="task_offered").count() == 1


@pytest.mark.parametrize(
    "verb",
    [
        claim_task,
        release_task,
        lambda ctx, one: delegate_task(ctx, one, 1),
        lambda ctx, one: return_task(ctx, one, "because"),
        lambda ctx, one: comment_on_task(ctx, one, "words"),
        lambda ctx, one: ask_opinion(ctx, one, 1, "what?"),
        lambda ctx, one: do_task(ctx, one, Told(outcome="yes")),
    ],
)
def test_who_does_not_see_a_task_does_nothing_with_it(
    offered: UserTask, other: Context, verb: Callable[[Context, int], object]
) -> None:
    with pytest.raises(UnknownTask):
        verb(other, offered.pk)
    offered.refresh_from_db()
    assert (offered.status, offered.assignee_id) == ("open", None)
    assert not TaskEntry.objects.exists()


def test_the_hub_sees_no_task(offered: UserTask, ctx: Context) -> None:
    user = User.objects.create(username="h", username_key="h", full_name="h", kind="hub")
    hub = open_context(Actor(user.pk, "hub", frozenset(), "h"), ctx.now)
    for tab in Tab:
        assert ids(hub, tab) == []
    with pytest.raises(UnknownTask):
        claim_task(hub, offered.pk)


def test_a_claimed_task_is_mine_and_nobody_elses(
    admin: Context, ctx: Context, other: Context
) -> None:
    drawn(admin, one_task(candidates='"agent"'))
    start(admin, "drawn")
    claim_task(ctx, task().pk)
    assert ids(ctx, Tab.MINE) == [task().pk]
    assert ids(other, Tab.TEAM) == []
    with pytest.raises(UnknownTask):
        claim_task(other, task().pk)


def test_the_slower_of_two_hears_who_was_quicker(admin: Context, ctx: Context) -> None:
    drawn(admin, one_task(candidates='["agent", "admin"]'))
    start(admin, "drawn")
    claim_task(ctx, task().pk)
    with pytest.raises(TaskTaken):
        claim_task(admin, task().pk)


def test_a_released_task_is_offered_again(offered: UserTask, ctx: Context) -> None:
    claim_task(ctx, offered.pk)
    release_task(ctx, offered.pk)
    assert ids(ctx, Tab.MINE) == []
    assert ids(ctx, Tab.TEAM) == [offered.pk]


def test_a_task_given_to_one_person_is_not_released_to_all(admin: Context, ctx: Context) -> None:
    drawn(admin, one_task(assignee='"sara"'))
    start(admin, "drawn")
    with pytest.raises(TaskHasNoCandidates):
        release_task(ctx, task().pk)


def test_doing_a_task_checks_its_answers_and_moves_the_process(
    admin: Context, ctx: Context
) -> None:
    drawn(admin, one_task(assignee='"sara"', fields=FIELDS, outcomes=OUTCOMES))
    running = start(admin, "drawn", {"limit": Decimal(100)})
    with pytest.raises(AnswersRefused):
        do_task(ctx, task().pk, Told({"amount": 200}, "yes"))
    done = do_task(ctx, task().pk, Told({"amount": 200, "why": "late"}, "yes"))
    running.refresh_from_db()
    assert running.status == "completed"
    assert done.following is None
    assert task().answers == {"amount": 200, "why": "late", "outcome": "yes"}
    assert ids(ctx, Tab.DONE) == [task().pk]
    with pytest.raises(TaskNotOpen):
        do_task(ctx, task().pk, Told({"amount": 1}, "yes"))


def test_who_may_claim_may_do_at_once(offered: UserTask, ctx: Context) -> None:
    do_task(ctx, offered.pk, Told(outcome="no"))
    offered.refresh_from_db()
    assert (offered.status, offered.completed_by_id) == ("completed", me(ctx))


def test_an_administrator_sees_all_and_does_not_do_what_is_anothers(
    offered: UserTask, admin: Context, ctx: Context
) -> None:
    claim_task(ctx, offered.pk)
    assert ids(admin, Tab.ALL) == [offered.pk]
    with pytest.raises(TaskNotYours):
        do_task(admin, offered.pk, Told(outcome="no"))


def test_a_delegated_task_stays_in_sight_of_who_gave_it(
    admin: Context, ctx: Context, other: Context
) -> None:
    drawn(admin, one_task(assignee='"sara"'))
    start(admin, "drawn")
    delegate_task(ctx, task().pk, me(other), "لطفاً")
    assert ids(other, Tab.MINE) == [task().pk]
    assert ids(ctx, Tab.DELEGATED) == [task().pk]
    assert ids(ctx, Tab.MINE) == []
    notice = Notice.objects.get(user=me(other), kind="task_assigned")
    assert notice.data["about"] == task().instance.title
    with pytest.raises(TaskPersonRefused):
        delegate_task(other, task().pk, me(other))

    return_task(other, task().pk, "کار من نیست")
    assert ids(ctx, Tab.MINE) == [task().pk]
    assert task().returned == "کار من نیست"
    assert Notice.objects.filter(user=me(ctx), kind="task_returned").exists()


def test_returning_wants_a_reason(offered: UserTask, ctx: Context) -> None:
    claim_task(ctx, offered.pk)
    with pytest.raises(TaskReasonMissing):
        return_task(ctx, offered.pk, " ")
    return_task(ctx, offered.pk, "نمی‌دانم")
    assert ids(ctx, Tab.TEAM) == [offered.pk]


def test_an_opinion_goes_out_and_comes_back(
    offered: UserTask, ctx: Context, other: Context
) -> None:
    claim_task(ctx, offered.pk)
    opinion = ask_opinion(ctx, offered.pk, me(other), "چه می‌گویی؟")
    assert [one.id for one in opinions_asked(other)] == [opinion.pk]
    comment_on_task(other, offered.pk, "می‌بینم")
    with pytest.raises(TaskNotYours):
        do_task(other, offered.pk, Told(outcome="yes"))
    with pytest.raises(OpinionNotOpen):
        give_opinion(ctx, opinion.pk, "خودم")
    give_opinion(other, opinion.pk, "خوب است")
    assert opinions_asked(other) == []
    assert Notice.objects.filter(user=me(ctx), kind="opinion_given").exists()
    said = list(TaskEntry.objects.order_by("pk").values_list("kind", "text"))
    assert said == [
        ("claimed", ""),
        ("asked", "چه می‌گویی؟"),
        ("comment", "می‌بینم"),
        ("answered", "خوب است"),
    ]


def test_a_list_does_not_tell_the_title_of_a_record_out_of_sight(
    admin: Context, ctx: Context, cases: list[Case]
) -> None:
    drawn(admin, one_task(assignee='"sara"'), entity="toy_case")
    start(admin, "drawn", record=cases[0])
    (row,) = tasks_of(ctx, Asked()).rows
    assert row.title == "موضوع 0"
    assert ids(ctx, Tab.MINE, "موضوع") == [row.id]

    entity = ctx.snapshot.entity("toy_case")
    EntityRight.objects.create(role="agent", entity_id=entity.id, grants={})
    blind = open_context(ctx.actor, ctx.now + timedelta(seconds=1))
    object.__setattr__(blind, "rights_version", -1)
    (row,) = tasks_of(blind, Asked()).rows
    assert row.title == ""
    assert ids(blind, Tab.MINE, "موضوع") == []
    assert ids(blind, Tab.MINE, "بررسی") == [row.id]


def test_a_list_goes_by_due_date_and_page_by_page(admin: Context, ctx: Context) -> None:
    drawn(admin, one_task(assignee='"sara"', due="when"))
    for hours in (5, 1, 3):
        start(admin, "drawn", {"when": timedelta(hours=hours)})
    start(admin, "drawn")
    first = tasks_of(ctx, Asked(limit=2))
    second = tasks_of(ctx, Asked(limit=2, place=first.more))
    dues = [row.due for row in (*first.rows, *second.rows)]
    hours_left = [due and (due - ctx.now) // timedelta(hours=1) for due in dues]
    assert hours_left == [1, 3, 5, None]
    assert second.more == ""


def test_working_time_ends_when_the_organisation_has_worked_it(
    admin: Context, ctx: Context
) -> None:
    drawn(admin, one_task(assignee='"sara"', due='"1 working day"'))
    start(admin.at(datetime(2026, 11, 21, 6, 0, tzinfo=UTC)), "drawn")
    due = task().due
    assert due is not None
    assert due.astimezone(ctx.zone).strftime("%Y-%m-%d %H:%M") == "2026-11-22 17:00"
    assert Timer.objects.filter(kind="task.due", key=str(task().pk), due_at=due).exists()


def test_several_tasks_are_done_at_once_and_what_refuses_is_told(
    admin: Context, ctx: Context
) -> None:
    drawn(admin, one_task(assignee='"sara"', outcomes=OUTCOMES), "plain")
    drawn(admin, one_task(assignee='"sara"', fields=FIELDS, outcomes=OUTCOMES), "asking")
    plain = [start(admin, "plain").tasks.get().pk for _ in range(3)]
    asking = start(admin, "asking").tasks.get().pk
    report = do_tasks(ctx, [*plain, asking, 10**9], "yes")
    assert list(report.done) == plain
    refused: dict[int, OwjError] = dict(report.refused)
    assert {one: error.code for one, error in refused.items()} == {
        asking: "task.wants_its_form",
        10**9: "process.task_unknown",
    }


def test_turns_go_round_the_team_as_tasks_come(
    admin: Context, ctx: Context, other: Context, finance: Team
) -> None:
    finance.people.add(me(other))
    drawn(admin, one_task(assignee='{rule: "round robin", of: "مالی"}'))
    for _ in range(4):
        start(admin, "drawn")
    held = list(UserTask.objects.order_by("pk").values_list("assignee_id", flat=True))
    assert held[:2] == held[2:]
    assert set(held) == {me(ctx), me(other)}


@pytest.mark.parametrize("name", ["Sara Ahmadi", "SARA‌AHMADI", "saraahmadi"])
def test_a_colleague_is_named_as_at_sign_in(admin: Context, ctx: Context, name: str) -> None:
    User.objects.filter(pk=me(ctx)).update(username="Sara Ahmadi", username_key="saraahmadi")
    drawn(admin, one_task(assignee=f'"{name}"'))
    start(admin, "drawn")
    assert task().assignee_id == me(ctx)


def test_a_file_of_a_comment_stays_as_long_as_its_task(
    offered: UserTask, ctx: Context, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    file = store_file(BytesIO(b"words"), "x.txt", ctx.actor)
    comment_on_task(ctx, offered.pk, "", [file.pk])
    StoredFile.objects.update(created_at=now() - UNSENT_FOR - timedelta(days=1))
    assert drop_unattached() == 0
