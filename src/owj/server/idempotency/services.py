"""Carry out a request once by its key, and answer the same to whoever asks again.

The row is written in the transaction of the work itself: the second of two equal requests at one
instant waits for the first, and a request that failed leaves no row behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from owj.kernel.errors import Conflict
from owj.server.idempotency.models import KeptAnswer

KEPT_FOR = timedelta(days=1)
_TAKE = """
    INSERT INTO server_keptanswer (user_id, key, asked, body, headers)
    VALUES (%s, %s, %s, '', '{}') ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""


class KeyReused(Conflict):
    """Say that a key stood before another request."""

    code = "idempotency.key_reused"
    message = "This Idempotency-Key was used for another request. Take a new one."


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. replayed: whether it was given before."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


def answer_once(user_id: int, key: str, asked: str, work: Callable[[], Answer]) -> Answer:
    """Return the answer of `work`, which is done at most once for a key. Raises: KeyReused.

    asked: a digest of the whole request.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [user_id, key, asked])
            taken = cursor.fetchone()
        if taken is None:
            return _known(user_id, key, asked)
        answer = work()
        KeptAnswer.objects.filter(pk=taken[0]).update(
            status=answer.status, body=answer.body, headers=dict(answer.headers)
        )
        return answer


def drop_old_answers() -> int:
    """Forget answers that nobody asks for again."""
    return KeptAnswer.objects.filter(created_at__lt=Now() - KEPT_FOR).delete()[0]


def _known(user_id: int, key: str, asked: str) -> Answer:
    kept = KeptAnswer.objects.get(user_id=user_id, key=key)
    if kept.asked != asked or kept.status is None:
        raise KeyReused
    return Answer(kept.status, bytes(kept.body), kept.headers, replayed=True)
