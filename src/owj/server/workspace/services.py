"""Naming the organisation."""

from __future__ import annotations

from dataclasses import asdict
from zoneinfo import available_timezones

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.server.context import Actor
from owj.server.workspace.models import Workspace
from owj.server.workspace.queries import WorkspaceSettings


def set_workspace(settings: WorkspaceSettings, *, by: Actor) -> None:
    """Name the organisation and its zone. Raises: NotAllowed, InvalidInput."""
    if not by.has_role("admin"):
        raise NotAllowed
    if settings.zone not in available_timezones():
        raise InvalidInput(field="zone", expected="a zone such as Asia/Tehran", got=settings.zone)
    if settings.language not in {"fa", "en"}:
        raise InvalidInput(field="language", expected="fa or en", got=settings.language)
    first = Workspace.objects.order_by("id").first()
    Workspace.objects.update_or_create(id=first.pk if first else 1, defaults=asdict(settings))
