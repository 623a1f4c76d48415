"""`./owj key`: makes, lists and ends keys."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, main
from owj.boot.commands import key as command
from owj.boot.commands.key import ExpiryUnreadable, create, lines_of, parse, read_expiry, revoke
from owj.boot.commands.people import PersonUnknown
from owj.server.clock import real_now
from owj.server.identity.api_keys import find_key
from owj.server.identity.models import ApiKey, User
from owj.server.identity.people import NewUser, create_user
from owj.server.identity.scopes import ScopeUnknown


@pytest.fixture
def sina(db: None) -> User:
    return create_user(NewUser(username="sina", full_name="Sina", kind="staff"))


def test_a_key_is_made_to_read_unless_told_else(sina: User) -> None:
    token = create(parse(["create", "--user", "Sina"]), None)
    found = find_key(token)
    assert found is not None
    assert (found.user, found.scopes, found.expires_at) == (sina, ["read"], None)
    asked = parse(["create", "--user", "sina", "--scope", "write:customer", "--scope", "read"])
    found = find_key(create(asked, real_now() + timedelta(days=1)))
    assert found is not None
    assert found.scopes == ["read", "write:customer"]


def test_a_key_for_an_entity_that_is_not_there_is_not_made(sina: User) -> None:
    for scope in ("read:x_nothing", "write:custmer", "fly"):
        with pytest.raises(ScopeUnknown, match=scope):
            create(parse(["create", "--user", "sina", "--scope", scope]), None)
    assert not ApiKey.objects.exists()


def test_keys_are_listed_without_their_tokens_and_ended(sina: User) -> None:
    token = create(parse(["create", "--user", "sina", "--name", "books"]), None)
    key = ApiKey.objects.get()
    shown = "\n".join(lines_of("sina"))
    assert f"{key.pk}\t{key.start}\tbooks\tread\tnever\tnever\tnever" in shown
    assert token not in shown
    revoke("sina", key.pk)
    assert find_key(token) is None


def test_lives_are_read(db: None) -> None:
    assert read_expiry("never") is None
    found = read_expiry("90d")
    assert found is not None
    assert timedelta(days=89) < found - real_now() <= timedelta(days=90)
    day = read_expiry("2027-01-31")
    assert day is not None
    assert day.isoformat() == "2027-02-01T00:00:00+00:00"
    for wrong in ("", "90", "soon", "2027-02-30", "-1d"):
        with pytest.raises(ExpiryUnreadable):
            read_expiry(wrong)


def test_an_unknown_person_is_named(db: None) -> None:
    with pytest.raises(PersonUnknown, match="nobody-here"):
        lines_of("nobody-here")


def test_a_folder_without_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["key", "list", "--user", "sina", "--data", str(tmp_path / "none")]
    assert main(arguments) == BAD_INPUT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert command.NEVER == "never"
