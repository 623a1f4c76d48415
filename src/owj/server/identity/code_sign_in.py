"""Signing in with a code that comes by SMS."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.kernel.persian.digits import latin_digits
from owj.kernel.phones import mobile_e164
from owj.server.identity.access_letters import send_code
from owj.server.identity.audit import record_sign_in
from owj.server.identity.doors import Door
from owj.server.identity.models import SignInRecord
from owj.server.identity.one_time import use_code
from owj.server.identity.origin import Origin
from owj.server.identity.rate_limit import Limit, count_try, forget_tries
from owj.server.identity.sessions import StartedSession, start_session

# Against bombing a number, against one machine that asks for many, and against many machines.
ASKED_BY_NUMBER = Limit("code asked", 3, timedelta(minutes=10))
ASKED_BY_ADDRESS = Limit("code asked from", 20)
ASKED_BY_ALL = Limit("code asked of all", 300)
TRIED_BY_NUMBER = Limit("code tried", 5)
TRIED_BY_ADDRESS = Limit("code tried from", 60)
# The next code may be asked for after so long.
ASK_AGAIN_S = 60


class NotAMobile(InvalidInput):
    """Say that a text is no number to which an SMS can go."""

    code = "identity.not_a_mobile"
    message = "Write a mobile number, such as 0912 345 6789."


class CodeRefused(NotAllowed):
    """Say that a code opens nothing; never whether the number is somebody's."""

    code = "identity.code_refused"
    message = "The code is not right, or its time has passed."


def codes_open(door: Door) -> bool:
    """Return whether a door opens to codes: the hub's does, the staff's when it was set up so."""
    return door == "hub" or bool(settings.STAFF_CODES)


def checked_number(text: str) -> str:
    """Return a typed number as it is kept. Raises: NotAMobile."""
    number = mobile_e164(text)
    if number is None:
        raise NotAMobile
    return number


def request_code(door: Door, text: str, origin: Origin) -> str:
    """Let a code be sent to a number and return the number, whether it is known here or not.

    Call it outside of a transaction: the counts must outlive a refusal.
    Raises: NotAMobile, TooManyAttempts.
    """
    number = checked_number(text)
    count_try(ASKED_BY_ADDRESS, origin.address or "unknown")
    count_try(ASKED_BY_NUMBER, f"{door}:{number}")
    count_try(ASKED_BY_ALL, "all")
    with transaction.atomic():
        record_sign_in(SignInRecord.Outcome.CODE_ASKED, door=door, username=number, origin=origin)
        send_code(door, number)
    return number


def sign_in_by_code(
    door: Door, number: str, code: str, origin: Origin, *, remember: bool = False
) -> StartedSession:
    """Open a session for whose number got this code.

    Call it outside of a transaction. Raises: CodeRefused, TooManyAttempts.
    """
    count_try(TRIED_BY_ADDRESS, origin.address or "unknown")
    count_try(TRIED_BY_NUMBER, f"{door}:{number}")
    typed = "".join(letter for letter in latin_digits(code) if letter.isalnum())
    with transaction.atomic():
        user = use_code(door, number, typed) if codes_open(door) else None
        if user is not None and user.is_active and user.kind == door:
            forget_tries(TRIED_BY_NUMBER, f"{door}:{number}")
            record_sign_in(SignInRecord.Outcome.SUCCEEDED, door=door, user=user, origin=origin)
            return start_session(user, origin, remember=remember)
    record_sign_in(SignInRecord.Outcome.FAILED, door=door, username=number, origin=origin)
    raise CodeRefused
