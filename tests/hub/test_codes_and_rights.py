"""The doors' pages of codes and links, the switch of customers, colleagues and chosen news."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Contact, Membership
from owj.packages.customers.queries import Rights
from owj.packages.customers.services import end_membership, give_rights
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.services import open_ticket, reply_publicly
from owj.server.identity.models import User
from owj.server.identity.one_time import make_link
from owj.server.notices.models import NoticeChoice
from owj.server.outbox.deliver import deliver_message
from owj.server.outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
MINA = "+989121112233"
CODE = "/hub/sign-in/code"


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "sms"


@pytest.fixture
def mina(desk: Desk) -> User:
    User.objects.filter(pk=desk.hub_user.pk).update(phone=MINA)
    return desk.hub_user


def step_in(html: str) -> str:
    found = re.search(r'name="step" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def test_a_code_by_sms_opens_the_hub(mina: User, folder: Path) -> None:
    browser = Client()
    html = text_of(browser.post(CODE, {"phone": "۰۹۱۲ ۱۱۱ ۲۲۳۳"}))
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert "2233" in html.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    deliver_message(OutboxMessage.objects.get().pk)
    [path] = folder.glob("*.json")
    found = re.search(r"\d{6}", json.loads(path.read_text(encoding="utf-8"))["text"])
    assert found is not None
    wrong = browser.post(CODE, {"step": step_in(html), "code": "1"})
    assert wrong.status_code == 422
    answer = browser.post(
        CODE, {"step": step_in(html), "code": found.group(0), "next": "/hub/tickets"}
    )
    assert answer.headers["Location"] == "/hub/tickets"
    assert browser.get("/hub/tickets").status_code == 200


def test_a_known_and_an_unknown_number_are_answered_alike(mina: User) -> None:
    def shown(number: str) -> str:
        html = text_of(Client().post(CODE, {"phone": number}))
        html = re.sub(r'(name="(?:step|csrfmiddlewaretoken)" value=")[^"]+', r"\1", html)
        html = re.sub(r'("X-CSRFToken": ")[^"]+', r"\1", html)
        return html.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")).replace("8877", "2233")

    assert shown("09121112233") == shown("09129998877")


def test_codes_are_tried_for_numbers_only_that_the_page_has_sent_to(mina: User) -> None:
    html = text_of(Client().post(CODE, {"phone": "09121112233"}))
    step = step_in(html)
    forged = Client().post(CODE, {"step": step[:-2] + "xx", "code": "123456"})
    assert 'name="phone"' in text_of(forged)
    assert 'name="code"' not in text_of(forged)


def test_a_door_of_staff_without_codes_has_no_such_page(settings) -> None:
    assert Client().get("/sign-in/code").status_code == 404
    settings.STAFF_CODES = True
    assert Client().get("/sign-in/code").status_code == 200
    assert "/sign-in/code" in text_of(Client().get("/sign-in"))


def test_too_many_questions_are_429_and_say_when(mina: User) -> None:
    for _ in range(3):
        Client().post(CODE, {"phone": "09121112233"})
    answer = Client().post(CODE, {"phone": "09121112233"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def test_a_link_shows_its_page_as_often_as_one_looks_and_works_once(mina: User) -> None:
    address = f"/hub/new-password/{make_link(mina, life=timedelta(minutes=5))}"
    for _ in range(2):
        assert Client().get(address).status_code == 200
    weak = Client().post(address, {"new": "kootah"})
    assert weak.status_code == 422
    done = Client().post(address, {"new": "yek-ramz-e-taze"})
    assert done.headers["Location"] == reverse("ui:hub_sign_in")
    assert Client().get(address).status_code == 404
    assert Client().get(address.replace("/hub", "")).status_code == 404


@pytest.mark.parametrize("who", ["mina", "nobody", "mina@c.example", "09121112233"])
def test_forgetting_answers_everybody_alike(mina: User, who: str) -> None:
    answer = Client().post(reverse("ui:hub_forgot"), {"who": who})
    assert answer.status_code == 200
    assert 'role="status"' in text_of(answer)


def test_a_person_of_two_customers_switches_and_a_foreign_one_is_not_there(desk: Desk) -> None:
    theirs = open_ticket(
        desk.ctx(desk.other_hub_user), OpenTicket("موضوع-دیگران", "متن", is_bug=False)
    )
    browser = client_of(desk.hub_user)
    switch = reverse("hub:choose_customer")
    assert browser.post(switch, {"customer": desk.other_customer.id}).status_code == 404
    browser.cookies["owj_hub_customer"] = str(desk.other_customer.id)
    assert desk.other_customer.name not in text_of(browser.get("/hub/"))
    rights = Rights(team=True)
    give_rights(desk.system, desk.contact.id, desk.other_customer.id, rights)
    assert browser.post(switch, {"customer": desk.other_customer.id}).status_code == 302
    assert theirs.subject in text_of(browser.get("/hub/"))
    # Taken away while the page is open: the next request leads home.
    end_membership(desk.system, desk.contact.id, desk.other_customer.id)
    assert theirs.subject not in text_of(browser.get("/hub/"))
    assert browser.get(f"/hub/tickets/{theirs.tracking_id}").status_code == 404


def test_mine_and_the_teams(desk: Desk) -> None:
    mine = desk.file()
    user = User.objects.create(username="n", username_key="n", full_name="نسرین", kind="hub")
    contact = desk.system.create(Contact, customer=desk.customer, name="نسرین", user=user.pk)
    give_rights(desk.system, contact.id, desk.customer.id, Rights())
    theirs = open_ticket(desk.ctx(user), OpenTicket("از-نسرین", "متن", is_bug=False))
    browser = client_of(desk.hub_user)
    both = text_of(browser.get("/hub/tickets"))
    assert mine.subject in both
    assert theirs.subject in both
    assert theirs.subject not in text_of(browser.get("/hub/tickets?whose=mine"))
    by = text_of(browser.get(f"/hub/tickets?by={contact.id}&show=open"))
    assert theirs.subject in by
    assert mine.subject not in by
    own_only = text_of(client_of(user).get("/hub/tickets"))
    assert mine.subject not in own_only
    assert 'name="by"' not in own_only


def test_a_manager_of_colleagues_invites_and_gives_rights(desk: Desk) -> None:
    give_rights(desk.system, desk.contact.id, desk.customer.id, Rights(team=True, people=True))
    browser = client_of(desk.hub_user)
    assert browser.get(reverse("hub:people")).status_code == 200
    form = {"name": "نسرین", "email": "n@c.example", "rights": ["team", "judge"]}
    assert browser.post(reverse("hub:invite"), form).status_code == 403
    form["rights"] = ["team"]
    assert browser.post(reverse("hub:invite"), form).status_code == 302
    contact = desk.system.rows(Contact).get(name="نسرین")
    browser.post(reverse("hub:rights", args=[contact.id]), {"rights": []})
    membership = desk.system.rows(Membership).get(contact_id=contact.id)
    assert not membership.sees_team
    browser.post(reverse("hub:rights", args=[contact.id]), {"end": "1"})
    assert not desk.system.get(Membership, membership.id).active
    bad = browser.post(reverse("hub:invite"), {"name": "بی‌نشانی"})
    assert bad.status_code == 422


def test_news_is_chosen_and_kept(desk: Desk) -> None:
    browser = client_of(desk.hub_user)
    form = {"quiet_from": "۲۱:۰۰", "quiet_until": "08:00", "desk_replied": ["sms"]}
    assert browser.post(reverse("ui:hub_choices"), form).status_code == 302
    chosen = NoticeChoice.objects.get(user=desk.hub_user, kind="desk_replied")
    assert chosen.ways == ["sms"]
    assert not NoticeChoice.objects.filter(kind="mentioned").exists()
    html = text_of(browser.get(reverse("ui:hub_choices")))
    assert "۲۱:۰۰" in html
    bad = browser.post(reverse("ui:hub_choices"), {"quiet_from": "x", "quiet_until": "y"})
    assert bad.status_code == 422


def test_a_reply_stands_in_the_hubs_bell(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    browser = client_of(desk.hub_user)
    assert ticket.subject in text_of(browser.get(reverse("ui:hub_notices")))
    notice = desk.hub_user.notices.get()
    opened = browser.get(reverse("ui:hub_open_notice", args=[notice.pk]))
    assert opened.headers["Location"] == f"/hub/tickets/{ticket.tracking_id}"
    assert (
        client_of(desk.other_hub_user)
        .get(reverse("ui:hub_open_notice", args=[notice.pk]))
        .status_code
        == 404
    )
