"""What an open page of the hub hears: that its own ticket changed, and nothing of the house."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from owj.kernel.sla.agreement import Priority
from owj.packages.desk import services as desk_services
from owj.packages.desk.drafts import LoggedCall, Note, OpenTicket, Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import evaluate_ticket
from owj.server.context import SYSTEM
from owj.server.notices.services import notify_users
from owj.server.records.context import Context, open_context
from owj.ui.views.live import topics_of
from tests.security.world import HOUSE_WORDS, THEIR_WORDS, Person, World

News = dict[str, Any]
Deed = Callable[[Context, Context, Ticket], object]

# Each moves a clock on the customer's page, or is shown there.
CHANGES: dict[str, Deed] = {
    "P0 cleared": lambda _, manager, ticket: desk_services.clear_p0(
        manager, ticket.id, reason=HOUSE_WORDS["reason"]
    ),
    "a fix accepted": lambda _, manager, ticket: desk_services.accept_fix(
        manager, ticket.id, text=HOUSE_WORDS["fix"]
    ),
    "a reply": lambda agent, _, ticket: desk_services.reply_publicly(
        agent, ticket.id, Reply(HOUSE_WORDS["note"])
    ),
    "a call": lambda agent, _, ticket: desk_services.log_call(
        agent, ticket.id, LoggedCall(HOUSE_WORDS["call"])
    ),
    "a priority": lambda _, manager, ticket: desk_services.set_priority(
        manager, ticket.id, Priority.CRITICAL, reason=HOUSE_WORDS["reason"]
    ),
    "a new holder": lambda agent, _, ticket: desk_services.assign_ticket(
        agent, ticket.id, agent.actor.user_id
    ),
    "solved": lambda agent, _, ticket: desk_services.resolve_ticket(agent, ticket.id),
}


@contextmanager
def news_told() -> Iterator[list[News]]:
    """Collect what is told to open pages."""
    told: list[News] = []

    def listen(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if "pg_notify" in str(sql):
            told.append(json.loads(params[1]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield told


def hears(person: Person) -> set[str]:
    """Return the topics a person's open page listens to."""
    assert person.user is not None
    return set(topics_of(person.user.actor))


def heard(told: list[News], person: Person) -> list[News]:
    """Return the news that reach a person's open page."""
    topics = hears(person)
    return [news for news in told if topics & set(news["topics"])]


def do(world: World, deed: Deed, ticket: Ticket) -> list[News]:
    """Let the desk do something to a ticket; return the news of it."""
    desk = world.desk
    with news_told() as told:
        deed(desk.ctx(desk.agent), desk.ctx(desk.manager), ticket)
    return told


def test_the_pages_of_two_customers_share_no_topic_but_the_clock(world: World) -> None:
    mine, theirs = world.person("mine"), world.person("theirs")
    assert hears(mine) & hears(theirs) == {"clock"}
    assert hears(mine) & hears(world.person("agent")) == {"clock"}


def test_somebody_who_speaks_for_nobody_hears_nobody(world: World) -> None:
    gone = world.person("gone customer")
    assert gone.user is not None
    assert hears(gone) == {"clock", f"user:{gone.user.pk}"}


def test_a_note_is_no_news_to_the_customer(world: World) -> None:
    told = do(
        world,
        lambda agent, _, ticket: desk_services.add_note(
            agent, ticket.id, Note(HOUSE_WORDS["note"])
        ),
        world.mine_open,
    )
    assert heard(told, world.person("agent"))
    assert heard(told, world.person("mine")) == []


@pytest.mark.parametrize("name", CHANGES)
def test_the_customer_hears_that_the_own_ticket_changed_and_no_word_more(
    world: World, name: str
) -> None:
    ticket, _ = broken(world)
    told = do(world, CHANGES[name], ticket)
    (news,) = [one for one in heard(told, world.person("mine")) if one["what"] == "ticket"]
    assert news["data"] == {"id": ticket.id, "tracking_id": ticket.tracking_id}
    assert heard(told, world.person("theirs")) == []
    text = json.dumps(told, ensure_ascii=False)
    assert [word for word in HOUSE_WORDS.values() if word in text] == []


def test_a_new_ticket_is_told_to_its_own_customer_only(world: World) -> None:
    desk = world.desk
    with news_told() as told:
        draft = OpenTicket(subject=THEIR_WORDS["subject"], text="x", is_bug=False)
        desk_services.open_ticket(desk.ctx(desk.other_hub_user), draft)
    assert heard(told, world.person("mine")) == []
    assert heard(told, world.person("theirs"))
    assert THEIR_WORDS["subject"] not in json.dumps(told, ensure_ascii=False)


def test_a_broken_promise_is_told_to_its_customer_only(world: World) -> None:
    _, told = broken(world)
    assert heard(told, world.person("mine"))
    assert heard(told, world.person("theirs")) == []


def test_a_notice_is_told_to_its_reader_without_its_words(world: World) -> None:
    with news_told() as told:
        data = {"subject": HOUSE_WORDS["reason"]}
        notify_users([world.desk.agent.pk], "p0_alarm", url="/inbox", data=data)
    assert heard(told, world.person("agent"))
    assert heard(told, world.person("mine")) == []
    assert HOUSE_WORDS["reason"] not in json.dumps(told)


def broken(world: World) -> tuple[Ticket, list[News]]:
    """Return a ticket of the first customer in P0, and the news of how it got there."""
    desk = world.desk
    ticket = desk.file(at=desk.now - timedelta(hours=2))
    with news_told() as told:
        evaluate_ticket(open_context(SYSTEM, now=desk.now), ticket.id)
    ticket = desk.fresh(ticket)
    assert ticket.p0_active
    return ticket, told
