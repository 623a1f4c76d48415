"""What a form on which a person accepts something has told: who, and of which text."""

from __future__ import annotations

from django.conf import settings

from owj.packages.agreements.consent import Consent
from owj.server.identity.origin import origin_of
from owj.ui.doors import DoorRequest


def read_consent(request: DoorRequest) -> Consent:
    """Return it; the browser's address only where the installation keeps it."""
    given = request.POST
    address = origin_of(request).address if settings.KEEP_ACCEPTANCE_ADDRESS else None
    return Consent(
        seen=given.get("seen", "")[:64],
        name=given.get("name", ""),
        agreed=bool(given.get("agreed")),
        address=address or "",
    )
