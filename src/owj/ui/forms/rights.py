"""The rights of a customer's person as both doors ask for them: one tick each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.packages.customers.queries import Rights


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right: its name in Rights, and its words."""

    key: str
    words: str | Promise


RIGHT_LINES = (
    RightLine("team", _("Sees the tickets of colleagues")),
    RightLine("numbers", _("Sees the agreement and the monthly counts")),
    RightLine("judge", _("Confirms solutions and rates the work")),
    RightLine("people", _("Invites colleagues and manages their rights")),
)


def rights_in(posted: QueryDict) -> Rights:
    """Return what is ticked; a name that is none of ours is no right."""
    ticked = set(posted.getlist("rights"))
    return Rights(**{line.key: line.key in ticked for line in RIGHT_LINES})
