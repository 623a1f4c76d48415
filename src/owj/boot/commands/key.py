"""`./owj key create|list|revoke`: keys with which programs use the API for a person."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from owj.boot.commands.people import find_person
from owj.boot.commands.session import ready_database
from owj.kernel.errors import InvalidInput
from owj.service.installation import find_installation
from owj.service.progress import Progress
from owj.service.refusals import NoDataHere

NEVER = "never"
_DAYS = re.compile(r"([0-9]{1,5})d", re.ASCII)


class ExpiryUnreadable(InvalidInput):
    """Say that an end of life cannot be read."""

    code = "key.expiry_unreadable"
    message = "--expires: expected days such as 90d, a date such as 2027-01-31, or never."


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of `key`."""
    parser = argparse.ArgumentParser(prog="./owj key", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    making = verbs.add_parser("create", help="make a key and print it; nothing keeps it")
    making.add_argument("--name", default="command line", help="what it is for")
    making.add_argument(
        "--scope",
        action="append",
        metavar="SCOPE",
        help="read, write, read:ENTITY or write:ENTITY; repeatable (default: read)",
    )
    making.add_argument(
        "--expires", default="90d", metavar="WHEN", help="90d, 2027-01-31 or never (default: 90d)"
    )
    listing = verbs.add_parser("list", help="list the keys of a person")
    ending = verbs.add_parser("revoke", help="end a key for good")
    ending.add_argument("id", type=int, help="number of the key, as `list` shows it")
    for verb in (making, listing, ending):
        verb.add_argument("--user", required=True, help="user name of the person")
        verb.add_argument("--data", metavar="DIR", help="data folder (else OWJ_DATA, else .data)")
    return parser.parse_args(arguments)


def run(arguments: Sequence[str]) -> int:
    """Print the new token, the list, or nothing."""
    asked = parse(arguments)
    installation = find_installation(asked.data)
    if not installation.exists:
        raise NoDataHere(data=installation.data)
    with ready_database(installation, Progress(quiet=True)):
        if asked.verb == "create":
            print(create(asked, read_expiry(asked.expires)))
        elif asked.verb == "list":
            print("\n".join(lines_of(asked.user)))
        else:
            revoke(asked.user, asked.id)
    return 0


def read_expiry(text: str) -> datetime | None:
    """Return when a key ends: at the end of a day in UTC; None: never. Raises: ExpiryUnreadable."""
    from owj.server.clock import real_now

    if text == NEVER:
        return None
    days = _DAYS.fullmatch(text)
    if days is not None:
        return real_now() + timedelta(days=int(days[1]))
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise ExpiryUnreadable from None
    return day + timedelta(days=1)


def create(asked: argparse.Namespace, expires_at: datetime | None) -> str:
    """Make a key and return its token. Raises: PersonUnknown, ScopeUnknown, KeyExpired."""
    from owj.server.context import SYSTEM
    from owj.server.identity.api_keys import NewKey, make_key

    scopes = asked.scope or ["read"]
    check_entities(scopes)
    new = NewKey(asked.name, scopes, expires_at)
    return make_key(find_person(asked.user), new, by=SYSTEM).token


def check_entities(scopes: Iterable[str]) -> None:
    """Refuse a scope of an entity that is not there: such a key opens nothing.

    Raises: ScopeUnknown.
    """
    from owj.packages import load_packages
    from owj.server.context import SYSTEM
    from owj.server.identity.scopes import ScopeUnknown
    from owj.server.records.context import open_context

    load_packages()
    known = open_context(SYSTEM).snapshot.models
    for scope in scopes:
        _deed, colon, entity_key = scope.partition(":")
        if colon and entity_key not in known:
            raise ScopeUnknown(got=scope)


def lines_of(username: str) -> list[str]:
    """Return the keys of a person, one a line, the latest first. Raises: PersonUnknown."""
    from owj.server.identity.api_keys import keys_of

    lines = ["id\tbegins\tname\tscopes\texpires\tlast used\trevoked"]
    for key in keys_of(find_person(username).pk):
        times = (key.expires_at, key.last_used_at, key.revoked_at)
        shown = [at.isoformat(timespec="seconds") if at else NEVER for at in times]
        lines.append("\t".join([str(key.pk), key.start, key.name, " ".join(key.scopes), *shown]))
    return lines


def revoke(username: str, key_id: int) -> None:
    """End a key of a person. Raises: PersonUnknown, KeyUnknown."""
    from owj.server.identity.api_keys import revoke_key

    revoke_key(find_person(username).pk, key_id)
