"""Whom an agreement concerns: the contracts that name it, the open tickets of each version."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from owj.packages.contracts.entity import Contract
from owj.packages.desk.entity import Ticket
from owj.packages.desk.moves import is_agent
from owj.packages.desk.words import OPEN_STATUSES
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class AgreementReach:
    """Contracts under an agreement (the first few, and how many), open tickets by version id."""

    contracts: tuple[Contract, ...]
    total: int
    open_tickets: dict[int, int]


def agreement_reach(ctx: Context, key: str, *, first: int = 12) -> AgreementReach:
    """Return whom an agreement concerns; nobody for who does not work at the desk."""
    if not is_agent(ctx.actor):
        return AgreementReach((), 0, {})
    rows = ctx.rows(Contract).filter(agreement=key).select_related("customer")
    counted = ctx.rows(Ticket).filter(status__in=OPEN_STATUSES).values("agreement_version")
    counts = counted.annotate(many=Count("id")).order_by()
    return AgreementReach(
        contracts=tuple(rows.order_by("implicit", "customer__name", "id")[:first]),
        total=rows.count(),
        open_tickets={row["agreement_version"]: row["many"] for row in counts},
    )
