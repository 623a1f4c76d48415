"""The open tickets of each customer, as far as promises go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from owj.packages.desk.entity import Ticket
from owj.packages.desk.words import OPEN_STATUSES
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class OpenPromises:
    """How many tickets of a customer are open, how many of them late, the nearest deadline."""

    open: int = 0
    late: int = 0
    next_due_at: datetime | None = None


def open_promises(ctx: Context) -> dict[int, OpenPromises]:
    """Return them by customer, of the tickets that the reader may see."""
    rows = ctx.rows(Ticket).filter(status__in=OPEN_STATUSES).values("customer_id").order_by()
    late = Count("id", filter=Q(clock_due_at__lt=ctx.now))
    ahead = Min("clock_due_at", filter=Q(clock_due_at__gte=ctx.now))
    found = rows.annotate(many=Count("id"), late=late, nearest=ahead)
    return {
        row["customer_id"]: OpenPromises(row["many"], row["late"], row["nearest"]) for row in found
    }
