"""A process of fifty people who write with pauses: prints how long each write took, as JSON.

Run by the bench of changes: `python -m owj.boot.records_bench.writers SECONDS LAST_ID`.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time

import django

WRITERS, THINK_S = 50, 1.5


def write_for(duration: float, last_id: int) -> list[tuple[float, float]]:
    """Return when each write began and how long it took."""
    done: list[tuple[float, float]] = []
    until = time.time() + duration
    people = [
        threading.Thread(target=_write, args=(n, until, last_id, done)) for n in range(WRITERS)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return done


def _write(number: int, until: float, last_id: int, done: list[tuple[float, float]]) -> None:
    from django.db import connection

    from owj.boot.records_bench.world import KEY, as_system

    chance = random.Random(number)  # noqa: S311 -- which row is written guards nothing
    time.sleep(chance.random() * THINK_S)
    while time.time() < until:
        began = time.time()
        ctx = as_system()
        record = ctx.records(KEY).filter(pk=chance.randint(1, last_id)).first()
        if record is not None:
            ctx.update(record, x_score=chance.randint(0, 999_999))
        done.append((began, time.time() - began))
        time.sleep(THINK_S * (0.5 + chance.random()))
    connection.close()


if __name__ == "__main__":
    django.setup()
    print(json.dumps(write_for(float(sys.argv[1]), int(sys.argv[2]))))
