"""The kinds of entries in a contract's account."""

from __future__ import annotations

from enum import StrEnum


class EntryKind(StrEnum):
    """Name what an entry says. Its data, beside what is told here, is plain JSON.

    delivered: full delivery, {document, author} (R21). delay_days: days of warranty for a late
    installation, {days, reason} (R30). renewal_paid: a year was paid, {invoice, value, gross,
    discount, fee, tax, took} with `took` the entries of its discounts (R23, R24). discount_given:
    for the next renewal, {percent, source} (R36). voucher_given: {what, amount, source, until}
    (R31-R34, R39). benefit_used: {benefit, amount, note} (R27, R28). renewal_invoiced: an
    invoice waits for its payment, with the data of renewal_paid; its discounts are kept for it.
    downloaded: a release, course or guide, {download, title, service, reason, name} (R25, R26).
    extended: by an accepted proposal, {number, digest, modules, phases, renewal}.
    """

    DELIVERED = "delivered"
    DELAY_DAYS = "delay_days"
    RENEWAL_PAID = "renewal_paid"
    RENEWAL_INVOICED = "renewal_invoiced"
    DISCOUNT_GIVEN = "discount_given"
    VOUCHER_GIVEN = "voucher_given"
    BENEFIT_USED = "benefit_used"
    DOWNLOADED = "downloaded"
    EXTENDED = "extended"


# What happened beside the promises: it takes nothing from a balance and is not taken back.
BESIDE = frozenset({EntryKind.DOWNLOADED, EntryKind.EXTENDED})
