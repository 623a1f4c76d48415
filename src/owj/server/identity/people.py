"""Accounts: made, changed, shut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed
from owj.kernel.phones import mobile_e164, national
from owj.server.clock import real_now
from owj.server.context import SYSTEM, Actor
from owj.server.identity.audit import record_sign_in
from owj.server.identity.hashing import password_fits
from owj.server.identity.models import SignInRecord, User, UserSession
from owj.server.identity.names import is_readable, username_key
from owj.server.identity.origin import Origin
from owj.server.identity.rate_limit import Limit, count_try, forget_tries
from owj.server.identity.role_keys import staff_role_keys
from owj.server.identity.sessions import end_sessions

PASSWORD_LEAST = 10
PASSWORD_MOST = 1000
PER_PERSON = Limit("own password", 10)


class UsernameTaken(Conflict):
    """Say that another account has this name, or one that reads the same. Source: R56."""

    code = "identity.username_taken"
    message = "There is already an account with the user name %(username)s."


class PhoneTaken(Conflict):
    """Say that another account at this door signs in with this number."""

    code = "identity.phone_taken"
    message = "Another account has the number %(phone)s. Each person needs an own one."


class PasswordTooWeak(InvalidInput):
    """Say that a password is too short, too long or the user name itself."""

    code = "identity.password_too_weak"
    message = "The password must have at least %(least)s letters and must not be the user name."


class PasswordWrong(NotAllowed):
    """Say that the present password did not fit."""

    code = "identity.password_wrong"
    message = "The present password is not right."


class RoleUnknown(InvalidInput):
    """Say that a role does not exist, or not for this kind of account."""

    code = "identity.role_unknown"
    message = "Roles: expected some of %(expected)s, got %(got)s."


@dataclass(frozen=True, slots=True)
class NewUser:
    """What an account is made of; password None: nobody can sign in with it."""

    username: str
    full_name: str
    kind: str
    password: str | None = None
    roles: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    language: str = "fa"

    def __repr__(self) -> str:
        return f"NewUser(username={self.username!r}, kind={self.kind!r})"


def create_user(new: NewUser, *, by: Actor = SYSTEM) -> User:
    """Make an account.

    Raises: NotAllowed, UsernameTaken, PasswordTooWeak, RoleUnknown,
    PhoneTaken.
    """
    _require_admin(by)
    name = unicodedata.normalize("NFC", new.username).strip()
    key = username_key(name)
    if not key or len(name) > 150 or not is_readable(name):
        raise InvalidInput(field="username", expected="1 to 150 letters", got=name)
    if new.kind not in User.Kind.values:
        raise InvalidInput(field="kind", expected="staff or hub", got=new.kind)
    if new.password is not None:
        check_password_strength(new.password, key)
    phone = checked_phone(new.kind, new.phone)
    user = User(
        username=name,
        username_key=key,
        full_name=new.full_name.strip() or name,
        kind=new.kind,
        roles=checked_roles(new.kind, new.roles),
        email=new.email,
        phone=phone,
        language=new.language,
        password=make_password(new.password),
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise UsernameTaken(username=name) from error
    return user


def change_password(
    user: User, *, present: str, new: str, origin: Origin, keep: UserSession | None
) -> None:
    """Set one's own new password and end one's other sessions.

    Whoever took over a session must not find the password by trying. Call it outside of a
    transaction: the count of tries must outlive the failure.
    Raises: PasswordWrong, PasswordTooWeak, TooManyAttempts.
    """
    count_try(PER_PERSON, str(user.pk))
    if not password_fits(present, user.password):
        raise PasswordWrong
    forget_tries(PER_PERSON, str(user.pk))
    with transaction.atomic():
        store_password(user, new, by=user.actor, origin=origin, keep=keep)


@transaction.atomic
def reset_password(user: User, new: str, *, by: Actor) -> None:
    """Give an account a new password and end its sessions. Raises: NotAllowed."""
    _require_admin(by)
    store_password(user, new, by=by, origin=Origin(None, ""), keep=None)


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> None:
    """Shut an account: its sessions end, its rows stay. Raises: NotAllowed."""
    _require_admin(by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user, by)


def activate_user(user: User, *, by: Actor) -> None:
    """Open a shut account again. Raises: NotAllowed."""
    _require_admin(by)
    user.is_active = True
    user.save(update_fields=["is_active"])


def set_roles(user: User, roles: Iterable[str], *, by: Actor) -> None:
    """Give a staff member exactly these roles. Raises: NotAllowed, RoleUnknown."""
    _require_admin(by)
    user.roles = checked_roles(user.kind, roles)
    user.save(update_fields=["roles"])


def checked_roles(kind: str, roles: Iterable[str]) -> list[str]:
    """Return the roles in their order. Raises: RoleUnknown."""
    wanted = set(roles)
    known = staff_role_keys() if kind == User.Kind.STAFF else ()
    if not wanted <= set(known):
        raise RoleUnknown(expected=", ".join(sorted(known)), got=", ".join(sorted(wanted)))
    return [role for role in known if role in wanted]


def move_account(user_id: int, *, name: str, email: str, phone: str) -> None:
    """Give a hub account the name, address and number of its person. Raises: PhoneTaken."""
    user = User.objects.select_for_update().get(id=user_id, kind=User.Kind.HUB)
    user.full_name = name.strip() or user.full_name
    user.email = email
    user.phone = checked_phone(user.kind, phone, but=user_id)
    user.save(update_fields=["full_name", "email", "phone"])


def checked_phone(kind: str, text: str, *, but: int | None = None) -> str:
    """Return a number as it is kept; a mobile opens the door, so two people have not one.

    Raises: PhoneTaken.
    """
    mobile = mobile_e164(text)
    if mobile is None:
        return text
    if User.objects.filter(kind=kind, phone=mobile).exclude(id=but or 0).exists():
        raise PhoneTaken(phone=national(mobile))
    return mobile


def check_password_strength(password: str, key: str) -> None:
    """Accept a password of a decent length that is not the name. Raises: PasswordTooWeak."""
    fits = PASSWORD_LEAST <= len(password) <= PASSWORD_MOST
    if not fits or username_key(password) == key:
        raise PasswordTooWeak(least=PASSWORD_LEAST)


def store_password(
    user: User, new: str, *, by: Actor, origin: Origin, keep: UserSession | None
) -> None:
    """Keep a password for whoever may set it, end the sessions and write the audit.

    Raises: PasswordTooWeak.
    """
    check_password_strength(new, user.username_key)
    user.password = make_password(new)
    user.password_changed_at = real_now()
    user.save(update_fields=["password", "password_changed_at"])
    end_sessions(user, by, keep=keep)
    record_sign_in(
        SignInRecord.Outcome.PASSWORD_CHANGED, door=user.kind, user=user, by=by, origin=origin
    )


def _require_admin(by: Actor) -> None:
    if not by.has_role("admin"):
        raise NotAllowed
