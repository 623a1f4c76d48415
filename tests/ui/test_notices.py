"""A colleague's notices: told by the bell, listed, read, never seen by others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.ui.conftest import Person

from owj.server.notices.models import Notice
from owj.server.notices.services import notify_users

BROKEN = {"promise": "first_response", "tracking_id": "T-1405-000012", "subject": "چاپ قطع است"}


@pytest.fixture
def told(agent: Person) -> Notice:
    """Tell the agent of a broken promise."""
    notify_users([agent.user], "promise_broken", url="/me?ticket=12", data=BROKEN, key="a")
    return Notice.objects.get(user=agent.user)


def test_the_bell_says_how_many_are_unread(agent: Person, told: Notice) -> None:
    page = agent.client.get("/notices/bell", headers={"HX-Request": "true"}).content.decode()
    assert "۱<span" in page


def test_what_has_just_come_is_told_at_once(agent: Person, told: Notice) -> None:
    page = agent.client.get("/notices/bell", headers={"HX-Request": "true"}).content.decode()
    assert "قول «پاسخ اولیه» در T-۱۴۰۵-۰۰۰۰۱۲ شکست: چاپ قطع است" in page
    assert 'data-tone="danger"' in page


def test_old_news_are_not_told_again(agent: Person, told: Notice) -> None:
    Notice.objects.update(created_at=told.created_at - timedelta(minutes=1))
    page = agent.client.get("/notices/bell", headers={"HX-Request": "true"}).content.decode()
    assert "o-toast" not in page


def test_following_a_notice_reads_it_and_its_repetitions(agent: Person, told: Notice) -> None:
    for n in range(3):
        notify_users([agent.user], "p0_alarm", url="/me?ticket=12", data=BROKEN, key=f"p{n}")
    alarm = Notice.objects.filter(kind="p0_alarm").first()
    assert alarm is not None
    response = agent.client.get(f"/notices/{alarm.pk}")
    assert response.headers["Location"] == "/me?ticket=12"
    assert Notice.objects.filter(read_at=None).count() == 1


def test_what_repeats_itself_stands_once(agent: Person) -> None:
    for n in range(3):
        notify_users([agent.user], "p0_alarm", url="/me?ticket=12", data=BROKEN, key=f"p{n}")
    page = agent.client.get("/notices").content.decode()
    assert page.count("data-row") == 1
    assert "۳ بار" in page


def test_a_notice_of_a_task_names_its_record_too(agent: Person) -> None:
    data = {"by": "سینا", "subject": "بررسی درخواست", "about": "پمپ <۳> MX-7"}
    notify_users([agent.user], "task_assigned", url="/tasks/7", data=data, key="t")
    page = agent.client.get("/notices").content.decode()
    assert "<bdi>بررسی درخواست</bdi> · <bdi>پمپ &lt;۳&gt; MX-7</bdi>" in page


def test_all_can_be_read_at_once(agent: Person, told: Notice) -> None:
    agent.client.post("/notices/read")
    assert not Notice.objects.filter(read_at=None).exists()


def test_nobody_reads_the_notices_of_others(agent: Person, customer: Person, told: Notice) -> None:
    notify_users([customer.user], "ticket_assigned", url="/x", data=BROKEN, key="b")
    theirs = Notice.objects.get(user=customer.user)
    assert agent.client.get(f"/notices/{theirs.pk}").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_notice_leads_to_no_other_host(agent: Person, told: Notice, url: str) -> None:
    Notice.objects.update(url=url)
    assert "evil" not in agent.client.get(f"/notices/{told.pk}").headers["Location"]
    assert "javascript" not in agent.client.get(f"/notices/{told.pk}").headers["Location"]


def test_a_kind_nobody_worded_still_names_its_ticket(agent: Person) -> None:
    notify_users([agent.user], "something_new", url="/me", data=BROKEN, key="c")
    assert "T-۱۴۰۵-۰۰۰۰۱۲" in agent.client.get("/notices").content.decode()


def test_an_empty_list_says_what_will_stand_there(agent: Person) -> None:
    assert "خبری نیست" in agent.client.get("/notices").content.decode()
