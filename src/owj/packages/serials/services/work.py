"""What every writing on a serial's account has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from owj.packages.serials.account import SerialAccount, read_serial
from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.errors import SerialReasonWanted
from owj.packages.serials.queries import account_of_serial
from owj.server.ledger.entries import Entry, EntryDraft, append_entries, entries_of
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class SerialWork:
    """A serial whose row is held: nobody else writes on its account meanwhile."""

    ctx: Context
    serial: ModuleSerial
    entries: tuple[Entry, ...]
    account: SerialAccount

    @property
    def today(self) -> date:
        """Return the civil day of the organisation."""
        return self.ctx.now.astimezone(self.ctx.zone).date()

    def write(self, kind: str, data: Mapping[str, Any]) -> None:
        """Write one entry down, of today."""
        draft = EntryDraft(kind, self.today, self.ctx.actor.user_id, data)
        after = self.entries[-1].seq if self.entries else 0
        about = account_of_serial(self.serial)
        append_entries(about, [draft], after_seq=after, recorded_at=self.ctx.now)


def hold_serial(ctx: Context, serial_id: int) -> SerialWork:
    """Hold a serial. Raises: NotFound for one that the actor does not see."""
    ctx.get(ModuleSerial, serial_id)
    row = ctx.as_system().lock(ModuleSerial, serial_id)
    entries = entries_of(account_of_serial(row))
    return SerialWork(ctx, row, entries, read_serial(entries))


def given_reason(text: str) -> str:
    """Return a reason. Raises: SerialReasonWanted."""
    reason = text.strip()
    if not reason:
        raise SerialReasonWanted
    return reason[:300]
