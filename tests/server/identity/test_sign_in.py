"""Signing in at the two doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from tests.server.identity.conftest import HERE, PASSWORD

from owj.server.identity import sign_in as room
from owj.server.identity.models import RateWindow, SignInRecord, User, UserSession
from owj.server.identity.origin import Origin
from owj.server.identity.people import deactivate_user
from owj.server.identity.rate_limit import Limit, TooManyAttempts
from owj.server.identity.sign_in import Credentials, SignInRefused, sign_in, sign_out

Outcome = SignInRecord.Outcome
pytestmark = pytest.mark.django_db


def outcomes() -> list[str]:
    return list(SignInRecord.objects.order_by("id").values_list("outcome", flat=True))


def test_right_credentials_open_a_session(agent: User) -> None:
    started = sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    assert started.session.user == agent
    assert (started.session.device, started.session.address) == (HERE.device, HERE.address)
    assert started.max_age_s is None
    assert outcomes() == [Outcome.SUCCEEDED]


def test_the_database_never_holds_the_token(agent: User) -> None:
    started = sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    assert started.token not in str(UserSession.objects.values().get())
    assert len(started.token) >= 43


@pytest.mark.parametrize("name", ["maryam", "MARYAM", " Maryam ", "Ｍaryam"])
def test_a_name_is_folded(agent: User, name: str) -> None:
    assert sign_in("staff", Credentials(name, PASSWORD), HERE).session.user == agent


def wrong_password(agent: User, customer: User) -> Credentials:
    return Credentials("Maryam", "another long secret")


def unknown_name(agent: User, customer: User) -> Credentials:
    return Credentials("nobody", PASSWORD)


def deactivated(agent: User, customer: User) -> Credentials:
    User.objects.filter(id=agent.pk).update(is_active=False)
    return Credentials("Maryam", PASSWORD)


def wrong_door(agent: User, customer: User) -> Credentials:
    return Credentials("customer", PASSWORD)


def no_password_set(agent: User, customer: User) -> Credentials:
    User.objects.filter(id=agent.pk).update(password="!")
    return Credentials("Maryam", "")


def odd_letters(agent: User, customer: User) -> Credentials:
    return Credentials("Mar\x00yam" * 40, "\x00" * 300)


@pytest.mark.parametrize(
    "case", [wrong_password, unknown_name, deactivated, wrong_door, no_password_set, odd_letters]
)
def test_every_refusal_looks_and_costs_the_same(
    agent: User, customer: User, password_checks: Callable[[], int], case
) -> None:
    given = case(agent, customer)
    with pytest.raises(SignInRefused) as refusal:
        sign_in("staff", given, HERE)
    assert refusal.value.data == {}
    assert password_checks() == 1
    assert outcomes() == [Outcome.FAILED]
    assert not UserSession.objects.exists()


def test_the_audit_keeps_who_tried_and_never_the_password(agent: User) -> None:
    with pytest.raises(SignInRefused):
        sign_in("staff", Credentials("Maryam", "another long secret"), HERE)
    row = SignInRecord.objects.values().get()
    assert (row["username"], row["user_id"], row["door"]) == ("Maryam", agent.pk, "staff")
    assert (row["address"], row["device"]) == (HERE.address, HERE.device)
    assert "another long secret" not in str(row)
    assert "another long secret" not in repr(Credentials("Maryam", "another long secret"))


def test_a_name_is_limited_at_every_address(
    agent: User, monkeypatch: pytest.MonkeyPatch, password_checks: Callable[[], int]
) -> None:
    monkeypatch.setattr(room, "PER_NAME", Limit("sign-in name", 3))
    for number in range(3):
        with pytest.raises(SignInRefused):
            sign_in("staff", Credentials("Maryam", "wrong"), Origin(f"192.0.2.{number}", ""))
    checked = password_checks()
    for _ in range(2):
        with pytest.raises(TooManyAttempts) as refusal:
            sign_in("staff", Credentials("MARYAM", PASSWORD), HERE)
    assert password_checks() == checked
    assert 0 < refusal.value.data["retry_after_s"] <= 15 * 60
    assert outcomes() == [Outcome.FAILED] * 3 + [Outcome.LIMITED]


def test_an_unknown_name_is_limited_like_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PER_NAME", Limit("sign-in name", 1))
    with pytest.raises(SignInRefused):
        sign_in("staff", Credentials("nobody", "wrong"), HERE)
    with pytest.raises(TooManyAttempts):
        sign_in("staff", Credentials("nobody", "wrong"), HERE)


def test_an_address_is_limited_over_all_names(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PER_ADDRESS", Limit("sign-in address", 3))
    for number in range(3):
        with pytest.raises(SignInRefused):
            sign_in("hub", Credentials(f"name{number}", "wrong"), HERE)
    with pytest.raises(TooManyAttempts):
        sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    assert sign_in("staff", Credentials("Maryam", PASSWORD), Origin("192.0.2.99", ""))


def test_a_success_forgives_the_name_and_costs_the_address_nothing(
    agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PER_NAME", Limit("sign-in name", 2))
    monkeypatch.setattr(room, "PER_ADDRESS", Limit("sign-in address", 2))
    for _ in range(5):
        sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    with pytest.raises(SignInRefused):
        sign_in("staff", Credentials("Maryam", "wrong"), HERE)
    assert sign_in("staff", Credentials("Maryam", PASSWORD), HERE)


def test_a_window_ends(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PER_NAME", Limit("sign-in name", 1))
    with pytest.raises(SignInRefused):
        sign_in("staff", Credentials("Maryam", "wrong"), HERE)
    RateWindow.objects.update(
        window_started_at=F("window_started_at") - timedelta(minutes=15, seconds=1)
    )
    assert sign_in("staff", Credentials("Maryam", PASSWORD), HERE)


def test_signing_out_ends_the_session(agent: User) -> None:
    started = sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    sign_out(started.session)
    assert not UserSession.objects.exists()
    assert outcomes() == [Outcome.SUCCEEDED, Outcome.SIGNED_OUT]


def test_deactivating_ends_every_session(agent: User, admin: User) -> None:
    sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    deactivate_user(agent, by=admin.actor)
    assert not UserSession.objects.exists()
    assert SignInRecord.objects.get(outcome=Outcome.REVOKED).by == admin


def test_the_connection_is_free_while_a_password_is_hashed(
    agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A storm of sign-ins must not hold the whole pool: pages would find no connection."""
    order: list[str] = []
    fits = room.password_fits

    def hashing(password: str, encoded: str | None) -> bool:
        order.append("hashing")
        return fits(password, encoded)

    monkeypatch.setattr(room, "release_database", lambda: order.append("given back"))
    monkeypatch.setattr(room, "password_fits", hashing)
    sign_in("staff", Credentials("Maryam", PASSWORD), HERE)
    assert order == ["given back", "hashing"]
