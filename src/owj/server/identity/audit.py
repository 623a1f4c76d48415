"""The audit of sign-ins."""

from __future__ import annotations

from owj.server.context import Actor
from owj.server.identity.models import SignInRecord, User
from owj.server.identity.origin import Origin


def record_sign_in(
    outcome: SignInRecord.Outcome,
    *,
    door: str,
    origin: Origin,
    user: User | None = None,
    username: str = "",
    by: Actor | None = None,
) -> None:
    """Write one line of the audit; never a password."""
    SignInRecord.objects.create(
        outcome=outcome,
        door=door,
        user=user,
        username=username or (user.username if user else ""),
        by_id=by.user_id if by else None,
        address=origin.address,
        device=origin.device,
    )
