"""Tickets that read alike: by the trigrams of their folded subjects and of what was said."""

from __future__ import annotations

import re
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, FloatField, Func, Lookup, Q, Value

from owj.kernel.persian.folding import fold_letters
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.words import MessageKind, Status
from owj.server.records.context import Context
from owj.server.records.lookups import FoldedText
from owj.server.records.rowtypes import Rows

if TYPE_CHECKING:
    _TextLookup = Lookup[bool]
else:
    _TextLookup = Lookup

SHOWN = 5
# A few letters are alike to everything.
LEAST_LETTERS = 4
WORDS_LIMIT = 200
TEXT_LIMIT = 600
# So many words of a text are looked for, two at a time, in so many messages.
TELLING, CANDIDATES = 4, 200
# As pg_trgm's own threshold for subjects.
LEAST_SHARE = 0.3
_WORD = re.compile(r"[^\W_]+")


class Alike(Func):
    """How much two folded texts are alike, 0 to 1."""

    function = "similarity"
    output_field = FloatField()


class ReadsAlike(_TextLookup):
    """Hold when two texts share at least pg_trgm's 0.3 of their trigrams; uses the index."""

    lookup_name = "reads_alike"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} %% {right}", [*left_params, *right_params]


def similar_tickets(
    ctx: Context, subject: str, *, body: str = "", besides: int | None = None, limit: int = SHOWN
) -> tuple[InboxRow, ...]:
    """Return the tickets that read most alike, whoever the customer; the closest first.

    By their subjects, and by what was said in them where a text is given. besides: a ticket's id
    that is left out. Raises: OnlyStaff.
    """
    check_agent(ctx)
    rows = ctx.rows(Ticket).exclude(status=Status.MERGED)
    if besides is not None:
        rows = rows.exclude(id=besides)
    alike = _alike_by_subject(rows, _folded(subject)[:WORDS_LIMIT], limit)
    for id_, share in _alike_by_text(ctx, _folded(body)[:TEXT_LIMIT]).items():
        alike[id_] = max(alike.get(id_, 0.0), share)
    closest = sorted(alike, key=lambda id_: (-alike[id_], -id_))
    found = {one.id: one for one in load_tickets(rows.filter(id__in=closest[: 2 * limit]))}
    return list_rows(ctx, [found[id_] for id_ in closest if id_ in found][:limit])


def first_text(ctx: Context, ticket_id: int) -> str:
    """Return what was said first in a ticket; "" for nothing that the actor may read."""
    said = ctx.rows(Message).filter(ticket_id=ticket_id).exclude(kind=MessageKind.SYSTEM)
    return said.order_by("at", "id").values_list("body", flat=True).first() or ""


def telling_words(folded: str) -> list[str]:
    """Return the words of a text that tell most of it: the longest, each once."""
    words = dict.fromkeys(word for word in _WORD.findall(folded) if len(word) >= LEAST_LETTERS)
    return sorted(words, key=len, reverse=True)[:TELLING]


def _folded(text: str) -> str:
    return fold_letters(text.replace("\x00", ""))


def _alike_by_subject(rows: Rows[Ticket], wanted: str, limit: int) -> dict[int, float]:
    if len(wanted) < LEAST_LETTERS:
        return {}
    folded, asked = FoldedText(F("subject")), Value(wanted)
    near = rows.filter(ReadsAlike(folded, asked)).annotate(alike=Alike(folded, asked))
    closest = near.order_by("-alike", "-opened_at", "-id")
    return dict(closest.values_list("id", "alike")[: limit + 1])


def _alike_by_text(ctx: Context, wanted: str) -> dict[int, float]:
    """Return tickets in which two of the text's telling words were said together.

    Each pair is asked of the trigram index; how much the texts share is worked out for few.
    """
    words = telling_words(wanted)
    pairs = [Q(body__folded=f"{first} {second}") for first, second in combinations(words, 2)]
    if not pairs:
        return {}
    said = ctx.rows(Message).filter(reduce(or_, pairs)).exclude(kind=MessageKind.SYSTEM)
    shared = said.annotate(alike=Alike(FoldedText(F("body")), Value(wanted)))
    found: dict[int, float] = {}
    for id_, share in shared.order_by().values_list("ticket_id", "alike")[:CANDIDATES]:
        if share >= LEAST_SHARE:
            found[id_] = max(found.get(id_, 0.0), share)
    return found
