"""A new password for who forgot the old one."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from owj.kernel.errors import NotFound
from owj.server.context import SYSTEM
from owj.server.identity.access_letters import send_news_of_password, send_reset
from owj.server.identity.audit import record_sign_in
from owj.server.identity.doors import Door
from owj.server.identity.models import SignInRecord, User
from owj.server.identity.one_time import use_link
from owj.server.identity.origin import Origin
from owj.server.identity.people import store_password
from owj.server.identity.rate_limit import Limit, count_try

ASKED_BY_NAME = Limit("reset asked", 3, timedelta(minutes=30))
ASKED_BY_ADDRESS = Limit("reset asked from", 20)
ASKED_BY_ALL = Limit("reset asked of all", 300)


class LinkIsDead(NotFound):
    """Say that a link was used, is too old, or never was one."""

    code = "identity.link_is_dead"
    message = "This link has been used or is too old. Ask for a new one."


def request_reset(door: Door, who: str, origin: Origin, *, address: str) -> None:
    """Let a link go to who is meant; the same happens, as far as one sees, when it is nobody.

    who: user name, e-mail address or mobile. address: of the page that takes the link. Call it
    outside of a transaction. Raises: TooManyAttempts.
    """
    meant = who.replace("\x00", "").strip()[:150]
    count_try(ASKED_BY_ADDRESS, origin.address or "unknown")
    count_try(ASKED_BY_NAME, f"{door}:{meant.casefold()}")
    count_try(ASKED_BY_ALL, "all")
    with transaction.atomic():
        record_sign_in(SignInRecord.Outcome.RESET_ASKED, door=door, username=meant, origin=origin)
        send_reset(door, meant, address=address)


@transaction.atomic
def set_password_by_link(door: Door, token: str, new: str, origin: Origin) -> User:
    """Use a link up: set the password, end every session, and tell the person.

    A password that is too weak leaves the link alive. Raises: LinkIsDead, PasswordTooWeak.
    """
    user = use_link(door, token)
    if user is None:
        raise LinkIsDead
    first = user.password_changed_at is None and not user.has_usable_password()
    store_password(user, new, by=SYSTEM, origin=origin, keep=None)
    if not first:
        send_news_of_password(user)
    return user
