"""Opening and resolving incidents."""

from __future__ import annotations

from django.db.models import QuerySet

from owj.server import clock
from owj.server.context import SYSTEM, Actor
from owj.server.incidents.models import Incident


def open_incident(source: str, subject: str, text: str) -> Incident:
    """Record that something failed for good; an open one of the same subject is refreshed."""
    incident, _ = Incident.objects.update_or_create(
        source=source,
        subject=subject,
        resolved_at=None,
        defaults={"text": text},
        create_defaults={"text": text, "opened_at": clock.now()},
    )
    return incident


def resolve_incident(incident_id: int, *, by: Actor = SYSTEM, reason: str = "") -> None:
    """Close an incident a person has dealt with."""
    _close(Incident.objects.filter(id=incident_id), by, reason)


def resolve_incident_of(source: str, subject: str, *, by: Actor = SYSTEM, reason: str = "") -> None:
    """Close the open incident about a thing that has been dealt with elsewhere."""
    _close(Incident.objects.filter(source=source, subject=subject), by, reason)


def _close(incidents: QuerySet[Incident], by: Actor, reason: str) -> None:
    incidents.filter(resolved_at=None).update(
        resolved_at=clock.now(), resolved_by_id=by.user_id, resolution=reason[:500]
    )
