"""Asking for a page: the statement of an equal question is kept, and rows come without objects.

Working a question out (rights, condition, order, SQL) costs more than its answer. What is kept
holds for one person under one version of schema and rights; nothing is kept where a rule of access
narrows rows, or where the condition asks for the instant or for what lies behind links.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection

from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.rowtypes import ValueRows

if TYPE_CHECKING:
    from owj.api.reading import View

Statement = tuple[str, tuple[Any, ...]]
Row = Sequence[Any]

MOST_KEPT = 500
# What makes the same condition mean something else a moment later, or look behind links, where
# other rules of access narrow.
_MOVING = ("now", "today", "user", ".", "(")

_kept: OrderedDict[Hashable, Statement] = OrderedDict()
_lock = Lock()


def fetch(
    ctx: Context, question: tuple[Any, ...] | None, ask: Callable[[], ValueRows[Any]]
) -> list[Row]:
    """Return the rows of a question. None as the question: it is not asked again."""
    key = _key(ctx, question)
    known = _kept.get(key) if key is not None else None
    if known is None:
        rows: Any = ask()
        try:
            known = rows.query.sql_with_params()
        except EmptyResultSet:
            return []
        if key is not None:
            with _lock:
                _kept[key] = known
                while len(_kept) > MOST_KEPT:
                    _kept.popitem(last=False)
    with connection.cursor() as cursor:
        cursor.execute(*known)
        return list(cursor.fetchall())


def _key(ctx: Context, question: tuple[Any, ...] | None) -> Hashable | None:
    if question is None or not ctx.is_free(question[0]):
        return None
    condition = str(question[3]).lower()
    if any(word in condition for word in _MOVING):
        return None
    who = (ctx.actor.user_id, ctx.actor.kind, ctx.actor.roles)
    return (ctx.snapshot.schema.fingerprint, ctx.rights_version, who, question)


def decode_json(view: View, rows: list[Row]) -> None:
    """Let fields of JSON be JSON in the answer; a bare cursor gives their text."""
    offset = len(view.columns) - len(view.fields)
    places = [n + offset for n, one in enumerate(view.fields) if one.stored_kind is Kind.JSON]
    if not places:
        return
    for at, row in enumerate(rows):
        cells = list(row)
        for place in places:
            if isinstance(cells[place], str):
                cells[place] = msgspec.Raw(cells[place].encode())
        rows[at] = cells
