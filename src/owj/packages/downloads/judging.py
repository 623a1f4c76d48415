"""Whether a contract gives a download on a day, and why: pure. Source: R25, R26, R28."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from owj.kernel.promises.cover import cover_of
from owj.kernel.promises.entitlements import owns_release
from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import Agreement
from owj.packages.downloads.words import SERVICES, DownloadKind, DownloadReason


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether something may be downloaded, and why: a `DownloadReason` or a `CoverReason`."""

    allowed: bool
    reason: str


def judge_download(
    kind: DownloadKind,
    published_on: date,
    periods: tuple[Period, ...],
    day: date,
    agreement: Agreement,
) -> Judgement:
    """Return whether a contract with these periods gives a download on a day.

    Without any period nothing can have lapsed. A release that came within one stays usable.
    """
    if not periods:
        return Judgement(True, DownloadReason.NOT_KEPT.value)
    cover = cover_of(SERVICES[kind], periods, day, agreement)
    if not cover.allowed and kind is DownloadKind.RELEASE and owns_release(periods, published_on):
        return Judgement(True, DownloadReason.OWNED.value)
    return Judgement(cover.allowed, cover.reason.value)
