"""The calendars by which FEEL counts working days, wherever an expression is worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.server.agreements.queries import calendar_at, calendar_rows


class Calendars(Mapping[str, BusinessCalendar]):
    """The calendars in force at an instant; read when FEEL asks for one, which is rare."""

    def __init__(self, at: datetime) -> None:
        """Take the instant."""
        self._at = at

    def __getitem__(self, key: str) -> BusinessCalendar:
        """Return one calendar. Raises: KeyError."""
        if key not in tuple(self):
            raise KeyError(key)
        return calendar_at(key, self._at)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys of all calendars."""
        return (row.key for row in calendar_rows())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(calendar_rows())
