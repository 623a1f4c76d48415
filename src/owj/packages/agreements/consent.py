"""How a text is accepted, whichever it is: on the hub by a person, or by a signed paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from owj.server.ledger.entry_files import lay_file
from owj.server.records.context import Context

# How it was accepted: on the hub by the person, or on paper, written down by the vendor.
HUB, PAPER = "hub", "paper"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person accepts with. seen: the fingerprint of the text that was read.

    address: of the browser, kept where the installation wishes so.
    """

    seen: str
    name: str
    agreed: bool
    address: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.agreed and in_one_line(self.name))

    def told(self, contact_id: int) -> dict[str, Any]:
        """Return what the account keeps of who accepted and how."""
        data: dict[str, Any] = {
            "way": HUB,
            "name": in_one_line(self.name),
            "contact": contact_id,
        }
        return data | ({"address": self.address[:60]} if self.address else {})


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signed paper. signed_on: its day; file_id: the scan, uploaded by whoever writes it down."""

    name: str
    signed_on: date
    file_id: UUID | None

    @property
    def is_whole(self) -> bool:
        return bool(in_one_line(self.name) and self.file_id is not None)

    def told(self, ctx: Context, entity: str, record_id: int) -> dict[str, Any]:
        """Lay the scan to a record, and return what the account keeps of it.

        Raises: EvidenceFileUnknown.
        """
        scan = lay_file(ctx, entity, record_id, self.file_id) if self.file_id else {}
        return {"way": PAPER, "name": in_one_line(self.name), **scan}


def in_one_line(name: str) -> str:
    """Return a name as it is kept."""
    return " ".join(name.split())[:120]
