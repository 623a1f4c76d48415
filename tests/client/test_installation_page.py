"""An installation's page for staff, and what the customer reads of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk
from tests.packages.installations.test_signs import Server
from tests.packages.warranty.conftest import Covered, cover, jalali

from owj.server.signed_senders.signing import read_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def covered(desk: Desk) -> Covered:
    return cover(desk)


@pytest.fixture
def server(desk: Desk) -> Server:
    return Server(desk)


def write(client: Client, server: Server, verb: str, **given: str) -> int:
    address = reverse("client:installation_write", args=[server.installation.id, verb])
    return client.post(address, given).status_code


def page(client: Client, server: Server) -> str:
    return text_of(client.get(reverse("client:installation", args=[server.installation.id])))


def test_lapsed_customers_server_stays_shut_with_the_renewal_beside_it(
    covered: Covered, server: Server
) -> None:
    covered.deliver(jalali(1403, 9, 1))
    agent = client_of(covered.desk.agent)
    said = page(agent, server)
    assert "ریموت تنها زمانی رواست که بدانیم سرویس اوج روی سرور مشتری غیرفعال است" in said
    assert "۶۳۷٬۵۰۰٬۰۰۰ ریال" in said
    assert write(agent, server, "remote", purpose="به‌روزرسانی") == 409
    told = {"state": "inactive", "document": "تماس تلفنی", "author": "مینا احمدی"}
    assert write(agent, server, "declare", **told) == 302
    assert write(agent, server, "remote", purpose="راه‌اندازی سرویس") == 302
    mina = text_of(client_of(covered.desk.hub_user).get(reverse("hub:contracts")))
    assert "سرویس اوج: غیرفعال" in mina
    assert "راه‌اندازی سرویس، تا وقتی سرویس اوج غیرفعال است" in mina
    assert write(agent, server, "remote-end", note="روشن شد") == 302
    assert "روشن شد" in page(agent, server)


def test_refused_declaration_keeps_what_was_typed(server: Server, desk: Desk) -> None:
    address = reverse("client:installation_write", args=[server.installation.id, "declare"])
    answer = client_of(desk.agent).post(address, {"document": "تماس تلفنی", "author": " "})
    assert answer.status_code == 422
    assert 'value="تماس تلفنی"' in answer.content.decode()


def test_key_is_shown_once(server: Server, desk: Desk) -> None:
    manager = client_of(desk.manager)
    address = reverse("client:installation_write", args=[server.installation.id, "key"])
    shown = text_of(manager.post(address))
    found = re.search(r"[0-9a-f-]{36}\.[\w-]{40,}", shown)
    assert found is not None
    server.key = read_key(found[0]) or server.key
    server.says()
    said = page(manager, server)
    assert found[0].partition(".")[2] not in said
    assert "فعال" in said


def test_contracts_page_leads_to_the_installation(covered: Covered, server: Server) -> None:
    agent = client_of(covered.desk.agent)
    answer = agent.get(reverse("client:contract", args=[covered.contract.id]))
    address = reverse("client:installation", args=[server.installation.id])
    assert f'href="{address}"' in answer.content.decode()
