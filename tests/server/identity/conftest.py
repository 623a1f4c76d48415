"""People to sign in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from owj.server.identity.models import User
from owj.server.identity.origin import Origin
from owj.server.identity.people import NewUser, create_user

PASSWORD = "a long enough secret"
HERE = Origin("192.0.2.7", "Firefox, Linux")


@pytest.fixture
def agent(db: None) -> User:
    """Return a staff member."""
    return create_user(NewUser("Maryam", "مریم رضایی", "staff", PASSWORD, ("agent",)))


@pytest.fixture
def admin(db: None) -> User:
    """Return an administrator."""
    return create_user(NewUser("admin", "Admin", "staff", PASSWORD, ("admin",)))


@pytest.fixture
def customer(db: None) -> User:
    """Return a person of the hub."""
    return create_user(NewUser("customer", "علی کریمی", "hub", PASSWORD))


@pytest.fixture
def password_checks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Return how many passwords were really verified so far."""
    from owj.server.identity import hashing

    seen: list[str] = []
    real = hashing.check_password

    def count(password: str, encoded: str) -> bool:
        seen.append(encoded)
        return real(password, encoded)

    monkeypatch.setattr(hashing, "check_password", count)
    return lambda: len(seen)
