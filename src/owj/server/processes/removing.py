"""Clean-up: processes that ended long ago, and messages that nobody can send again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from owj.server import clock
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.message_rows import ProcessMessage

# A chore holds no table for long: so many instances in a transaction, so many transactions.
AT_ONCE, MOST_ROUNDS = 50, 40
MESSAGES_AT_ONCE = 2_000
# A message that comes again is known for so long after it could last be delivered.
MESSAGES_KEPT_FOR = timedelta(days=30)


def drop_old_processes() -> int:
    """Delete ended processes whose time is over, with their rows; returns how many."""
    dropped = 0
    for _ in range(MOST_ROUNDS):
        gone = _drop_some()
        dropped += gone
        if gone < AT_ONCE:
            break
    return dropped


@transaction.atomic
def _drop_some() -> int:
    over = ProcessInstance.objects.filter(remove_after__lt=clock.now().date())
    over = over.exclude(status=ProcessInstance.Status.ACTIVE).order_by("remove_after", "pk")
    locked = over.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    ids = list(locked[:AT_ONCE])
    ProcessInstance.objects.filter(pk__in=ids).delete()
    return len(ids)


def drop_old_messages() -> int:
    """Delete messages that were handed on or expired long ago; returns how many."""
    before = clock.now() - MESSAGES_KEPT_FOR
    old = ProcessMessage.objects.filter(keep_until__lt=before)
    old = old.exclude(state=ProcessMessage.State.WAITING).order_by("keep_until")
    ids = list(old.values_list("pk", flat=True)[:MESSAGES_AT_ONCE])
    return ProcessMessage.objects.filter(pk__in=ids).delete()[0]
