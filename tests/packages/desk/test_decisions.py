"""The desk's own decisions are tables: shipped ones say the agreement, changed ones are asked."""

from __future__ import annotations

import itertools

import pytest
from tests.packages.conftest import Desk

from owj.kernel.errors import DefinitionError, NotAllowed
from owj.kernel.sla.agreement import propose_priority
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import Role
from owj.packages.desk.decisions import Escalation, decide_escalation, decide_priority
from owj.packages.desk.decisions.escalation import KEY as ESCALATION
from owj.packages.desk.decisions.escalation import SOURCE as ESCALATION_SOURCE
from owj.packages.desk.decisions.priority import KEY as PRIORITY
from owj.packages.desk.decisions.priority import SOURCE as PRIORITY_SOURCE
from owj.packages.desk.news import whom_p0_concerns
from owj.packages.desk.queries.preview import preview_clock
from owj.packages.desk.queries.ticket_page import hub_ticket, ticket_page
from owj.packages.desk.words import Importance
from owj.server.agreements.models import PromiseEvent
from owj.server.decisions.evaluation import ask_decision
from owj.server.decisions.models import DecisionVersion
from owj.server.decisions.queries import DecidedBy
from owj.server.decisions.services import keep_draft, publish_draft
from owj.server.incidents.models import Incident

pytestmark = pytest.mark.django_db
FACTS = list(itertools.product((True, False), (True, False), Importance))
# A request that matters becomes high, with a case that says so.
KINDER = PRIORITY_SOURCE.replace(
    '<outputEntry><text>"medium"</text></outputEntry>',
    '<outputEntry><text>"high"</text></outputEntry>',
)


def publish(desk: Desk, key: str, source: str) -> int:
    """Publish a changed table as the administrator; test cases are left out of the way."""
    from owj.server.decisions.models import DecisionCase

    DecisionCase.objects.filter(key=key).delete()
    keep_draft(key, source, by=desk.admin.actor, now=desk.now)
    return publish_draft(key, by=desk.admin.actor, now=desk.now)


@pytest.mark.parametrize(("is_bug", "blocks_use", "importance"), FACTS)
def test_the_shipped_table_says_what_the_agreement_says(
    desk: Desk, is_bug: bool, blocks_use: bool, importance: Importance
) -> None:
    agreed = propose_priority(
        is_bug=is_bug,
        blocks_use=blocks_use,
        customer_importance="high" if importance is Importance.HIGH else "low",
    )
    assert decide_priority(is_bug, blocks_use, importance, now=desk.now)[0] is agreed


def test_a_ticket_keeps_which_rule_of_which_version_proposed_its_priority(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    opened = PromiseEvent.objects.get(entity="ticket", record_id=ticket.id, kind="opened")
    assert opened.data["decided"] == {
        "key": PRIORITY,
        "version": 1,
        "rules": [1],
        "value": "critical",
    }


def test_staff_see_the_rule_and_its_reason_customers_do_not(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    shown = ticket_page(desk.ctx(desk.agent), ticket.tracking_id).proposed_by
    assert shown == DecidedBy(1, (1,), ("خطایی که بدون رفع آن نرم‌افزار به کار نمی‌آید",))
    assert hub_ticket(desk.ctx(desk.hub_user), ticket.tracking_id).proposed_by is None


def test_a_published_table_decides_at_once_for_tickets_and_the_preview(desk: Desk) -> None:
    assert desk.file().priority == Priority.MEDIUM
    number = publish(desk, PRIORITY, KINDER)
    assert number == 2
    assert desk.file().priority == Priority.HIGH
    shown = preview_clock(desk.ctx(desk.hub_user), False, False, Importance.HIGH)
    assert shown.priority is Priority.HIGH


def test_a_table_that_leaves_a_ticket_without_priority_cannot_be_published(desk: Desk) -> None:
    gap = PRIORITY_SOURCE.replace('<inputEntry><text>"low"</text>', '<inputEntry><text>"lo"</text>')
    with pytest.raises(DefinitionError, match="no usable answer for is error: False"):
        publish(desk, PRIORITY, gap)
    assert desk.file(importance=Importance.LOW).priority == Priority.LOW


def test_a_table_that_fails_all_the_same_gives_way_to_the_shipped_one(desk: Desk) -> None:
    DecisionVersion.objects.create(
        key=PRIORITY,
        number=9,
        source=PRIORITY_SOURCE.replace('"critical"', '"urgent"'),
        fingerprint="",
        published_at=desk.now,
    )
    assert desk.file(is_bug=True, blocks_use=True).priority == Priority.CRITICAL
    assert Incident.objects.filter(source="decision", subject=f"{PRIORITY}/9").count() == 1


@pytest.mark.parametrize("promise", [*Promise, None])
def test_the_shipped_escalation_tells_whom_the_agreement_names(
    desk: Desk, promise: Promise | None
) -> None:
    agreed = frozenset((Role.ADMIN, Role.ASSIGNEE))
    facts = Escalation(promise, Priority.LOW, promise is None, agreed)
    assert decide_escalation(facts, now=desk.now) == agreed


def test_a_changed_escalation_tells_more_people(desk: Desk) -> None:
    ticket = desk.file(is_bug=True, blocks_use=True)
    before = {user.pk for user in whom_p0_concerns(ticket, Promise.FOLLOWUP, desk.now)}
    assert desk.admin.pk not in before
    rule = (
        '<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>"critical"</text>'
        '</inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>"admin"</text>'
        "</outputEntry></rule></decisionTable>"
    )
    publish(desk, ESCALATION, ESCALATION_SOURCE.replace("</decisionTable>", rule))
    after = {user.pk for user in whom_p0_concerns(ticket, Promise.FOLLOWUP, desk.now)}
    assert after == before | {desk.admin.pk}


@pytest.mark.parametrize("who", ["agent", "roleless", "hub_user"])
def test_only_administrators_and_project_managers_change_a_decision(desk: Desk, who: str) -> None:
    with pytest.raises(NotAllowed):
        keep_draft(PRIORITY, KINDER, by=getattr(desk, who).actor, now=desk.now)


def test_asking_a_decision_takes_one_query(
    desk: Desk, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    question = {"is error": True, "stops use": True, "importance": "low"}
    ask_decision(PRIORITY, question, now=desk.now)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's own type
        ask_decision(PRIORITY, question, now=desk.now)
