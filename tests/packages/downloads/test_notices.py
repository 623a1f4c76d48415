"""Releases are announced beforehand to those who will have them (R26)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.warranty.conftest import Covered, covered, jalali

from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.packages.downloads.entity import Download
from owj.packages.downloads.notices import (
    RELEASES_TIMER,
    ReleaseNews,
    ensure_release_notices,
    release_news,
)
from owj.packages.downloads.timers import ring_releases
from owj.packages.downloads.words import DownloadKind
from owj.server.notices.models import Notice
from owj.server.outbox.models import OutboxMessage
from owj.server.timers.models import Timer
from owj.server.timers.mornings import ALL
from owj.server.timers.registry import TimerRow

__all__ = ["covered"]

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 1)
AHEAD, OUT = ReleaseNews(is_out=False, ends_on=None), ReleaseNews(is_out=True, ends_on=None)


def until(last_day: date) -> tuple[Period, ...]:
    return (Period(date(2025, 12, 1), last_day, free=True),)


@pytest.mark.parametrize(
    ("today", "last_day", "news"),
    [
        (DAY - timedelta(days=8), DAY, None),
        (DAY - timedelta(days=7), DAY, AHEAD),
        (DAY - timedelta(days=1), DAY, AHEAD),
        (DAY, DAY, OUT),
        (DAY + timedelta(days=7), DAY, OUT),
        (DAY + timedelta(days=8), DAY, None),
        # The warranty ends before it comes: who renews has it.
        (DAY - timedelta(days=3), DAY - timedelta(days=1), DAY - timedelta(days=1)),
        (DAY, DAY - timedelta(days=1), None),
        (DAY - timedelta(days=3), DAY - timedelta(days=4), None),
    ],
)
def test_a_release_is_told_as_many_days_before_as_the_agreement_says(
    today: date, last_day: date, news: ReleaseNews | date | None
) -> None:
    expected = ReleaseNews(is_out=False, ends_on=news) if isinstance(news, date) else news
    assert release_news(DAY, until(last_day), today, SHIPPED) == expected


def test_a_contract_before_its_delivery_hears_of_no_release() -> None:
    assert release_news(DAY, (), DAY, SHIPPED) is None


def look(at: datetime) -> list[str]:
    """Let the timer ring as the worker does, and return the subjects of new letters."""
    known = set(OutboxMessage.objects.values_list("id", flat=True))
    ring_releases(TimerRow(RELEASES_TIMER, ALL, at, {}, 1), at)
    new = OutboxMessage.objects.exclude(id__in=known).order_by("id")
    return [str(one.payload["subject"]) for one in new]


def publish(desk: Desk, kind: DownloadKind, on: date, **more: object) -> Download:
    values = {"title": "نگارش زمستان", "version_name": "9.4", "address": "https://a.example/9"}
    return desk.system.create(Download, kind=kind, published_on=on, **(values | more))


def test_people_of_a_covered_customer_are_told_once_in_the_program_and_by_letter(
    desk: Desk, covered: Covered
) -> None:
    covered.deliver(jalali(1405, 2, 1))
    release = publish(desk, DownloadKind.RELEASE, DAY)
    publish(desk, DownloadKind.GUIDE, DAY, title=str(uuid4()))
    publish(desk, DownloadKind.RELEASE, DAY, title="پس‌گرفته", withdrawn=True)
    assert look(tehran("2026-11-23 09:00")) == []
    assert look(tehran("2026-11-24 09:00")) == ["«نگارش زمستان ۹.۴» در ۱۰ آذر ۱۴۰۵ منتشر می‌شود"]
    assert look(tehran("2026-11-25 09:00")) == []
    assert look(tehran("2026-12-01 09:00")) == []
    assert Notice.objects.filter(user=desk.hub_user, kind="release_announced").count() == 1
    assert not Notice.objects.filter(user=desk.other_hub_user).exists()
    # Moved to another day it is told of anew.
    desk.system.update(release, published_on=DAY + timedelta(days=9))
    assert len(look(tehran("2026-12-05 09:00"))) == 1


def test_the_timer_is_set_once_for_the_next_morning(desk: Desk) -> None:
    Timer.objects.filter(kind=RELEASES_TIMER).delete()
    for _ in range(2):
        ensure_release_notices(desk.system)
    at = Timer.objects.get(kind=RELEASES_TIMER).due_at
    ring_releases(TimerRow(RELEASES_TIMER, ALL, at, {}, 1), at)
    assert Timer.objects.get(kind=RELEASES_TIMER).due_at == at + timedelta(days=1)
