"""The stored results of promises are a copy of what a replay of the log says."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from tests.packages.conftest import Desk
from tests.packages.desk.walks import live

from owj.kernel.sla.outcomes import Outcome
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.figures import parties_of
from owj.packages.desk.services import (
    assign_ticket,
    plan_missing_figures,
    rebuild_figures,
    reply_publicly,
)
from owj.server.agreements.evaluation import Case, replay_case
from owj.server.agreements.log import Subject, events_of
from owj.server.agreements.queries import agreement_version
from owj.server.agreements.result_rows import PromiseResult
from owj.server.agreements.results import results_of

pytestmark = pytest.mark.django_db

Rows = dict[tuple[int, str, int], dict[str, object]]


def stored() -> Rows:
    rows = PromiseResult.objects.filter(entity=Ticket.key).values()
    return {
        (row["record_id"], row["promise"], row["cycle"]): {
            name: value for name, value in row.items() if name not in {"id", "entity", "record_id"}
        }
        for row in rows
    }


def replayed(desk: Desk) -> Rows:
    found: Rows = {}
    for ticket in desk.system.rows(Ticket):
        log = events_of(Subject(Ticket.key, ticket.id))
        case = Case(
            Subject(Ticket.key, ticket.id), log, agreement_version(ticket.agreement_version)
        )
        evaluation = replay_case(case, as_of=desk.now)
        for result in results_of(evaluation, log, parties_of(ticket, log)):
            found[(ticket.id, result.promise, result.cycle)] = asdict(result)
    return found


@pytest.mark.parametrize("seed", [1, 7, 1405])
def test_stored_results_equal_a_replay_of_random_lives(desk: Desk, seed: int) -> None:
    live(desk, seed)
    desk.ring()
    rows = stored()
    assert rows == replayed(desk)
    # A test that saw only kept promises would prove nothing.
    assert {Outcome.KEPT, Outcome.BROKEN} <= {row["outcome"] for row in rows.values()}


def test_rebuilding_gives_the_same_rows_as_living(desk: Desk) -> None:
    live(desk, 21)
    desk.ring()
    lived = stored()
    PromiseResult.objects.all().delete()
    assert rebuild_figures(desk.ctx(desk.admin)) == desk.system.rows(Ticket).count()
    assert stored() == lived


def test_data_of_an_older_release_is_filled_by_the_worker(desk: Desk) -> None:
    live(desk, 5, tickets=3, deeds=9)
    lived = stored()
    assert not plan_missing_figures(desk.system)
    PromiseResult.objects.all().delete()
    assert plan_missing_figures(desk.system)
    desk.ring()
    assert stored().keys() == lived.keys()


def test_agents_may_not_rebuild(desk: Desk) -> None:
    with pytest.raises(OnlyStaff):
        rebuild_figures(desk.ctx(desk.agent))


def test_answer_counts_working_minutes_from_arrival(desk: Desk) -> None:
    ticket = desk.file()
    desk.wait(minutes=12)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی شد."))
    row = PromiseResult.objects.get(record_id=ticket.id, promise="first_response")
    assert (row.outcome, row.taken_s, row.late_s, row.cause) == ("kept", 720, 0, "")


def test_new_assignee_holds_the_stored_results(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    held = PromiseResult.objects.filter(record_id=ticket.id).values_list("holder_id", flat=True)
    assert set(held) == {desk.agent.pk}
