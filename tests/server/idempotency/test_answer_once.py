"""A key before a request: done once, also when two come at one instant."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from owj.kernel.errors import Conflict
from owj.server.idempotency.models import KeptAnswer
from owj.server.idempotency.services import Answer, KeyReused, answer_once
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user


@pytest.fixture
def sara(transactional_db: None) -> User:
    return create_user(NewUser(username="sara", full_name="Sara", kind="staff"))


def test_two_at_one_instant_do_it_once(sara: User) -> None:
    done: list[int] = []

    def work() -> Answer:
        done.append(1)
        time.sleep(0.2)
        return Answer(201, b"made", {"ETag": '"1"'})

    def ask(_: int) -> Answer:
        try:
            return answer_once(sara.pk, "k", "asked", work)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(4)))
    assert len(done) == 1
    assert {(one.status, one.body, one.headers["ETag"]) for one in answers} == {
        (201, b"made", '"1"')
    }
    assert sorted(one.replayed for one in answers) == [False, True, True, True]


def test_who_waited_for_one_that_failed_does_it(sara: User) -> None:
    tries: list[int] = []

    def work() -> Answer:
        tries.append(1)
        time.sleep(0.1)
        if len(tries) == 1:
            raise Conflict
        return Answer(200, b"")

    def ask(_: int) -> int:
        try:
            return answer_once(sara.pk, "k", "asked", work).status
        except Conflict:
            return 409
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [200, 409]
    assert KeptAnswer.objects.count() == 1


def test_a_key_before_another_request_is_refused(sara: User) -> None:
    answer_once(sara.pk, "k", "asked", lambda: Answer(200, b""))
    with pytest.raises(KeyReused):
        answer_once(sara.pk, "k", "other", lambda: Answer(200, b""))
