"""Delivering one message: outcomes, retries, leases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from owj.kernel.errors import OutsideFailure
from owj.server import clock
from owj.server.incidents.models import Incident
from owj.server.outbox import channels
from owj.server.outbox.channels import Outgoing, Policy, channel
from owj.server.outbox.deliver import MOST_ATTEMPTS, backoff_after, deliver_message
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.recover import recover_messages, retry_message
from owj.server.outbox.services import enqueue_message

State = OutboxMessage.State
pytestmark = pytest.mark.django_db


class Provider:
    """An outside world that does what it is told."""

    def __init__(self) -> None:
        self.got: list[Outgoing] = []
        self.answer: Exception | None = None

    def take(self, outgoing: Outgoing) -> None:
        self.got.append(outgoing)
        if self.answer is not None:
            raise self.answer


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    monkeypatch.setattr(channels, "_channels", {})
    provider = Provider()
    channel("least", lease_s=30)(provider.take)
    channel("most", lease_s=30, policy=Policy.AT_MOST_ONCE)(provider.take)
    return provider


def write(name: str = "least") -> int:
    written = enqueue_message(channel=name, to="somebody", key="k", text="t")
    assert written
    return written


def row_of(message_id: int) -> OutboxMessage:
    return OutboxMessage.objects.get(id=message_id)


def backoff_passes() -> None:
    OutboxMessage.objects.update(next_attempt_at=F("next_attempt_at") - timedelta(days=1))


def worker_dies_while_sending(message_id: int, attempts: int = 1) -> None:
    """Leave the row as a dead worker leaves it, its lease run out."""
    OutboxMessage.objects.filter(id=message_id).update(
        state=State.SENDING,
        attempts=attempts,
        lease_until=clock.real_now() - timedelta(seconds=1),
    )


def waiting_jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int((cursor.fetchone() or (0,))[0])


def all_jobs_vanish() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_a_delivered_message_is_sent(provider: Provider) -> None:
    message_id = write()
    deliver_message(message_id)
    row = row_of(message_id)
    assert (row.state, row.attempts, row.maybe_duplicate) == (State.SENT, 1, False)
    assert row.sent_at is not None
    assert provider.got == [Outgoing(message_id, "somebody", {"text": "t"}, "least:k", 1, False)]


def test_a_sent_message_is_not_sent_again(provider: Provider) -> None:
    message_id = write()
    deliver_message(message_id)
    deliver_message(message_id)
    deliver_message(987654)
    assert len(provider.got) == 1


def test_the_key_stays_the_same_over_all_attempts(provider: Provider) -> None:
    message_id = write()
    provider.answer = OutsideFailure(reason="busy")
    for _ in range(3):
        deliver_message(message_id)
        backoff_passes()
    assert {(sent.key, sent.attempt) for sent in provider.got} == {
        ("least:k", 1),
        ("least:k", 2),
        ("least:k", 3),
    }


def test_a_refusal_is_tried_again_after_its_backoff_not_before(provider: Provider) -> None:
    message_id = write()
    all_jobs_vanish()
    provider.answer = OutsideFailure(reason="busy")
    deliver_message(message_id)
    row = row_of(message_id)
    assert (row.state, row.last_error) == (State.PENDING, "Something outside of Owj failed: busy.")
    assert waiting_jobs() == 1
    deliver_message(message_id)
    assert len(provider.got) == 1
    backoff_passes()
    provider.answer = None
    deliver_message(message_id)
    assert (row_of(message_id).state, row_of(message_id).maybe_duplicate) == (State.SENT, False)


def test_the_fifth_refusal_gives_up_and_tells_somebody(provider: Provider) -> None:
    message_id = write()
    provider.answer = OutsideFailure(reason="busy")
    for _ in range(MOST_ATTEMPTS + 1):
        deliver_message(message_id)
        backoff_passes()
    assert len(provider.got) == MOST_ATTEMPTS
    assert row_of(message_id).state == State.FAILED
    assert Incident.objects.get().subject == f"least {message_id}"


def test_a_permanent_refusal_gives_up_at_once(provider: Provider) -> None:
    message_id = write()
    provider.answer = OutsideFailure(permanent=True, reason="no such address")
    deliver_message(message_id)
    assert (row_of(message_id).state, row_of(message_id).attempts) == (State.FAILED, 1)


def test_an_unclear_end_is_repeated_and_marked_when_once_is_the_least(provider: Provider) -> None:
    message_id = write()
    provider.answer = TimeoutError("no answer")
    deliver_message(message_id)
    assert (row_of(message_id).state, row_of(message_id).maybe_duplicate) == (State.PENDING, True)


def test_an_unclear_end_is_unknown_when_once_is_the_most(provider: Provider) -> None:
    message_id = write("most")
    provider.answer = TimeoutError("no answer")
    deliver_message(message_id)
    assert row_of(message_id).state == State.UNKNOWN
    assert Incident.objects.count() == 1


def test_a_refusal_is_repeated_even_when_once_is_the_most(provider: Provider) -> None:
    message_id = write("most")
    provider.answer = OutsideFailure(reason="busy")
    deliver_message(message_id)
    assert row_of(message_id).state == State.PENDING


def test_a_message_another_worker_sends_is_left_alone(provider: Provider) -> None:
    message_id = write()
    OutboxMessage.objects.update(
        state=State.SENDING, lease_until=clock.real_now() + timedelta(seconds=20)
    )
    deliver_message(message_id)
    assert provider.got == []


def test_after_a_death_once_at_least_sends_again_and_marks_it(provider: Provider) -> None:
    message_id = write()
    worker_dies_while_sending(message_id)
    deliver_message(message_id)
    assert provider.got[0].maybe_duplicate
    row = row_of(message_id)
    assert (row.state, row.attempts, row.maybe_duplicate) == (State.SENT, 2, True)


def test_after_a_death_once_at_most_is_unknown(provider: Provider) -> None:
    message_id = write("most")
    worker_dies_while_sending(message_id)
    deliver_message(message_id)
    assert provider.got == []
    assert row_of(message_id).state == State.UNKNOWN


def test_a_message_that_kills_every_worker_is_given_up(provider: Provider) -> None:
    message_id = write()
    worker_dies_while_sending(message_id, attempts=MOST_ATTEMPTS)
    deliver_message(message_id)
    assert provider.got == []
    assert row_of(message_id).state == State.FAILED


def test_a_send_that_outlasts_its_lease_does_not_undo_the_next_worker(provider: Provider) -> None:
    message_id = write()

    def passes_on(outgoing: Outgoing) -> None:
        OutboxMessage.objects.update(attempts=2)

    channel("least")(passes_on)
    deliver_message(message_id)
    assert (row_of(message_id).state, row_of(message_id).attempts) == (State.SENDING, 2)


def test_leases_do_not_follow_the_domain_clock(provider: Provider) -> None:
    clock.make_clock(may_move=True)
    message_id = write()
    clock.advance_clock(timedelta(days=300))
    deliver_message(message_id)
    sent_at = row_of(message_id).sent_at
    assert sent_at is not None
    assert abs(sent_at - clock.real_now()) < timedelta(minutes=1)


@pytest.mark.parametrize(("attempt", "middle_s"), [(1, 5), (2, 20), (3, 80), (4, 320)])
def test_backoffs_grow_and_are_spread(attempt: int, middle_s: float) -> None:
    waits = [backoff_after(attempt).total_seconds() for _ in range(200)]
    assert middle_s * 0.5 <= min(waits) < middle_s * 0.8
    assert middle_s * 1.2 < max(waits) <= middle_s * 1.5


def test_a_message_whose_job_is_gone_gets_a_new_one(provider: Provider) -> None:
    message_id = write()
    all_jobs_vanish()
    assert recover_messages() == 0, "a fresh message waits for its own job first"
    backoff_passes()
    assert recover_messages() == 1
    assert recover_messages() == 0, "one waiting job is enough"
    all_jobs_vanish()
    worker_dies_while_sending(message_id)
    assert recover_messages() == 1


def test_an_ended_message_gets_no_job(provider: Provider) -> None:
    message_id = write()
    deliver_message(message_id)
    all_jobs_vanish()
    assert recover_messages() == 0


def test_a_person_may_have_an_unknown_message_sent_again(provider: Provider) -> None:
    message_id = write("most")
    worker_dies_while_sending(message_id)
    deliver_message(message_id)
    retry_message(message_id)
    deliver_message(message_id)
    row = row_of(message_id)
    assert (row.state, row.attempts, row.maybe_duplicate) == (State.SENT, 1, True)


def test_a_sent_message_is_not_sent_again_by_request(provider: Provider) -> None:
    message_id = write()
    deliver_message(message_id)
    retry_message(message_id)
    assert row_of(message_id).state == State.SENT


def test_a_message_of_a_channel_that_is_gone_holds_up_no_other(provider: Provider) -> None:
    gone = write()
    OutboxMessage.objects.filter(pk=gone).update(channel="gone")
    living = write()
    all_jobs_vanish()
    backoff_passes()
    assert recover_messages() == 1
    assert row_of(living).state == row_of(gone).state == State.PENDING
