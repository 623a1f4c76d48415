"""Reading: lists, pages, search and the API, each beside what must be done at the least."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from owj.boot.records_bench.timing import at_most, in_turn, seconds, share, times_of
from owj.boot.records_bench.world import KEY, TABLE, World
from owj.kernel.figures import Figure
from owj.server.identity.api_keys import NewKey, make_key
from owj.server.identity.doors import COOKIES
from owj.server.identity.origin import Origin
from owj.server.identity.sessions import start_session
from owj.server.layouts.conditions import Group, Operator, Test
from owj.server.layouts.definitions import SortTerm
from owj.server.layouts.listing import Listing, page_of
from owj.server.search.queries import find_records

LIST, API_PAGE = 50, 100
_WHERE = Group((Test(("x_city",), Operator.ANY_OF, ("c3",)),))
_SORT = (SortTerm("x_score", descending=True),)
WORDS = ("رضایی", "محمدی ۱۲۳", "نوری 4567", "c77", "زرافه‌خانه")
Asked = list[tuple[str, Any]]
# What the bare view answers with: set before it is asked.
_bare: Asked = []


def measure_reads(world: World) -> Iterator[Figure]:
    """Yield the figures of reading."""
    ctx = world.as_agent()
    listing = Listing(ctx.snapshot.entity(KEY), where=_WHERE, sort=_SORT)

    def ours() -> object:
        return page_of(ctx, listing, limit=LIST)

    ours()
    with _asked() as asked:
        ours()
    ratio = in_turn(ours, lambda: _again(asked), 60)
    yield at_most("list of 50, query and rows", ratio, "times raw psycopg", 4)
    html = times_of(_page(world), 60)
    yield at_most("list of 50 to its HTML, p95", share(html, 0.95) * 1e3, "ms", 60)
    search = sorted(seconds(partial(_search, world, word)) for _ in range(12) for word in WORDS)
    yield at_most("search, p95", share(search, 0.95) * 1e3, "ms", 80)
    yield at_most("API page of 100", _api(world), "times a bare view", 2)


def _search(world: World, words: str) -> object:
    return find_records(world.as_agent(), words)


def list_time(world: World) -> float:
    """Return the usual time of a list's page, in seconds."""
    ctx = world.as_agent()
    listing = Listing(ctx.snapshot.entity(KEY), where=_WHERE, sort=_SORT)
    return share(times_of(lambda: page_of(ctx, listing, limit=LIST), 60), 0.5)


@contextmanager
def _asked() -> Iterator[Asked]:
    """Give what the block asks the table."""
    asked: Asked = []

    def note(execute: Callable[..., Any], text: str, params: Any, *rest: Any) -> Any:
        if TABLE in text:
            asked.append((text, params))
        return execute(text, params, *rest)

    with connection.execute_wrapper(note):
        yield asked


def _again(asked: Asked) -> list[Any]:
    """Ask the same by psycopg alone."""
    plain = connection.connection
    rows: list[Any] = []
    with plain.cursor() as cursor:
        for text, params in asked:
            cursor.execute(text, params)
            rows += cursor.fetchall()
    return rows


def _page(world: World) -> Callable[[], object]:
    client = Client(headers={"Host": "localhost"})
    token = start_session(world.agent, Origin("127.0.0.1", "bench")).token
    client.cookies[COOKIES["staff"].session] = token
    where = json.dumps(["and", ["x_city", "any_of", "c3"]], separators=(",", ":"))
    address = f"/records/{KEY}?" + urlencode({"where": where, "sort": "-x_score"})
    return lambda: _good(client.get(address))


def _good(answer: Any) -> Any:
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}: {answer.content[:300]!r}")
    return answer


def _bare_view(_request: HttpRequest) -> HttpResponse:
    page = {"items": _again(_bare), "next": None}
    return HttpResponse(msgspec.json.encode(page), content_type="application/json")


urlpatterns = [path("bare", _bare_view)]


def _api(world: World) -> float:
    scopes = (f"read:{KEY}",)
    key = make_key(world.admin, NewKey("bench", scopes, None), by=world.as_admin().actor).token
    client = Client(headers={"Authorization": f"Bearer {key}", "Host": "localhost"})
    address = f"/api/v1/records/{KEY}?" + urlencode({"limit": API_PAGE, "sort": "-x_score"})

    def ours() -> object:
        return _good(client.get(address))

    def bare() -> object:
        with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
            return _good(Client(headers={"Host": "localhost"}).get("/bare"))

    ours()
    with _asked() as asked:
        ours()
    _bare[:] = asked
    return in_turn(ours, bare, 60)
