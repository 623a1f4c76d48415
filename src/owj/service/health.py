"""Says whether the web server lives (/healthz) and whether every part does its work (/readyz)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from inspect import iscoroutinefunction
from typing import Any

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from owj.server.jobs.status import STATUS_SQL

CONNECT_TIMEOUT_S = 2
# The worker beats each second; a timer may be late by what R15 allows for a breach.
OLDEST_BEAT_S = 10.0
LONGEST_LAG_S = 60.0
# These answers pass none of the middlewares that give every other one its headers.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Check = dict[str, Any]
Answer = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def health_middleware(get_response: Answer) -> Answer:
    """Answer both addresses before anything that needs the database is touched."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            # An own thread: a server busy to the last thread of Django still answers.
            early = await asyncio.to_thread(answer_health, request.path)
            return early if early is not None else await get_response(request)

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        early = answer_health(request.path)
        return early if early is not None else get_response(request)

    return answer


def answer_health(path: str) -> HttpResponse | None:
    """Return the answer for one of the two addresses, None for any other."""
    if path == "/healthz":
        return HttpResponse("ok\n", content_type="text/plain", headers=HEADERS)
    if path == "/readyz":
        checks = check_all()
        good = all(check["ok"] for check in checks.values())
        body = {"status": "ok" if good else "fail", "checks": checks}
        return JsonResponse(body, status=200 if good else 503, headers=HEADERS)
    return None


def check_all() -> dict[str, Check]:
    """Return every check by name, each with `ok` and its figure."""
    checks: dict[str, Check] = {
        "database": {"ok": False},
        "migrations": {"ok": False},
        "worker": {"ok": False, "age_s": None},
        "timers": {"ok": False, "lag_s": None},
    }
    try:
        # Not from the pool: a full pool must not look like a dead database.
        with psycopg.connect(_conninfo(), connect_timeout=CONNECT_TIMEOUT_S) as link:
            checks["database"] = {"ok": True}
            checks["migrations"] = _check_migrations(link)
            if checks["migrations"]["ok"]:
                checks |= _check_worker_and_timers(link)
    except psycopg.Error:
        # What could not be asked stays at its "not ok".
        return checks
    return checks


def _conninfo() -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        dbname=settings["NAME"],
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
    )


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration of this release."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _check_migrations(link: psycopg.Connection[Any]) -> Check:
    if link.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return {"ok": False}
    applied = set(link.execute("SELECT app, name FROM django_migrations").fetchall())
    return {"ok": known_migrations() <= applied}


def _check_worker_and_timers(link: psycopg.Connection[Any]) -> dict[str, Check]:
    # Bytes: the type of a query made of constants that lie in two modules.
    age_s, lag_s, *_ = link.execute(STATUS_SQL.encode()).fetchone() or (None, None)
    lag_s = round(lag_s or 0.0, 3)
    if age_s is not None:
        age_s = round(max(0.0, age_s), 3)
    return {
        "worker": {"ok": age_s is not None and age_s <= OLDEST_BEAT_S, "age_s": age_s},
        "timers": {"ok": lag_s <= LONGEST_LAG_S, "lag_s": lag_s},
    }
