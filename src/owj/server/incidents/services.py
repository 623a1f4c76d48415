"""Opening and resolving incidents."""

from __future__ import annotations

from owj.server import clock
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


def resolve_incident(incident_id: int) -> None:
    """Close an incident a person has dealt with."""
    Incident.objects.filter(id=incident_id, resolved_at=None).update(resolved_at=clock.now())
