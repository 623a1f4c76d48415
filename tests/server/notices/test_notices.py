"""Notices inside the program."""

from __future__ import annotations

import pytest

from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.notices import services
from owj.server.notices.queries import count_unread, notices_of
from owj.server.notices.services import mark_read, notify_users

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """Return what open pages are told."""
    news: list[tuple[list[str], str]] = []
    monkeypatch.setattr(
        services, "notify_live", lambda topics, what, **data: news.append((list(topics), what))
    )
    return news


@pytest.fixture
def people() -> list[User]:
    return [create_user(NewUser(name, name, "staff")) for name in ("maryam", "reza")]


def test_each_person_gets_a_notice_and_their_pages_are_told(people, told) -> None:
    notify_users(people, "ticket_broken", url="/tickets/T-1", data={"id": 1})
    for person in people:
        [notice] = notices_of(person.actor)
        assert (notice.kind, notice.url, notice.data) == (
            "ticket_broken",
            "/tickets/T-1",
            {"id": 1},
        )
    assert told == [([f"user:{person.pk}" for person in people], "notice")]


def test_the_same_key_reaches_a_person_once(people, told) -> None:
    maryam, reza = people
    notify_users([maryam], "ticket_broken", key="breach:1")
    notify_users([maryam, reza, reza.pk], "ticket_broken", key="breach:1")
    assert (count_unread(maryam.actor), count_unread(reza.actor)) == (1, 1)


def test_notices_without_a_key_add_up(people, told) -> None:
    for _ in range(2):
        notify_users(people, "reminder")
    assert count_unread(people[0].actor) == 2


def test_telling_nobody_is_silent(told) -> None:
    notify_users([], "reminder")
    assert told == []


def test_one_reads_only_ones_own(people, told) -> None:
    maryam, reza = people
    notify_users(people, "reminder")
    foreign = notices_of(reza.actor).get().pk
    assert mark_read(maryam.actor, [foreign]) == 0
    assert mark_read(maryam.actor) == 1
    assert mark_read(maryam.actor) == 0
    assert (count_unread(maryam.actor), count_unread(reza.actor)) == (0, 1)


def test_the_system_has_no_notices(people, told) -> None:
    notify_users(people, "reminder")
    assert count_unread(SYSTEM) == 0
    assert mark_read(SYSTEM) == 0


def test_a_thousand_people_are_told_at_once() -> None:
    users = [
        User(username=f"u{n}", username_key=f"u{n}", full_name="x", kind="hub") for n in range(1000)
    ]
    made = User.objects.bulk_create(users)
    notify_users(made, "reminder")
    assert count_unread(made[-1].actor) == 1
