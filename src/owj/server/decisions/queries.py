"""What stands about a decision: versions, one's draft, the test cases."""

from __future__ import annotations

from owj.server import clock
from owj.server.context import Actor
from owj.server.decisions.checking import StoredCase
from owj.server.decisions.models import DecisionCase, DecisionDraft, DecisionVersion
from owj.server.decisions.points import decision_point


def version_in_force(key: str) -> DecisionVersion:
    """Return the version that is asked; before any was installed, the shipped one."""
    found = DecisionVersion.objects.filter(key=key).order_by("number").last()
    if found is not None:
        return found
    source = decision_point(key).source
    return DecisionVersion(key=key, number=0, source=source, published_at=clock.now())


def versions_of(key: str) -> list[DecisionVersion]:
    """Return all versions, the newest first."""
    rows = DecisionVersion.objects.filter(key=key).select_related("published_by")
    return list(rows.order_by("-number"))


def draft_row(key: str, actor: Actor) -> DecisionDraft | None:
    """Return one's own draft, if there is one."""
    return DecisionDraft.objects.filter(key=key, by_id=actor.user_id or 0).first()


def cases_of(key: str) -> list[StoredCase]:
    """Return the test cases kept with a decision, the oldest first."""
    rows = DecisionCase.objects.filter(key=key)
    return [StoredCase(row.name, row.inputs, row.expected) for row in rows]
