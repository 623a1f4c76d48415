"""How the database carries reports out: they read much and answer little."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

P = ParamSpec("P")
T = TypeVar("T")
# Compiling a plan takes longer than these plans run, and a sort of a year's times fits so into
# memory. Both hold until the transaction ends.
SETTINGS_SQL = "SET LOCAL jit = off; SET LOCAL work_mem = '48MB'"


def reads_much(report: Callable[P, T]) -> Callable[P, T]:
    """Let a report run under settings that suit it."""

    @wraps(report)
    def planned(*args: P.args, **kwargs: P.kwargs) -> T:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(SETTINGS_SQL)
            return report(*args, **kwargs)

    return planned
