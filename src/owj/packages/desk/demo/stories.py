"""From a story to a ticket's history: who did what, when, and what was said.

A story's `then` holds [when, deed, text, by whom, more]. when: "+12m" working minutes after the
deed before, "~14h" hours on the wall, "day -3 at 120" minutes after a past day opened. more: the
announced date, or the names of files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from owj.packages.desk.demo.moments import Moments
from owj.packages.desk.demo.people import Cast
from owj.packages.desk.demo.telling import Telling
from owj.packages.desk.drafts import TicketHistory

_WHEN = re.compile(r"(?P<how>[+~])(?P<amount>\d+)(?P<unit>[mh]?)|day (?P<day>-\d+) at (?P<at>\d+)")
_UNITS = {"": timedelta(), "m": timedelta(minutes=1), "h": timedelta(hours=1)}
# Deeds shortly before `now` are put this far apart.
_APART = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Storyteller:
    """Tell stories as histories of tickets of this cast."""

    cast: Cast
    moments: Moments

    def tell(self, key: str, story: Mapping[str, Any]) -> TicketHistory:
        """Return a story's history; all of it lies before now."""
        opened = self.moments.opened(story["when"])
        instants = self.instants(opened, story)
        telling = Telling(self.cast, self.moments, story)
        telling.open(opened)
        if instants and "agent" in story:
            worked = self.moments.worked(opened, instants[0])
            telling.take_up(self.moments.after(opened, worked / 2))
        for at, (_, *deed) in zip(instants, story["then"], strict=True):
            telling.do(at, *deed)
        return telling.history(key)

    def instants(self, opened: datetime, story: Mapping[str, Any]) -> list[datetime]:
        """Return when each deed was done, drawn together where the ticket came just now."""
        at, squeeze, deeds = opened, self._squeeze(opened, story), story["then"]
        instants = []
        for place, (text, *_) in enumerate(deeds):
            at = min(
                self._instant(at, text, squeeze), self.moments.now - _APART * (len(deeds) - place)
            )
            instants.append(max(at, opened))
        return instants

    def _instant(self, before: datetime, text: str, squeeze: float) -> datetime:
        match = _WHEN.fullmatch(text)
        if match is None:
            raise ValueError(f"a story's time is +12m, ~14h or day -3 at 120, not {text}")
        if match["day"]:
            return self.moments.on_day(-int(match["day"]), timedelta(minutes=int(match["at"])))
        length = _UNITS[match["unit"]] * int(match["amount"])
        if match["how"] == "~":
            return self.moments.awake(before + length)
        return self.moments.after(before, length * squeeze)

    def _squeeze(self, opened: datetime, story: Mapping[str, Any]) -> float:
        """Return by what the deeds of a ticket that just came are drawn together."""
        lengths = [re.fullmatch(r"\+(\d+)m?", deed[0]) for deed in story["then"]]
        total = timedelta(minutes=sum(int(found[1]) for found in lengths if found))
        room = self.moments.worked(opened, self.moments.now) * 0.9
        fits = "day" in story["when"] or "evening" in story["when"] or total <= room
        return 1.0 if fits else room / total
