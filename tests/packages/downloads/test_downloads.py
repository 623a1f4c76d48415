"""Downloads: opened by a warranty that runs, refused with the renewal once it lapsed (R25, R26)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.urls import reverse
from tests.doors import client_of, set_page_clock, text_of
from tests.packages.conftest import Desk
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.kernel.errors import NotFound, OwjError
from owj.kernel.promises.periods import Period
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT as SHIPPED
from owj.packages.downloads.entity import Download
from owj.packages.downloads.errors import (
    DownloadAhead,
    DownloadEmpty,
    DownloadLapsed,
    OnlyPublishers,
)
from owj.packages.downloads.judging import judge_download
from owj.packages.downloads.services import change_download, publish_download, take
from owj.packages.downloads.words import DownloadKind
from owj.packages.warranty.errors import EntryNotFound
from owj.packages.warranty.services import record_renewal, take_back
from owj.packages.warranty.words import EntryKind
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at
from owj.server.files.services import open_file, store_file

pytestmark = pytest.mark.django_db
RELEASE, COURSE, GUIDE = DownloadKind.RELEASE, DownloadKind.COURSE, DownloadKind.GUIDE
TODAY = jalali(1405, 9, 1)
LAPSED, RUNS = jalali(1404, 8, 1), jalali(1405, 2, 1)


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


def stored(desk: Desk) -> UUID:
    return store_file(BytesIO(b"PK release"), "owj-1405-3.zip", desk.manager.actor).id


def publish(desk: Desk, kind: DownloadKind = RELEASE, on: date = TODAY, **more: object) -> Download:
    values = {"title": "نگارش پاییز", "kind": kind, "published_on": on, "file": stored(desk)}
    return publish_download(desk.ctx(desk.manager), values | more)


def have(covered: Covered, download: Download) -> bool:
    ctx = covered.desk.ctx(covered.desk.hub_user)
    return take(ctx, download.id, covered.desk.customer.id).file_id == download.file


@pytest.mark.parametrize(
    ("kind", "published", "delivered", "allowed"),
    [
        (RELEASE, TODAY, RUNS, True),
        (RELEASE, TODAY, LAPSED, False),
        # One that came while the warranty ran stays usable (R26).
        (RELEASE, jalali(1404, 12, 1), LAPSED, True),
        (COURSE, jalali(1404, 12, 1), LAPSED, False),
        (COURSE, TODAY, RUNS, True),
        # Guides and training documents remain (R25).
        (GUIDE, TODAY, LAPSED, True),
    ],
)
def test_a_warranty_that_runs_opens_downloads(
    covered: Covered, kind: DownloadKind, published: date, delivered: date, allowed: bool
) -> None:
    covered.deliver(delivered)
    download = publish(covered.desk, kind, published)
    if allowed:
        assert have(covered, download)
    else:
        with pytest.raises(DownloadLapsed):
            have(covered, download)


def test_each_download_is_an_entry_that_nobody_takes_back(covered: Covered) -> None:
    covered.deliver(RUNS)
    download = publish(covered.desk, version_name="1405.3")
    assert have(covered, download)
    assert have(covered, download)
    entries = [one for one in covered.look().entries if one.kind == EntryKind.DOWNLOADED]
    assert [one.data["title"] for one in entries] == ["نگارش پاییز 1405.3"] * 2
    assert entries[0].data["name"] == "mina مشتری"
    with pytest.raises(EntryNotFound):
        take_back(covered.desk.ctx(covered.desk.manager), covered.contract.id, entries[0].seq, "نه")
    # What was downloaded does not stand on the delivery, which may still be set right.
    seq = covered.look().entries[0].seq
    take_back(covered.desk.ctx(covered.desk.manager), covered.contract.id, seq, "روز دیگر")
    assert not covered.look().is_kept


def test_a_refused_download_writes_nothing_and_a_renewal_opens_it(covered: Covered) -> None:
    covered.deliver(LAPSED)
    download = publish(covered.desk)
    with pytest.raises(DownloadLapsed):
        have(covered, download)
    assert all(one.kind != EntryKind.DOWNLOADED for one in covered.look().entries)
    ctx = covered.desk.ctx(covered.desk.manager)
    record_renewal(ctx, covered.contract.id, TODAY, "INV-1")
    assert have(covered, download)


def test_a_contract_without_a_delivery_does_not_open_what_lapsed(covered: Covered) -> None:
    download = publish(covered.desk)
    assert have(covered, download)
    covered.deliver(LAPSED)
    with pytest.raises(DownloadLapsed):
        have(covered, download)


def test_an_announced_release_waits_for_its_day(covered: Covered) -> None:
    covered.deliver(RUNS)
    download = publish(covered.desk, on=TODAY + timedelta(days=9))
    with pytest.raises(DownloadAhead):
        have(covered, download)
    covered.desk.wait(days=9)
    assert have(covered, download)


def test_a_plan_may_give_the_academy_from_the_first_renewal_on(covered: Covered) -> None:
    agreement = replace(
        agreement_at(SHIPPED_KEY, covered.desk.now).agreement, extras_in_free_year=False
    )
    periods = (Period(RUNS, jalali(1406, 1, 31), free=True),)
    judged = judge_download(COURSE, TODAY, periods, TODAY, agreement)
    assert (judged.allowed, judged.reason) == (False, "not_in_free_year")
    assert judge_download(RELEASE, TODAY, periods, TODAY, agreement).allowed
    assert judge_download(COURSE, TODAY, periods, TODAY, SHIPPED).allowed


def test_who_may_not_publishes_nothing_and_opens_no_file_beside_the_door(covered: Covered) -> None:
    desk = covered.desk
    download = publish(desk)
    acts: tuple[Callable[[], object], ...] = (
        lambda: publish_download(desk.ctx(desk.agent), {"title": "نه"}),
        lambda: change_download(desk.ctx(desk.agent), download.id, {"title": "نه"}),
        lambda: publish_download(desk.ctx(desk.hub_user), {"title": "نه"}),
    )
    for act in acts:
        with pytest.raises(OnlyPublishers):
            act()
    assert open_file(download.file, desk.ctx(desk.agent)).size_bytes
    with pytest.raises(NotFound):
        open_file(download.file, desk.ctx(desk.hub_user))
    change_download(desk.ctx(desk.manager), download.id, {"withdrawn": True})
    with pytest.raises(NotFound):
        have(covered, download)


def test_a_download_gives_a_file_or_an_address(covered: Covered) -> None:
    lead = covered.desk.ctx(covered.desk.manager)
    bare = {"title": "دوره", "kind": COURSE, "published_on": TODAY}
    with pytest.raises(DownloadEmpty):
        publish_download(lead, bare)
    with pytest.raises(OwjError):
        publish_download(lead, bare | {"address": "javascript:alert(1)"})
    made = publish_download(lead, bare | {"address": "https://academy.example/1"})
    with pytest.raises(DownloadEmpty):
        change_download(lead, made.id, {"address": ""})


def test_the_hub_hands_a_release_over_or_offers_the_renewal(covered: Covered) -> None:
    desk = covered.desk
    set_page_clock(desk)
    release = publish(desk, on=jalali(1404, 12, 1))
    course = publish(desk, COURSE, title="دورهٔ گزارش‌ها")
    customer, door = client_of(desk.hub_user), reverse("hub:take_download", args=[release.id])
    covered.deliver(LAPSED)
    answer = customer.post(door)
    assert b"".join(answer.streaming_content) == b"PK release"  # type: ignore[arg-type]  # not asynchronous here
    assert "attachment" in answer["Content-Disposition"]
    page = text_of(customer.get(reverse("hub:downloads")))
    assert "زمستان ۱۴۰۴" in page
    refused = customer.post(reverse("hub:take_download", args=[course.id]))
    assert refused.status_code == 409
    assert reverse("hub:renew", args=[covered.contract.id]) in text_of(refused)
    assert customer.get(door).status_code == 405
    assert client_of(desk.other_hub_user).post(door).status_code == 200
