"""`./owj people password`: the way back in when the only password is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from owj.boot.cli import BAD_INPUT, main
from owj.boot.commands.people import PersonUnknown, forget_shown, renew_password
from owj.server.context import SYSTEM
from owj.server.identity.models import User
from owj.server.identity.people import NewUser, create_user
from owj.service.installation import Installation


@pytest.fixture
def maryam(db: None) -> User:
    """Give an administrator whose password nobody knows any more."""
    wanted = NewUser(username="maryam", full_name="Maryam", kind="staff", roles=("admin",))
    return create_user(wanted, by=SYSTEM)


def test_the_new_password_opens_the_account(maryam: User) -> None:
    password = renew_password("Maryam")
    maryam.refresh_from_db()
    assert maryam.check_password(password)
    assert renew_password("maryam") != password


def test_up_shows_the_old_password_no_more(tmp_path: Path) -> None:
    made = Installation(tmp_path)
    made.prepare()
    shown = [{"door": "client", "user": user, "password": "old"} for user in ("maryam", "sina")]
    made.write_facts(sign_ins=shown)
    forget_shown(made, "Maryam")
    assert made.facts()["sign_ins"] == shown[1:]


@pytest.mark.django_db
def test_an_unknown_person_is_named() -> None:
    with pytest.raises(PersonUnknown, match="nobody-here"):
        renew_password("nobody-here")


def test_a_folder_without_data_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["people", "password", "maryam", "--data", str(tmp_path / "none")]
    assert main(arguments) == BAD_INPUT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
