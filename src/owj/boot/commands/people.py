"""`./owj people password USER`: a new password for somebody who lost it."""

from __future__ import annotations

import argparse
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from owj.boot.commands.session import ready_database
from owj.kernel.errors import NotFound
from owj.service.installation import Installation, find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

if TYPE_CHECKING:
    from owj.server.identity.models import User

PASSWORD_BYTES = 12


class PersonUnknown(NotFound):
    """Say that nobody signs in under this name."""

    code = "people.unknown"
    message = "Nobody signs in as %(user)s here: give the user name of the sign-in page."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `people`."""
    parser = argparse.ArgumentParser(prog="./owj people", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    renewing = verbs.add_parser("password", help="make a new password and end the sessions")
    renewing.add_argument("user")
    renewing.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Print the new password, which nothing keeps."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        password = renew_password(asked.user)
        forget_shown(installation, asked.user)
        print(password)
    return 0


def forget_shown(installation: Installation, username: str) -> None:
    """Let `up` no longer show a password of the demo that does not open anything any more."""
    shown: list[dict[str, str]] = installation.facts().get("sign_ins") or []
    kept = [one for one in shown if one["user"].casefold() != username.casefold()]
    if kept != shown:
        installation.write_facts(sign_ins=kept)


def find_person(username: str) -> User:
    """Return who signs in under a name. Raises: PersonUnknown."""
    from owj.server.identity.models import User
    from owj.server.identity.names import username_key

    person = User.objects.filter(username_key=username_key(username)).first()
    if person is None:
        raise PersonUnknown(user=username)
    return person


def renew_password(username: str) -> str:
    """Give the person a random password and return it. Raises: PersonUnknown."""
    from owj.server.context import SYSTEM
    from owj.server.identity.people import reset_password

    person = find_person(username)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    reset_password(person, password, by=SYSTEM)
    return password
