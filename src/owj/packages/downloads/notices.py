"""Telling customers of a release beforehand: as many days as their agreement says. Source: R26.

One timer looks each morning at the releases of these days and at every contract, a stretch of them
at a time. A release that was published without a notice is told of for a while after. Each is told
once for its day: one that is moved to another day is told of anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from owj.kernel.promises.entitlements import owns_release
from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import Agreement
from owj.packages.contracts.entity import Contract
from owj.packages.customers.services.telling import CustomerNews, tell_customer_people
from owj.packages.downloads.entity import Download
from owj.packages.downloads.judging import judge_download
from owj.packages.downloads.letters import DOWNLOADS_PATH, release_words
from owj.packages.downloads.words import DownloadKind
from owj.packages.warranty.queries import begun_after, today_of
from owj.server.records.context import Context
from owj.server.timers.mornings import ensure_mornings

RELEASES_TIMER = "downloads.releases"
AT_ONCE = 200
# No agreement tells longer before; a release that came unannounced is told of for so long.
LONGEST_BEFORE, TOLD_AFTER = timedelta(days=366), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """What a customer is told of a release. ends_on: of a warranty that ends before it comes."""

    is_out: bool
    ends_on: date | None


def ensure_release_notices(ctx: Context) -> None:
    """Let the timer look tomorrow morning, unless it is set already."""
    ensure_mornings(ctx, RELEASES_TIMER)


def announce_stretch(ctx: Context, after_id: int) -> int | None:
    """Tell of the releases of these days; return the last contract looked at, None: all done."""
    today = today_of(ctx)
    rows = (
        ctx.as_system()
        .rows(Download)
        .filter(
            kind=DownloadKind.RELEASE,
            withdrawn=False,
            published_on__range=(today - TOLD_AFTER, today + LONGEST_BEFORE),
        )
    )
    releases = list(rows.order_by("published_on", "id"))
    if not releases:
        return None
    stretch = begun_after(ctx, after_id, AT_ONCE)
    for one in stretch.begun:
        for release in releases:
            news = release_news(release.published_on, one.account.periods, today, one.agreement)
            if news is not None:
                _tell(ctx, one.contract, release, news)
    return stretch.last_id


def release_news(
    published_on: date, periods: Sequence[Period], today: date, agreement: Agreement
) -> ReleaseNews | None:
    """Return what is told today of a release to whose warranty has these periods, if anything."""
    first = published_on - timedelta(days=agreement.release_notice_days)
    if not first <= today <= published_on + TOLD_AFTER:
        return None
    if owns_release(periods, published_on):
        return ReleaseNews(is_out=published_on <= today, ends_on=None)
    runs = judge_download(DownloadKind.RELEASE, published_on, tuple(periods), today, agreement)
    if published_on <= today or not runs.allowed:
        return None
    return ReleaseNews(is_out=False, ends_on=periods[-1].last_day)


def _tell(ctx: Context, contract: Contract, release: Download, news: ReleaseNews) -> None:
    name, day = f"{release.title} {release.version_name}".strip(), release.published_on
    told = CustomerNews(
        kind="release_announced",
        key=f"release:{release.id}:{day.isoformat()}",
        url=DOWNLOADS_PATH,
        data={"subject": name, "day": day.isoformat()},
    )
    tell_customer_people(
        ctx,
        contract.customer_id,
        told,
        lambda: release_words(name, day, news.ends_on, is_out=news.is_out),
        lambda _rights: True,
    )
