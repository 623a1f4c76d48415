"""The pages of keys: a token is shown once, and ends by its person or an administrator."""

from __future__ import annotations

import re

from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.server.identity.api_keys import find_key
from owj.server.identity.models import ApiKey


def made_token(desk: Desk, **facts: object) -> str:
    client = client_of(desk.agent)
    form = {"name": "دفتر", "deed": "write", "life": "90"} | facts
    page = text_of(client.post("/keys", form))
    found = re.search(r'value="(owj_[^"]+)"', page)
    assert found is not None
    assert found[1] not in text_of(client.get("/keys"))
    return found[1]


def test_a_key_is_made_shown_once_and_ended(desk: Desk) -> None:
    token = made_token(desk, entity=["customer", "contact"])
    key = find_key(token)
    assert key is not None
    assert key.user == desk.agent
    assert key.scopes == ["write:contact", "write:customer"]
    assert key.expires_at is not None
    client = client_of(desk.agent)
    assert client_of(desk.colleague).post(f"/keys/{key.pk}/revoke").status_code == 404
    assert find_key(token) is not None
    assert client.post(f"/keys/{key.pk}/revoke").status_code == 302
    assert find_key(token) is None


def test_what_makes_no_key_is_said(desk: Desk) -> None:
    client = client_of(desk.agent)
    for wrong in ({"name": ""}, {"deed": "all"}, {"entity": ["A;B"]}, {"name": "x" * 81}):
        answer = client.post("/keys", {"name": "n", "deed": "read", "life": "30"} | wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in text_of(answer)
    assert not ApiKey.objects.exists()


def test_administrators_see_and_end_everybodys_keys(desk: Desk) -> None:
    token = made_token(desk)
    key = ApiKey.objects.get()
    agent, admin = client_of(desk.agent), client_of(desk.admin)
    assert agent.get("/admin/keys").status_code == 403
    assert agent.post(f"/admin/keys/{key.pk}/revoke").status_code == 403
    page = text_of(admin.get("/admin/keys"))
    assert desk.agent.full_name in page
    assert token not in page
    assert admin.post(f"/admin/keys/{key.pk}/revoke").status_code == 302
    assert find_key(token) is None
    assert admin.post("/admin/keys/999999/revoke").status_code == 404
