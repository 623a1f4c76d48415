"""Search over tickets: subject, customer, what was said in them, or a tracking id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import ExpressionWrapper, F, Q

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold
from owj.kernel.persian.marks import Piece, snippet
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.words import MessageKind
from owj.server.records.columns import TextColumn
from owj.server.records.context import Context
from owj.server.records.lookups import ids_of
from owj.server.records.rowtypes import Rows

# Customers whose names match; more than this is no search but a letter.
MOST_CUSTOMERS = 200
# Of a word that everybody writes, the tickets in which it was said last.
MOST_SAID = 500
# Of customers who are meant, so many tickets, the latest.
MOST_THEIRS = 1_000
# Tickets that a search gives by id.
MOST_NAMED = 5_000
# A bare number is looked for in the tracking ids of so many years.
TRACKING_YEARS = 20
WORDS_LIMIT = 200
# The trigram index knows nothing shorter; without it every message ever would be read.
SHORTEST_SAID = 3
_TRACKING = re.compile(r"(?:T-?)?(?:(\d{4})-)?0*(\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Search:
    """The tickets that words speak of: those of `ids`, and those that meet any of `parts`.

    parts: what more tickets meet than can be named; they are met soon in any order.
    """

    ids: frozenset[int]
    parts: tuple[Q, ...]

    @property
    def condition(self) -> Q:
        """Return the tickets as a condition."""
        return reduce(or_, self.parts, Q(id__among=ids_of(self.ids)))


def search_condition(ctx: Context, words: str, *, nearly: bool = False) -> Q:
    """Return the tickets that the words speak of, as `search_tickets` finds them."""
    return search_tickets(ctx, words, nearly=nearly).condition


def search_tickets(ctx: Context, words: str, *, nearly: bool = False) -> Search:
    """Return the tickets that the words speak of, blind to ی/ي, half-spaces and kinds of digits.

    Each part is asked by itself, so that each can use its index: subjects, the latest tickets of
    customers by name, and the latest in which it was said, of what this actor may read. What few
    subjects hold is looked up here and given by id.
    nearly: words mistyped by one letter count too, in subjects and names.
    """
    words = clean_words(words)
    lookup = "nearly" if nearly else "folded"
    named = ctx.rows(Customer).filter(**{f"name__{lookup}": words}).values_list("id", flat=True)
    theirs = ctx.rows(Ticket).filter(customer_id__in=list(named[:MOST_CUSTOMERS]))
    latest = theirs.order_by("-opened_at", "-id").values_list("id", flat=True)
    parts = [Q(**{f"subject__{lookup}": words})]
    if numbers := tracking_ids(ctx, words):
        parts.append(Q(tracking_id__in=numbers))
    said = set(latest[:MOST_THEIRS]) | (set() if nearly else set(tickets_said(ctx, words)))
    found = [(part, _ids_if_few(ctx, part)) for part in parts]
    many = tuple(part for part, ids in found if ids is None)
    return Search(frozenset(said).union(*(ids for _, ids in found if ids is not None)), many)


def _ids_if_few(ctx: Context, part: Q) -> list[int] | None:
    """Return the tickets of one part of a search; None: more than can be named."""
    rows = ctx.rows(Ticket).filter(part).order_by().values_list("id", flat=True)
    ids = list(rows[: MOST_NAMED + 1])
    return ids if len(ids) <= MOST_NAMED else None


def tickets_said(ctx: Context, words: str) -> list[int]:
    """Return the tickets in whose messages all the words were said, of the latest messages."""
    words = clean_words(words)
    if max((len(word) for word in fold(words).split()), default=0) < SHORTEST_SAID:
        return []
    latest = _said(ctx, words).order_by("-at", "-id").values_list("ticket_id", flat=True)
    return sorted(set(latest[:MOST_SAID]))


def snippets_of(
    ctx: Context, ticket_ids: Sequence[int], words: str
) -> Mapping[int, Sequence[Piece]]:
    """Return for each ticket in which the words were said the latest place of it."""
    words = clean_words(words)
    # Few messages, found by their tickets: reading them is cheaper than asking the whole index.
    theirs = ctx.rows(Message).filter(ticket_id__in=ticket_ids).exclude(kind=MessageKind.SYSTEM)
    read = ExpressionWrapper(F("body"), output_field=TextColumn())
    said = theirs.annotate(read=read).filter(read__folded=words)
    latest = said.order_by("ticket_id", "-at", "-id").distinct("ticket_id")
    return {
        ticket_id: snippet(body, words)
        for ticket_id, body in latest.values_list("ticket_id", "body")
    }


def tracking_ids(ctx: Context, words: str) -> list[str]:
    """Return the tracking ids that a typed number may mean: «۱۲۳», T-1405-123, 1405-000123."""
    typed = _TRACKING.fullmatch(latin_digits(words).strip())
    if typed is None:
        return []
    year, number = typed.groups()
    this_year = JalaliDate.from_gregorian(ctx.now.date()).year
    years = [int(year)] if year else range(this_year - TRACKING_YEARS, this_year + 1)
    return [f"T-{one}-{int(number):06d}" for one in years]


def clean_words(words: str) -> str:
    """Return typed words as a query can take them."""
    return words[:WORDS_LIMIT].replace("\x00", "")


def _said(ctx: Context, words: str) -> Rows[Message]:
    """Return the messages of people that hold all the words."""
    rows = ctx.rows(Message).filter(body__folded=words)
    return rows.exclude(kind=MessageKind.SYSTEM)
