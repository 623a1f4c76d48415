"""Which news reaches whom, by which way, and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import get_language
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.errors import InvalidInput
from owj.server import clock
from owj.server.clock import real_now
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.server.notices import kinds, services
from owj.server.notices.choices import choose_ways, chosen_ways, quiet_hours_of, set_quiet_hours
from owj.server.notices.kinds import NoticeKind, Way, kinds_at, register_notice_kinds
from owj.server.notices.queries import count_unread
from owj.server.notices.quiet import QuietHours
from owj.server.notices.services import Address, NoticeWords, notify_users
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
TEHRAN = ZoneInfo("Asia/Tehran")
NOON = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(autouse=True)
def toy_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_notice_kinds(
        [
            NoticeKind("toy_news", "News", "news", by_default=frozenset({Way.APP, Way.EMAIL})),
            NoticeKind("toy_quiet", "Quiet", "quiet", ways=frozenset({Way.APP})),
            NoticeKind("toy_hub", "Hub", "hub", door="hub"),
        ]
    )


@pytest.fixture
def maryam() -> User:
    return create_user(NewUser("maryam", "مریم", "staff", email="m@v.example", phone="09121112233"))


def words(person: User) -> NoticeWords:
    return NoticeWords("subject", f"for {person.full_name}", "line")


def sent() -> set[tuple[str, str]]:
    return set(OutboxMessage.objects.values_list("channel", "recipient"))


def test_who_never_chose_gets_what_the_kind_says(maryam: User) -> None:
    notify_users([maryam], "toy_news", key="k", words=words)
    assert count_unread(maryam.actor) == 1
    assert sent() == {("email", "m@v.example")}


@pytest.mark.parametrize("ways", [[], ["app"], ["email"], ["sms"], ["app", "email", "sms"]])
def test_news_goes_the_chosen_ways_and_no_other(maryam: User, ways: list[str]) -> None:
    choose_ways(maryam, {"toy_news": ways})
    notify_users([maryam], "toy_news", key="k", words=words)
    assert count_unread(maryam.actor) == ("app" in ways)
    assert {channel for channel, _ in sent()} == set(ways) - {"app"}


def test_the_same_key_is_written_once_a_person(maryam: User) -> None:
    choose_ways(maryam, {"toy_news": ["sms", "email"]})
    for _ in range(2):
        notify_users([maryam], "toy_news", key="k", words=words)
    assert OutboxMessage.objects.count() == 2


def test_without_words_news_stays_inside(maryam: User) -> None:
    choose_ways(maryam, {"toy_news": ["app", "email", "sms"]})
    notify_users([maryam], "toy_news", key="k")
    assert sent() == set()


def test_nobody_is_written_to_without_an_address_or_an_account_that_is_open(maryam: User) -> None:
    choose_ways(maryam, {"toy_news": ["email", "sms"]})
    User.objects.filter(pk=maryam.pk).update(email="", phone="021-1234")
    notify_users([maryam], "toy_news", key="k", words=words)
    assert sent() == set()
    other = {maryam.pk: Address("else@v.example", "0912 555 6677")}
    notify_users([maryam], "toy_news", key="k", words=words, addresses=other)
    assert sent() == {("email", "else@v.example"), ("sms", "+989125556677")}
    OutboxMessage.objects.all().delete()
    User.objects.update(is_active=False)
    notify_users([maryam], "toy_news", key="k2", words=words, addresses=other)
    assert sent() == set()


def test_each_letter_is_in_its_readers_language(maryam: User) -> None:
    User.objects.filter(pk=maryam.pk).update(language="en")
    spoken: list[str | None] = []

    def listen(person: User) -> NoticeWords:
        spoken.append(get_language())
        return words(person)

    notify_users([maryam], "toy_news", key="k", words=listen)
    assert spoken == ["en"]


def test_a_way_that_a_kind_does_not_go_cannot_be_chosen(maryam: User) -> None:
    with pytest.raises(InvalidInput):
        choose_ways(maryam, {"toy_quiet": ["sms"]})


def test_each_door_chooses_its_own_news(maryam: User) -> None:
    mine = {kind.key for kind, _ in chosen_ways(maryam)}
    assert "toy_news" in mine
    assert "toy_hub" not in mine
    assert "toy_hub" in {kind.key for kind in kinds_at("hub")}


def test_at_night_an_sms_waits_for_the_morning_and_a_letter_does_not(
    maryam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose_ways(maryam, {"toy_news": ["email", "sms"]})
    monkeypatch.setattr(services.clock, "now", lambda: MIDNIGHT)
    notify_users([maryam], "toy_news", key="k", words=words)
    waits = {row.channel: row.next_attempt_at - real_now() for row in OutboxMessage.objects.all()}
    # Half past midnight in Tehran; quiet until seven.
    assert timedelta(hours=6) < waits["sms"] <= timedelta(hours=6, minutes=30)
    assert waits["email"] <= timedelta(0)


def test_quiet_hours_are_chosen(maryam: User) -> None:
    set_quiet_hours(maryam, time(13), time(15))
    assert quiet_hours_of([maryam.pk])[maryam.pk] == QuietHours(time(13), time(15))


@given(st.times(), st.times(), st.integers(0, 366 * 86_400))
def test_after_the_wait_it_is_never_quiet(starts: time, ends: time, second: int) -> None:
    hours = QuietHours(starts.replace(microsecond=0), ends.replace(microsecond=0))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    wait = hours.wait_at(now, TEHRAN)
    if wait is None:
        return
    assert timedelta(0) < wait <= timedelta(days=1)
    assert hours.wait_at(now + wait, TEHRAN) is None
