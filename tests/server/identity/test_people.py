"""Accounts: made, changed, shut."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.server.identity.conftest import PASSWORD

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import (
    NewUser,
    PasswordTooWeak,
    RoleUnknown,
    UsernameTaken,
    create_user,
    reset_password,
    set_roles,
)
from owj.server.identity.preferences import set_preferences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("علی", "علي"),
        ("کاوه", "كاوه"),
        ("ali12", "ali۱۲"),
        ("ali12", "ali١٢"),
        ("Ali", "aLI"),
        ("می‌نا", "مینا"),
        ("ali", "ａｌｉ"),
        ("ali reza", "alireza"),
    ],
)
def test_a_name_that_reads_the_same_is_taken(first: str, second: str) -> None:
    """One account and one user name belong to one user (R56)."""
    create_user(NewUser(first, "one", "staff", PASSWORD))
    with pytest.raises(UsernameTaken):
        create_user(NewUser(second, "two", "hub", PASSWORD))


@pytest.mark.parametrize(("first", "second"), [("گلها", "گل"), ("ali", "ally"), ("باران", "باراز")])
def test_different_names_stay_different(first: str, second: str) -> None:
    create_user(NewUser(first, "one", "staff", PASSWORD))
    assert create_user(NewUser(second, "two", "staff", PASSWORD)).pk


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "x" * 151])
def test_a_name_without_readable_letters_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        create_user(NewUser(name, "", "staff", PASSWORD))


def test_the_stored_password_is_argon2id() -> None:
    user = create_user(NewUser("maryam", "", "staff", PASSWORD))
    assert user.password.startswith("argon2$argon2id$")
    assert PASSWORD not in user.password


@pytest.mark.parametrize("password", ["", "short", "x" * 1001, "۱۲۳۴۵۶۷۸۹"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooWeak):
        create_user(NewUser("maryam", "", "staff", password))


def test_the_name_is_no_password() -> None:
    with pytest.raises(PasswordTooWeak):
        create_user(NewUser("maryam12345", "", "staff", "MARYAM۱۲۳۴۵"))


@pytest.mark.parametrize(
    ("kind", "roles"), [("staff", ("king",)), ("hub", ("admin",)), ("hub", ("agent",))]
)
def test_a_role_of_another_kind_is_refused(kind: str, roles: tuple[str, ...]) -> None:
    with pytest.raises(RoleUnknown):
        create_user(NewUser("maryam", "", kind, PASSWORD, roles))


def test_the_database_too_refuses_roles_at_the_hub(customer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(id=customer.pk).update(roles=["admin"])


@pytest.mark.parametrize(
    "act",
    [
        lambda agent: create_user(NewUser("new", "", "staff", PASSWORD), by=agent.actor),
        lambda agent: set_roles(agent, ["admin"], by=agent.actor),
        lambda agent: reset_password(agent, "another long secret", by=agent.actor),
    ],
    ids=["create", "roles", "reset"],
)
def test_only_an_administrator_changes_accounts(agent: User, act) -> None:
    before = User.objects.values().get()
    with pytest.raises(NotAllowed):
        act(agent)
    assert User.objects.values().get() == before


def test_roles_are_what_the_actor_carries(agent: User) -> None:
    set_roles(agent, ["project_manager", "agent"], by=SYSTEM)
    agent.refresh_from_db()
    assert agent.actor.has_role("project_manager")
    assert not agent.actor.has_role("admin")
    assert SYSTEM.has_role("admin")


def test_preferences_are_kept(agent: User) -> None:
    set_preferences(agent, theme="dark", language="en", density="compact")
    agent.refresh_from_db()
    assert (agent.theme, agent.language, agent.density) == ("dark", "en", "compact")


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "pink"), ("is_active", "1"), ("roles", "admin")]
)
def test_what_is_no_preference_is_refused(agent: User, name: str, value: str) -> None:
    with pytest.raises(InvalidInput):
        set_preferences(agent, **{name: value})
