"""How often something may be tried: fixed windows of real time in the database."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from owj.kernel.errors import Conflict
from owj.server.identity.models import RateWindow

COUNT_SQL = """
    INSERT INTO server_ratewindow AS old (key, window_started_at, count)
    VALUES (%(key)s, clock_timestamp(), %(times)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN old.window_started_at + make_interval(secs => %(window_s)s)
                <= clock_timestamp() THEN %(times)s ELSE old.count + %(times)s END,
        window_started_at = CASE WHEN old.window_started_at + make_interval(secs => %(window_s)s)
                <= clock_timestamp() THEN clock_timestamp() ELSE old.window_started_at END
    RETURNING count, extract(epoch FROM
        window_started_at + make_interval(secs => %(window_s)s) - clock_timestamp())::float
"""


class TooManyAttempts(Conflict):
    """Say that it was tried too often and when to try again."""

    code = "identity.too_many_attempts"
    message = "Too many attempts. Try again in %(retry_after_min)s minutes."


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in a window."""

    name: str
    most: int
    window: timedelta = timedelta(minutes=15)


def count_try(limit: Limit, who: str, times: int = 1) -> int:
    """Count a try, or several at once; return how many there were. Raises: TooManyAttempts."""
    return count_in_window(limit, who, times)[0]


def count_in_window(limit: Limit, who: str, times: int = 1) -> tuple[int, float]:
    """Count tries; return how many there were, and the seconds until all are forgotten.

    Raises: TooManyAttempts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_SQL,
            {
                "key": _key(limit, who),
                "window_s": limit.window.total_seconds(),
                "times": times,
            },
        )
        row = cursor.fetchone()
    count, left_s = (int(row[0]), float(row[1])) if row else (1, 0.0)
    if count > limit.most:
        raise TooManyAttempts(
            limit=limit.name,
            count=count,
            retry_after_s=math.ceil(left_s),
            retry_after_min=max(1, math.ceil(left_s / 60)),
        )
    return count, left_s


def forget_tries(limit: Limit, who: str) -> None:
    """Start again from none, after a success."""
    RateWindow.objects.filter(key=_key(limit, who)).delete()


def take_back_try(limit: Limit, who: str) -> None:
    """Uncount one try that turned out to be a good one."""
    RateWindow.objects.filter(key=_key(limit, who), count__gt=0).update(count=F("count") - 1)


def drop_old_windows() -> int:
    """Delete windows nobody will ask for again."""
    return RateWindow.objects.filter(window_started_at__lt=Now() - timedelta(days=1)).delete()[0]


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{who}"[:120]
