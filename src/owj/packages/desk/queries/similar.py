"""Tickets that read alike: by the trigrams of their folded subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, FloatField, Func, Lookup, Value

from owj.kernel.persian.folding import fold_letters
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.words import Status
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
    ctx: Context, subject: str, *, besides: int | None = None, limit: int = SHOWN
) -> tuple[InboxRow, ...]:
    """Return the tickets whose subjects are most alike, whoever the customer; the closest first.

    besides: a ticket's id that is left out. Raises: OnlyStaff.
    """
    check_agent(ctx)
    wanted = fold_letters(subject.replace("\x00", ""))[:WORDS_LIMIT]
    if len(wanted) < LEAST_LETTERS:
        return ()
    rows = ctx.rows(Ticket).exclude(status=Status.MERGED)
    if besides is not None:
        rows = rows.exclude(id=besides)
    found = load_tickets(_closest(rows, wanted)[:limit])
    return list_rows(ctx, found)


def _closest(rows: Rows[Ticket], wanted: str) -> Rows[Ticket]:
    folded, asked = FoldedText(F("subject")), Value(wanted)
    near = rows.filter(ReadsAlike(folded, asked)).annotate(alike=Alike(folded, asked))
    return near.order_by("-alike", "-opened_at", "-id")
