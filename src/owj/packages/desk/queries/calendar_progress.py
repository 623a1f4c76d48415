"""How far a revised calendar was applied to the open tickets."""

from __future__ import annotations

from owj.packages.desk.services.apply_revision import Progress, progress_of
from owj.packages.desk.timers import CALENDAR_TIMER
from owj.server.timers.models import Timer


def revision_progress(key: str) -> Progress | None:
    """Return the progress of the revision being applied; None when all is done."""
    row = Timer.objects.filter(kind=CALENDAR_TIMER, key=key).first()
    return None if row is None else progress_of(key, row.data)
