"""The page of webhooks: for administrators, the secret once, the log, rest and end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Customer
from owj.server.webhooks.models import Webhook, WebhookDelivery
from owj.server.webhooks.services import drop_old_deliveries

PAGE = "/admin/webhooks"
FACTS = {"url": "https://example.com/hook", "entity": "customer", "action": ["created", "updated"]}


def test_its_secret_is_shown_once_and_its_log_sends_again(desk: Desk) -> None:
    client = client_of(desk.admin)
    secret = re.search(r'value="(whsec_[^"]+)"', text_of(client.post(PAGE, FACTS)))
    hook = Webhook.objects.get()
    assert secret is not None
    assert secret[1] == hook.secret
    assert "whsec_" not in text_of(client.get(PAGE)) + text_of(client.get(f"{PAGE}/{hook.pk}"))
    made = desk.system.create(Customer, name="شرکت نو")
    told = WebhookDelivery.objects.get()
    log = text_of(client.get(f"{PAGE}/{hook.pk}"))
    assert f"/records/customer/{made.id}" in log
    assert client.post(f"{PAGE}/{hook.pk}/deliveries/{told.pk}/again").status_code == 302
    assert [one.event for one in WebhookDelivery.objects.all()] == [told.event] * 2


def test_a_resting_webhook_is_told_nothing_and_goes_on_unbroken(desk: Desk) -> None:
    client = client_of(desk.admin)
    client.post(PAGE, FACTS)
    hook = Webhook.objects.get()
    client.post(f"{PAGE}/{hook.pk}/pause")
    desk.system.create(Customer, name="شرکت نو")
    assert not WebhookDelivery.objects.exists()
    Webhook.objects.update(failures=7, broken_until=desk.now)
    client.post(f"{PAGE}/{hook.pk}/resume")
    hook.refresh_from_db()
    assert (hook.active, hook.failures, hook.broken_until) == (True, 0, None)
    client.post(f"{PAGE}/{hook.pk}/end")
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("url", ["http://[::1", "ftp://example.com", ""])
def test_an_address_that_may_not_be_told_is_refused_in_the_form(desk: Desk, url: str) -> None:
    answer = client_of(desk.admin).post(PAGE, {**FACTS, "url": url})
    assert answer.status_code == 422
    assert 'id="w-error"' in text_of(answer)
    assert not Webhook.objects.exists()


def test_agents_see_no_webhooks(desk: Desk) -> None:
    assert client_of(desk.agent).get(PAGE).status_code == 403
    assert client_of(desk.agent).post(PAGE, FACTS).status_code == 403


def test_what_was_told_is_forgotten_after_the_days_that_are_set(
    desk: Desk, settings: object
) -> None:
    client_of(desk.admin).post(PAGE, FACTS)
    for name in ("یک", "دو", "سه"):
        desk.system.create(Customer, name=name)
    first, second, _third = WebhookDelivery.objects.order_by("pk")
    old = desk.now - timedelta(days=31)
    WebhookDelivery.objects.filter(pk__in=[first.pk, second.pk]).update(at=old)
    # What still waits is kept, however old.
    WebhookDelivery.objects.filter(pk=first.pk).update(state="delivered")
    settings.WEBHOOK_LOG_DAYS = 0  # type: ignore[attr-defined]  # pytest-django's settings
    assert drop_old_deliveries() == 0
    settings.WEBHOOK_LOG_DAYS = 30  # type: ignore[attr-defined]  # pytest-django's settings
    assert drop_old_deliveries() == 1
    assert not WebhookDelivery.objects.filter(pk=first.pk).exists()
