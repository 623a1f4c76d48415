"""Writing into the outbox."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from owj.server.outbox.channels import ChannelUnknown, channel_named
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import DELIVER_TASK, enqueue_message

pytestmark = pytest.mark.django_db


def jobs() -> list[tuple[str, str, int]]:
    """Return task, queue and message of each waiting job."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, queue_name, (args->>'message_id')::int FROM procrastinate_jobs"
        )
        return cursor.fetchall()


def test_a_message_is_written_with_its_job_that_carries_the_id_only() -> None:
    written = enqueue_message(channel="email", to="a@example.org", key="k", subject="S", body="B")
    row = OutboxMessage.objects.get()
    assert row.pk == written
    assert (row.state, row.policy, row.attempts) == ("pending", "at_least_once", 0)
    assert row.payload == {"subject": "S", "body": "B"}
    assert jobs() == [(DELIVER_TASK, "outbox-email", written)]


def test_message_and_job_share_the_fate_of_the_change() -> None:
    @transaction.atomic
    def change_and_fail() -> None:
        enqueue_message(channel="email", to="a@example.org", key="k")
        raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        change_and_fail()
    assert not OutboxMessage.objects.exists()
    assert jobs() == []


def test_the_same_news_written_twice_is_sent_once() -> None:
    first = enqueue_message(channel="email", to="a@example.org", key="k")
    assert enqueue_message(channel="email", to="a@example.org", key="k") is None
    assert [row.pk for row in OutboxMessage.objects.all()] == [first]
    assert len(jobs()) == 1


def test_an_unknown_channel_is_refused_at_once() -> None:
    with pytest.raises(ChannelUnknown):
        enqueue_message(channel="pigeon", to="a", key="k")


def test_email_is_sent_at_least_once_one_at_a_time() -> None:
    email = channel_named("email")
    assert (email.policy, email.at_once) == (OutboxMessage.Policy.AT_LEAST_ONCE, 1)
