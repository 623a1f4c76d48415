"""What every writing on an installation's account has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from owj.packages.installations.entity import Installation
from owj.packages.installations.events import InstallationChanged
from owj.packages.installations.queries import account_of_installation
from owj.server.events import publish
from owj.server.ledger.entries import Entry, EntryDraft, append_entries, entries_of
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class InstallationWork:
    """An installation whose row is held: nobody else writes on its account meanwhile."""

    ctx: Context
    installation: Installation
    entries: tuple[Entry, ...]

    def write(self, kind: str, data: Mapping[str, Any]) -> int:
        """Write one entry down, of today; return its number."""
        day = self.ctx.now.astimezone(self.ctx.zone).date()
        draft = EntryDraft(kind, day, self.ctx.actor.user_id, data)
        after = self.entries[-1].seq if self.entries else 0
        about = account_of_installation(self.installation)
        append_entries(about, [draft], after_seq=after, recorded_at=self.ctx.now)
        told = InstallationChanged(self.installation.id, self.installation.customer_id, kind)
        publish(told)
        return after + 1


def hold_installation(ctx: Context, installation_id: int) -> InstallationWork:
    """Hold an installation. Raises: NotFound for one that the actor does not see."""
    ctx.get(Installation, installation_id)
    row = ctx.as_system().lock(Installation, installation_id)
    return InstallationWork(ctx, row, entries_of(account_of_installation(row)))
