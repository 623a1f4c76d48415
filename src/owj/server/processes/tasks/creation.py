"""A person's task out of what a step says: who may do it, by when, how urgent it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from owj.kernel.bpmn.effects import TaskCreated
from owj.kernel.bpmn.elements import Node
from owj.kernel.feel import FeelValue
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.processes.tasks.assignment import rule_of
from owj.server.processes.tasks.moments import instant_of
from owj.server.records.context import Context
from owj.server.roles.known import known_roles
from owj.server.roles.models import Team

USUAL_PRIORITY = 50


def task_parts(ctx: Context, effect: TaskCreated, node: Node) -> dict[str, Any]:
    """Return the row of a new task. A lane whose name is a role or team gives the candidates."""
    details = effect.details
    who = candidates_of(ctx, details.get("candidates"), effect.lane)
    priority = details.get("priority")
    return {
        "number": effect.token,
        "node": effect.node,
        "name": (node.name or node.id)[:300],
        "lane": effect.lane[:200],
        "assignee": person_of(ctx, details.get("assignee")),
        # What is no person's name may be a rule; see `people.settle_people`.
        "rule": rule_of(details.get("assignee")),
        "form": node.extensions.get("form", "")[:120],
        "due": instant_of(ctx, details.get("due")),
        "follow_up": instant_of(ctx, details.get("followUp")),
        "priority": int(priority) if isinstance(priority, Decimal) else USUAL_PRIORITY,
        **who,
    }


def person_of(ctx: Context, value: FeelValue) -> int | None:
    """Return the number of the colleague that FEEL named: by number or by name of sign-in."""
    if isinstance(value, dict):
        value = value.get("id")
    if value is None:
        return None
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    if isinstance(value, Decimal):
        return people.filter(pk=int(value)).values_list("pk", flat=True).first()
    if isinstance(value, str):
        return people.filter(username_key=username_key(value)).values_list("pk", flat=True).first()
    return None


def candidates_of(ctx: Context, value: FeelValue, lane: str) -> dict[str, list[Any]]:
    """Return roles, teams and people by the keys and names that a drawing uses."""
    named = value if isinstance(value, tuple) else (value,) if value is not None else ()
    names = [str(one) for one in named if isinstance(one, str)] or ([lane] if lane else [])
    found: dict[str, list[Any]] = {"roles": [], "teams": [], "users": []}
    found["users"] = [int(one) for one in named if isinstance(one, Decimal)]
    if not names:
        return found
    roles = {
        word: one.key for one in known_roles() for word in (one.key, one.label.fa, one.label.en)
    }
    found["roles"] = [roles[name] for name in names if name in roles]
    left = [name for name in names if name not in roles]
    if left:
        found["teams"] = list(Team.objects.filter(name__in=left).values_list("pk", flat=True))
    return found
