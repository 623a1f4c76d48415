"""Sessions: given at sign-in, worth nothing elsewhere, ended where they should end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from owj.server.identity.doors import COOKIES, Door
from owj.server.identity.hashing import password_fits
from owj.server.identity.models import RateWindow, SignInRecord, User, UserSession
from owj.server.identity.people import (
    PER_PERSON,
    NewUser,
    activate_user,
    create_user,
    deactivate_user,
)
from owj.server.identity.sessions import digest_of, start_session
from tests.security.asking import answer_of, outcome
from tests.security.routes import DOOR, OK
from tests.security.world import HERE, World

PASSWORD = "correct-horse-battery"
STAFF, HUB = COOKIES["staff"].session, COOKIES["hub"].session
DOORS: list[tuple[Door, str]] = [("staff", "ui:sign_in"), ("hub", "ui:hub_sign_in")]


def made(kind: str, name: str = "fresh") -> User:
    """Return a person with a password."""
    return create_user(NewUser(name, name, kind, password=PASSWORD))


def sign_in(client: Client, page: str, name: str = "fresh", **more: str) -> HttpResponse:
    """Send the form of a door."""
    fields = {"username": name, "password": PASSWORD, **more}
    return answer_of(client.post(reverse(page), fields))


@pytest.mark.parametrize(("door", "page"), DOORS)
def test_a_planted_session_is_not_taken_up(world: World, door: Door, page: str) -> None:
    """Session fixation: whoever planted the cookie must not be signed in with the victim."""
    made(door)
    client = Client()
    for name in (STAFF, HUB):
        client.cookies[name] = "planted"
    response = sign_in(client, page)
    token = response.cookies[COOKIES[door].session].value
    assert token != "planted"
    assert len(token) >= 32
    assert not UserSession.objects.filter(token_digest=digest_of("planted")).exists()


@pytest.mark.parametrize(("door", "page"), DOORS)
def test_signing_in_again_gives_a_new_session_and_ends_the_old_one(
    world: World, door: Door, page: str
) -> None:
    user = made(door)
    client = Client()
    tokens = [sign_in(client, page).cookies[COOKIES[door].session].value for _ in range(2)]
    assert tokens[0] != tokens[1]
    live = UserSession.objects.filter(user=user).values_list("token_digest", flat=True)
    assert list(live) == [digest_of(tokens[1])]


def test_somebody_else_at_the_same_browser_ends_the_session_before(world: World) -> None:
    first, second = made("staff"), made("staff", "second")
    client = Client()
    sign_in(client, "ui:sign_in")
    sign_in(client, "ui:sign_in", "second")
    assert not UserSession.objects.filter(user=first).exists()
    assert UserSession.objects.filter(user=second).count() == 1


def test_a_failed_sign_in_ends_nobody_s_session(world: World) -> None:
    user = made("staff")
    client = Client()
    sign_in(client, "ui:sign_in")
    assert sign_in(client, "ui:sign_in", password="wrong").status_code == 422
    assert UserSession.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("copied", ["fresh", "shut", "ended", "expired"])
def test_a_token_ends_with_what_it_stands_for(world: World, copied: str) -> None:
    user = made("staff")
    started = start_session(user, HERE)
    client = Client()
    client.cookies[STAFF] = started.token
    admin = world.desk.admin.actor
    if copied == "shut":
        deactivate_user(user, by=admin)
        # Opening the account again must not open its old sessions.
        activate_user(user, by=admin)
    if copied == "ended":
        Client(headers={"cookie": f"{STAFF}={started.token}"}).post(reverse("ui:sign_out"))
    if copied == "expired":
        UserSession.objects.filter(user=user).update(expires_at="2001-01-01T00:00:00Z")
    expected = OK if copied == "fresh" else DOOR
    assert outcome(answer_of(client.get(reverse("ui:me")))) == expected


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    user = made("staff")
    thief, owner = Client(), Client()
    thief.cookies[STAFF] = start_session(user, HERE).token
    owner.cookies[STAFF] = start_session(user, HERE).token
    form = {"present": PASSWORD, "new": "another-good-password"}
    assert owner.post(reverse("ui:password"), form).status_code == 302
    assert outcome(answer_of(owner.get(reverse("ui:me")))) == OK
    assert outcome(answer_of(thief.get(reverse("ui:me")))) == DOOR


def test_the_own_password_may_not_be_tried_without_end(world: World) -> None:
    client = Client()
    client.cookies[STAFF] = start_session(made("staff"), HERE).token
    form = {"present": "wrong", "new": "another-good-password"}
    address = reverse("ui:password")
    tries = [client.post(address, form).status_code for _ in range(PER_PERSON.most)]
    assert set(tries) == {422}
    limited = answer_of(client.post(address, form | {"present": PASSWORD}))
    assert limited.status_code == 429
    assert int(limited.headers["Retry-After"]) > 0


def test_only_the_digest_of_a_token_is_kept(world: World) -> None:
    started = start_session(made("staff"), HERE)
    row = UserSession.objects.get(pk=started.session.pk)
    assert started.token not in str(vars(row))


ODD_TOKENS = ("", "x", "a" * 4000, "\xff\xfe", "' OR 1=1 --", "null", "0", "../../etc/passwd")


@pytest.mark.parametrize("token", ODD_TOKENS)
def test_an_odd_token_opens_nothing_and_breaks_nothing(world: World, token: str) -> None:
    client = Client(raise_request_exception=False)
    for name in (STAFF, HUB, "owj_csrf", "owj_hub_csrf", "owj_language", "owj_toasts"):
        client.cookies[name] = token
    assert outcome(answer_of(client.get(reverse("ui:me")))) == DOOR
    assert outcome(answer_of(client.get(reverse("ui:hub_me")))) == DOOR
    assert client.get(reverse("ui:sign_in")).status_code == 200


CASES = ("unknown", "wrong", "shut", "other door", "no password")


@pytest.mark.parametrize(("door", "page"), DOORS)
def test_every_refused_sign_in_looks_and_costs_alike(
    world: World, monkeypatch: pytest.MonkeyPatch, door: Door, page: str
) -> None:
    """No name can be found out: not by the words, nor by how long they take."""
    names = {case: f"zq-{case.replace(' ', '-')}" for case in CASES}
    made(door, names["wrong"])
    made("staff" if door == "hub" else "hub", names["other door"])
    shut = made(door, names["shut"])
    create_user(NewUser(names["no password"], "empty", door))
    User.objects.filter(pk=shut.pk).update(is_active=False)
    # A process makes the hash of nobody once.
    password_fits("", None)
    hashed = count_hashes(monkeypatch)
    looks, costs = {}, {}
    for case, name in names.items():
        password = "not-the-password" if case == "wrong" else PASSWORD
        hashed.clear()
        looks[case] = look(sign_in(Client(), page, name, password=password), name)
        costs[case] = len(hashed)
        # The audit knows; the visitor does not.
        assert SignInRecord.objects.latest("id").outcome == SignInRecord.Outcome.FAILED
    assert looks["unknown"][0] == 422
    assert {case: text == looks["unknown"] for case, text in looks.items()} == dict.fromkeys(
        CASES, True
    )
    assert costs == dict.fromkeys(CASES, 1)


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect each time a password is hashed, be it to compare or to store."""
    hashed: list[str] = []
    for name in ("verify", "encode"):
        real = getattr(hashers.Argon2PasswordHasher, name)

        def counted(self: Any, *given: Any, real: Any = real) -> Any:
            hashed.append(real.__name__)
            return real(self, *given)

        monkeypatch.setattr(hashers.Argon2PasswordHasher, name, counted)
    return hashed


def look(response: HttpResponse, name: str) -> tuple[int, str, str]:
    """Return all that a visitor is shown, without the secret of the page and the name given."""
    html = response.content.decode().replace(name, "NAME")
    html = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", html)
    # The length follows the name, the expiry the second of the answer.
    passing = {"Content-Length", "Expires"}
    headers = {k: v for k, v in response.headers.items() if k not in passing}
    return response.status_code, html, str(headers)


def test_an_unknown_name_is_limited_like_a_known_one(world: World) -> None:
    made("staff")
    counts = {}
    for name in ("fresh", "nobody-there"):
        RateWindow.objects.all().delete()
        statuses = [
            sign_in(Client(), "ui:sign_in", name, password="wrong").status_code for _ in range(12)
        ]
        counts[name] = statuses
    assert counts["fresh"] == counts["nobody-there"]
    assert counts["fresh"][-1] == 429
    # The right password does not help any more either.
    assert sign_in(Client(), "ui:sign_in", "nobody-there").status_code == 429
