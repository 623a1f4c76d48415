"""Who works at the desk: may hold a ticket, and can be named in a note."""

from __future__ import annotations

from owj.packages.desk.errors import NotAnAgent
from owj.packages.desk.moves import STAFF_ROLES
from owj.server.identity.models import User


def check_assignee(user_id: int) -> User:
    """Return an active colleague with a role at the desk. Raises: NotAnAgent."""
    user = User.objects.filter(
        id=user_id, kind=User.Kind.STAFF, is_active=True, roles__overlap=sorted(STAFF_ROLES)
    ).first()
    if user is None:
        raise NotAnAgent(user=user_id)
    return user


def names_of_agents() -> list[tuple[int, str]]:
    """Return (id, name) of every active colleague at the desk."""
    agents = User.objects.filter(
        kind=User.Kind.STAFF, is_active=True, roles__overlap=sorted(STAFF_ROLES)
    )
    return list(agents.values_list("id", "full_name"))
