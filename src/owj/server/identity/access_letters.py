"""The channel of what opens a door: codes, links to a new password, invitations.

Its rows say who asked, never what was sent: the secret is made when the message is delivered, and
leaves by SMS or e-mail in the same breath. Asking for a known and for an unknown person writes
one and the same row, so neither the answer nor its time tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from owj.kernel.errors import OutsideFailure
from owj.kernel.phones import mobile_e164
from owj.server.clock import real_now
from owj.server.identity.doors import Door
from owj.server.identity.models import User
from owj.server.identity.names import username_key
from owj.server.identity.one_time import make_code, make_link
from owj.server.outbox.channels import Outgoing, Policy, channel
from owj.server.outbox.email import deliver_email
from owj.server.outbox.services import enqueue_message
from owj.server.outbox.sms import LEASE_S, sms_port
from owj.server.workspace.queries import current_workspace

CHANNEL = "access"
RESET_LIFE = timedelta(minutes=30)
INVITATION_LIFE = timedelta(days=7)
# A question that could not be answered so long is not answered any more.
QUESTION_LIFE = timedelta(minutes=10)
LETTER_LIFE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class AccessWords:
    """What is written to a person; code: for the browser that waits for it."""

    subject: str
    body: str
    code: str = ""


def code_life() -> timedelta:
    """Return how long a code opens the door."""
    return timedelta(seconds=int(settings.CODE_LIFE_S))


def send_code(door: Door, number: str) -> None:
    """Let a code go to a number, if it is somebody's."""
    _ask("code", door, to=number, until=real_now() + code_life())


def send_reset(door: Door, who: str, *, address: str) -> None:
    """Let a link to a new password go to who is meant, if it is somebody.

    who: a user name, an e-mail address or a mobile number. address: of the page that takes it.
    """
    _ask("reset", door, to=who[:150], until=real_now() + QUESTION_LIFE, address=address)


def send_invitation(user: User, *, address: str) -> None:
    """Send the link with which a new person makes a password."""
    door: Door = "staff" if user.kind == User.Kind.STAFF else "hub"
    _ask("invite", door, to=user.username, until=real_now() + LETTER_LIFE, address=address)


def send_news_of_password(user: User) -> None:
    """Tell a person that the password was renewed by a link; whoever did it cannot hinder it."""
    door: Door = "staff" if user.kind == User.Kind.STAFF else "hub"
    _ask("renewed", door, to=user.username, until=real_now() + LETTER_LIFE)


@channel(CHANNEL, policy=Policy.AT_MOST_ONCE, lease_s=LEASE_S, at_once=4)
def deliver_access(outgoing: Outgoing) -> str:
    """Make what opens the door and send it; for nobody, do nothing and tell nobody."""
    payload = outgoing.payload
    if datetime.fromisoformat(str(payload["until"])) <= real_now():
        raise OutsideFailure(permanent=True, reason="its time had passed before it could leave")
    door: Door = "staff" if payload["door"] == "staff" else "hub"
    user = person_meant(door, outgoing.recipient)
    if user is None:
        return ""
    number, email = _addresses(user, outgoing.recipient)
    with override(user.language):
        words = _words(str(payload["kind"]), user, number, str(payload.get("address", "")))
    if words is None:
        return ""
    if number:
        return sms_port().send(number, words.body, outgoing.key)
    if email:
        letter = {"subject": words.subject, "body": words.body}
        sent = Outgoing(outgoing.id, email, letter, outgoing.key, outgoing.attempt, False)
        deliver_email(sent)
    return ""


def person_meant(door: Door, who: str) -> User | None:
    """Return the one active person of a door whom a name, address or number means.

    A number or an address that two people share means neither of them.
    """
    people = User.objects.filter(kind=door, is_active=True)
    number = mobile_e164(who)
    tries = [people.filter(username_key=username_key(who))]
    if number:
        tries.append(people.filter(phone=number))
    if "@" in who:
        tries.append(people.filter(email__iexact=who.strip()))
    for found in tries:
        meant = list(found[:2])
        if meant:
            return meant[0] if len(meant) == 1 else None
    return None


def _ask(kind: str, door: Door, *, to: str, until: datetime, address: str = "") -> None:
    enqueue_message(
        channel=CHANNEL,
        to=to,
        key=f"{kind}:{uuid4()}",
        kind=kind,
        door=door,
        until=until.isoformat(),
        address=address,
    )


def _addresses(user: User, asked: str) -> tuple[str, str]:
    """Return the number, else the address: the number when asked by it, or without an address."""
    number = mobile_e164(user.phone) or ""
    by_number = bool(number) and mobile_e164(asked) == number
    return (number, "") if by_number or not user.email else ("", user.email)


def _words(kind: str, user: User, number: str, address: str) -> AccessWords | None:
    name = current_workspace().name(user.language)
    if kind == "code":
        return _code_words(user, number, name) if number else None
    if kind == "renewed":
        words = _(
            "The password of your account at %(name)s was renewed. If it was not you, tell us."
        )
        return AccessWords(_("Your password was renewed"), words % {"name": name})
    if kind == "invite":
        link = f"{address}{make_link(user, life=INVITATION_LIFE)}"
        words = _(
            "Hello %(person)s, %(name)s has opened an account for you. Choose a password: %(link)s"
        )
        data = {"person": user.full_name, "name": name, "link": link}
        return AccessWords(_("Your account at %(name)s") % data, words % data)
    link = f"{address}{make_link(user, life=RESET_LIFE)}"
    words = _(
        "Choose a new password for %(name)s within half an hour: %(link)s "
        "If you did not ask for it, nothing has to be done."
    )
    return AccessWords(_("A new password"), words % {"name": name, "link": link})


def _code_words(user: User, number: str, name: str) -> AccessWords:
    code = make_code(user, number, life=code_life())
    words = _("Your code for %(name)s: %(code)s") % {"name": name, "code": code}
    # The last line lets the browser that waits on this very site fill the code in by itself.
    host = urlsplit(str(settings.BASE_URL)).hostname or ""
    return AccessWords(words, f"{words}\n\n@{host} #{code}", code)
