"""A colleague writes down how an Owj Service stands that does not speak itself (R25)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.kernel.promises.cover import ServiceState, service_state
from owj.kernel.sla.agreement import Agreement
from owj.packages.customers.services.who_may import check_staff
from owj.packages.installations.errors import ServiceSpeaks, StateProofWanted
from owj.packages.installations.queries import own_sign
from owj.packages.installations.services.work import hold_installation
from owj.packages.installations.words import SignKind
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared state. document: what shows it. author: who at the customer said so."""

    running: bool
    document: str
    author: str


@transaction.atomic
def declare_state(ctx: Context, installation_id: int, told: Declared, agreement: Agreement) -> None:
    """Write down that a service runs, or stands still, with what shows it.

    It holds as long as a sign of life would. Raises: OnlyDeskStaff, NotFound, StateProofWanted,
    ServiceSpeaks while the service's own word is fresh.
    """
    check_staff(ctx)
    document, author = told.document.strip(), told.author.strip()
    if not document or not author:
        raise StateProofWanted
    work = hold_installation(ctx, installation_id)
    own = service_state(own_sign(work.installation), ctx.now, agreement)
    if own is not ServiceState.UNKNOWN:
        raise ServiceSpeaks(minutes=agreement.heartbeat_minutes)
    data = {"running": told.running, "document": document[:200], "author": author[:120]}
    work.write(SignKind.DECLARED, data)
