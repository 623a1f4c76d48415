"""Sessions: found, aged, listed, revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from tests.server.identity.conftest import HERE, PASSWORD

from owj.kernel.errors import NotFound
from owj.server.identity.models import SignInRecord, User, UserSession
from owj.server.identity.origin import Origin, device_words
from owj.server.identity.people import PasswordTooWeak, PasswordWrong, change_password
from owj.server.identity.sessions import (
    IDLE_FOR,
    REMEMBERED_FOR,
    drop_expired_sessions,
    find_session,
    list_sessions,
    revoke_session,
    start_session,
)

pytestmark = pytest.mark.django_db


def age(session: UserSession, by: timedelta) -> None:
    """Let real time pass for a session."""
    UserSession.objects.filter(id=session.pk).update(
        created_at=F("created_at") - by,
        last_seen_at=F("last_seen_at") - by,
        expires_at=F("expires_at") - by,
    )


def test_a_token_finds_its_session_with_one_query(agent: User, django_assert_num_queries) -> None:
    started = start_session(agent, HERE)
    with django_assert_num_queries(1):
        found = find_session(started.token, "staff")
        assert found is not None
        assert found.user.actor.has_role("agent")


@pytest.mark.parametrize("token", ["", "x", "\x00", "ی" * 500])
def test_a_made_up_token_finds_nothing(agent: User, token: str) -> None:
    start_session(agent, HERE)
    assert find_session(token, "staff") is None


def test_a_staff_token_opens_nothing_at_the_hub(agent: User) -> None:
    assert find_session(start_session(agent, HERE).token, "hub") is None


def test_a_deactivated_person_is_out_at_the_next_request(agent: User) -> None:
    started = start_session(agent, HERE)
    User.objects.filter(id=agent.pk).update(is_active=False)
    assert find_session(started.token, "staff") is None


def test_an_idle_session_ends(agent: User) -> None:
    started = start_session(agent, HERE)
    age(started.session, IDLE_FOR + timedelta(seconds=1))
    assert find_session(started.token, "staff") is None
    assert drop_expired_sessions() == 1


def test_use_keeps_a_session_alive_until_its_seventh_day(agent: User) -> None:
    started = start_session(agent, HERE)
    for _ in range(14):
        age(started.session, timedelta(hours=11))
        assert find_session(started.token, "staff") is not None
    age(started.session, timedelta(hours=11))
    find_session(started.token, "staff")
    age(started.session, timedelta(hours=11))
    assert find_session(started.token, "staff") is None


def test_a_remembered_device_stays_thirty_days(agent: User) -> None:
    started = start_session(agent, HERE, remember=True)
    assert started.max_age_s == REMEMBERED_FOR.total_seconds()
    age(started.session, timedelta(days=29, hours=23))
    assert find_session(started.token, "staff") is not None
    age(started.session, timedelta(hours=2))
    assert find_session(started.token, "staff") is None


def test_last_seen_is_written_at_most_once_a_minute(agent: User, django_assert_num_queries) -> None:
    started = start_session(agent, HERE)
    age(started.session, timedelta(minutes=5))
    with django_assert_num_queries(2):
        find_session(started.token, "staff")
    with django_assert_num_queries(1):
        find_session(started.token, "staff")


def test_the_list_shows_live_sessions_last_seen_first(agent: User, customer: User) -> None:
    old, _, ended = (start_session(agent, Origin(None, name)) for name in ("old", "new", "ended"))
    start_session(customer, HERE)
    age(old.session, timedelta(hours=1))
    age(ended.session, timedelta(days=1))
    assert [session.device for session in list_sessions(agent.pk)] == ["new", "old"]


def test_one_revokes_ones_own_session(agent: User) -> None:
    started = start_session(agent, HERE)
    revoke_session(started.session.pk, agent.actor)
    assert find_session(started.token, "staff") is None
    assert SignInRecord.objects.get().outcome == SignInRecord.Outcome.REVOKED


def test_nobody_revokes_anothers_session_but_the_administrator(
    agent: User, customer: User, admin: User
) -> None:
    started = start_session(agent, HERE)
    with pytest.raises(NotFound):
        revoke_session(started.session.pk, customer.actor)
    assert find_session(started.token, "staff") is not None
    revoke_session(started.session.pk, admin.actor)
    assert find_session(started.token, "staff") is None


def test_a_new_password_ends_the_other_sessions(agent: User) -> None:
    here, other = start_session(agent, HERE), start_session(agent, HERE)
    change_password(
        agent, present=PASSWORD, new="another long secret", origin=HERE, keep=here.session
    )
    assert find_session(here.token, "staff") is not None
    assert find_session(other.token, "staff") is None


@pytest.mark.parametrize(
    ("present", "new", "refusal"),
    [
        ("not it", "another long secret", PasswordWrong),
        (PASSWORD, "short", PasswordTooWeak),
        (PASSWORD, "x" * 1001, PasswordTooWeak),
    ],
)
def test_a_refused_password_changes_nothing(agent: User, present, new, refusal) -> None:
    other = start_session(agent, HERE)
    with pytest.raises(refusal):
        change_password(agent, present=present, new=new, origin=HERE, keep=None)
    agent.refresh_from_db()
    assert agent.password_changed_at is None
    assert find_session(other.token, "staff") is not None


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox, Linux",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/129.0 Safari/537.36 Edg/129.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
            "Safari, iOS",
        ),
        ("curl/8.5\x00\x1b[31m", "curl/8.5[31m"),
        ("", ""),
    ],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words
