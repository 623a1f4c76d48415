"""Downloads as a customer finds them: what may be had today, what is locked, what is announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from owj.kernel.promises.entitlements import season_of
from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import Agreement
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.downloads.entity import Download
from owj.packages.downloads.judging import Judgement, judge_download
from owj.packages.downloads.words import DownloadReason
from owj.packages.warranty.queries import covered_periods_of, today_of
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at
from owj.server.files.models import StoredFile
from owj.server.records.context import Context

LISTED = 200


@dataclass(frozen=True, slots=True)
class Covered:
    """A contract with the periods of its warranty and the agreement that judges them today."""

    contract: Contract
    periods: tuple[Period, ...]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Right:
    """By which contract a download is had, or is not. contract: None for who has none."""

    contract: Contract | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Offered:
    """A download as a customer sees it.

    season: year and season of a release (R26). size: of its file; None for an address.
    """

    download: Download
    right: Right
    season: tuple[int, int]
    is_ahead: bool
    size: int | None


def downloads_for(ctx: Context, customer_id: int) -> tuple[Offered, ...]:
    """Return the downloads a customer sees, the latest first."""
    today, covered = today_of(ctx), covered_contracts(ctx, customer_id)
    agreement = covered[0].agreement if covered else agreement_at(SHIPPED_KEY, ctx.now).agreement
    rows = ctx.rows(Download).filter(withdrawn=False).order_by("-published_on", "-id")[:LISTED]
    found = list(rows)
    files = StoredFile.objects.filter(id__in=[one.file for one in found if one.file])
    sizes = dict(files.values_list("id", "size_bytes"))
    return tuple(
        Offered(
            one,
            right_to(one, covered, today),
            season_of(one.published_on, agreement),
            one.published_on > today,
            sizes.get(one.file) if one.file else None,
        )
        for one in found
    )


def covered_contracts(ctx: Context, customer_id: int) -> tuple[Covered, ...]:
    """Return a customer's contracts with their warranties, the written ones first."""
    return tuple(
        Covered(
            contract,
            covered_periods_of(ctx, contract),
            agreement_at(contract.agreement, ctx.now).agreement,
        )
        for contract in contracts_of(ctx.as_system(), customer_id)
    )


def right_to(download: Download, covered: Sequence[Covered], today: date) -> Right:
    """Return the contract that gives a download, else the one whose renewal would.

    A contract without a delivery has no warranty that could lapse; where another one has, it does
    not open what that one keeps closed.
    """
    kept = [one for one in covered if one.periods] or covered
    rights = [
        Right(
            one.contract,
            judge_download(download.kind, download.published_on, one.periods, today, one.agreement),
        )
        for one in kept
    ]
    free = Right(None, Judgement(True, DownloadReason.NOT_KEPT.value))
    return next((one for one in rights if one.judgement.allowed), rights[0] if rights else free)
