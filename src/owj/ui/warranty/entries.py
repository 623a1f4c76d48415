"""The entries of a contract's account in words, the latest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from owj.kernel.money import show_rial
from owj.kernel.promises.entitlements import Benefit
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.remedies.awards import awards_in
from owj.packages.remedies.telling import award_words
from owj.packages.remedies.words import ClaimEntry
from owj.packages.warranty.queries import Warranty
from owj.packages.warranty.words import BESIDE, EntryKind
from owj.server.ledger.entries import REVOKED
from owj.server.ledger.entry_files import ProofFile
from owj.ui.dates import digits
from owj.ui.reading import language
from owj.ui.warranty.words import (
    BENEFIT_WORDS,
    ENTRY_WORDS,
    download_reason,
    option_words,
    voucher_words,
)

# Whose entries a keeper takes back; a claim's are the committee's.
_TAKEN_BACK = frozenset(EntryKind) - {EntryKind.RENEWAL_INVOICED, *BESIDE}

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the account. gone: it was taken back. may_go: a keeper may take it back."""

    seq: int
    name: str
    day: date
    words: str
    by: str
    gone: bool
    may_go: bool
    file: ProofFile | None = None

    @property
    def seq_text(self) -> str:
        return str(self.seq)


def entry_lines(warranty: Warranty) -> tuple[EntryLine, ...]:
    """Return every entry of a contract's account, also those that were taken back."""
    standing = {one.seq for one in warranty.account.entries}
    return tuple(
        EntryLine(
            seq=one.seq,
            name=gettext(ENTRY_WORDS[one.kind]),
            day=one.day,
            words=_TELLERS.get(one.kind, _reason)(one.data),
            by=one.by_name,
            gone=one.kind != REVOKED and one.seq not in standing,
            may_go=one.seq in standing and one.kind in _TAKEN_BACK and not one.data.get("source"),
        )
        for one in reversed(warranty.entries)
    )


def _delivery(data: Data) -> str:
    words = gettext("%(document)s, signed by %(author)s")
    return words % {"document": data["document"], "author": data["author"]}


def _delay(data: Data) -> str:
    words = gettext("%(days)s days: %(reason)s")
    return words % {"days": digits(data["days"]), "reason": data["reason"]}


def _renewal(data: Data) -> str:
    paid = show_rial(data["fee"] + data["tax"], language())
    return f"{paid} ({data['invoice']})" if data["invoice"] else paid


def _discount(data: Data) -> str:
    return gettext("%(n)s%% off") % {"n": digits(data["percent"])}


def _option(data: Data) -> str:
    return option_words(RemedyOption(data["option"]), int(data["amount"]))


def _use(data: Data) -> str:
    benefit = gettext(BENEFIT_WORDS[Benefit(data["benefit"])])
    note = f" ({data['note']})" if data.get("note") else ""
    return f"{benefit}: {digits(data['amount'])}{note}"


def _download(data: Data) -> str:
    said = (str(data["title"]), str(data["name"]), download_reason(str(data["reason"])))
    return gettext(", ").join(said)


def _extension(data: Data) -> str:
    words = gettext("proposal %(number)s") % {"number": digits(data["number"])}
    added = [*data["modules"], *data["phases"]]
    added += [gettext("a year of warranty")] if data["renewal"] else []
    return f"{words}: {gettext(', ').join(added)}" if added else words


def _awards(data: Data) -> str:
    given = gettext(", ").join(award_words(one) for one in awards_in(data.get("awards", ())))
    reason = str(data.get("reason", ""))
    return ": ".join(part for part in (given, reason) if part)


def _claim(data: Data) -> str:
    return gettext("ticket %(ticket)s") % {"ticket": digits(data["ticket"])}


def _reason(data: Data) -> str:
    return str(data.get("reason", ""))


_TELLERS: Mapping[str, Callable[[Data], str]] = {
    EntryKind.DELIVERED: _delivery,
    EntryKind.DELAY_DAYS: _delay,
    EntryKind.RENEWAL_PAID: _renewal,
    EntryKind.RENEWAL_INVOICED: _renewal,
    EntryKind.DISCOUNT_GIVEN: _discount,
    EntryKind.VOUCHER_GIVEN: voucher_words,
    EntryKind.BENEFIT_USED: _use,
    EntryKind.DOWNLOADED: _download,
    EntryKind.EXTENDED: _extension,
    ClaimEntry.FILED: _claim,
    ClaimEntry.VOTED: _awards,
    ClaimEntry.ACCEPTED: _awards,
    ClaimEntry.CHOSEN: _option,
}
