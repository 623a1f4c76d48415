"""An Owj Service as a page shows it: how it stands, who says so, what happened (R25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.promises.cover import CoverReason, ServiceState
from owj.packages.installations.entity import Installation
from owj.packages.installations.queries import ServiceStanding
from owj.packages.installations.words import SignKind
from owj.packages.warranty.errors import RemoteRefused
from owj.packages.warranty.services import explain_remote
from owj.server.ledger.entries import Entry
from owj.server.records.context import Context
from owj.ui.dates import digits, show_datetime
from owj.ui.failures import words_of
from owj.ui.warranty.words import REASON_WORDS

STATE_WORDS: Mapping[ServiceState, str] = {
    ServiceState.ACTIVE: _("running"),
    ServiceState.INACTIVE: _("standing still"),
    ServiceState.UNKNOWN: _("not known"),
}
STATE_TONES: Mapping[ServiceState, str] = {
    ServiceState.ACTIVE: "good",
    ServiceState.INACTIVE: "warn",
    ServiceState.UNKNOWN: "line",
}
SIGN_WORDS: Mapping[str, str] = {
    SignKind.KEY_MADE: _("Key given"),
    SignKind.KEY_ENDED: _("Key ended"),
    SignKind.REPORTED: _("The service said"),
    SignKind.DECLARED: _("Declared by a colleague"),
    SignKind.REMOTE_BEGAN: _("Remote access began"),
    SignKind.REMOTE_ENDED: _("Remote access ended"),
}


@dataclass(frozen=True, slots=True)
class SignLine:
    """One entry of an installation's account."""

    name: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """An Owj Service as a page shows it. visits: remote access, as the customer reads it."""

    standing: ServiceStanding
    state_words: str
    tone: str
    lines: tuple[SignLine, ...]
    visits: tuple[SignLine, ...]


@dataclass(frozen=True, slots=True)
class RemoteCover:
    """Whether an installation may be entered now, and why, or why not."""

    allowed: bool
    words: str


def service_card(standing: ServiceStanding) -> ServiceCard:
    """Return what a page shows of an installation."""
    lines = [(one.kind, _line(one)) for one in reversed(standing.entries)]
    visits = {SignKind.REMOTE_BEGAN, SignKind.REMOTE_ENDED}
    return ServiceCard(
        standing=standing,
        state_words=gettext(STATE_WORDS[standing.state]),
        tone=STATE_TONES[standing.state],
        lines=tuple(line for _kind, line in lines),
        visits=tuple(line for kind, line in lines if kind in visits),
    )


def remote_cover(ctx: Context, installation: Installation) -> RemoteCover:
    """Return whether an installation may be entered now, in words."""
    try:
        cover = explain_remote(ctx, installation)
    except RemoteRefused as refused:
        return RemoteCover(allowed=False, words=words_of(refused))
    return RemoteCover(allowed=True, words=gettext(REASON_WORDS[cover.reason]))


def _line(entry: Entry) -> SignLine:
    tell = _TELLERS.get(entry.kind)
    words = tell(entry.data) if tell else ""
    name = gettext(SIGN_WORDS.get(entry.kind, entry.kind))
    return SignLine(name, words, entry.recorded_at, entry.by_name)


def _state(data: Mapping[str, Any]) -> str:
    state = ServiceState.ACTIVE if data["running"] else ServiceState.INACTIVE
    return gettext(STATE_WORDS[state])


def _reported(data: Mapping[str, Any]) -> str:
    said = [_state(data)]
    if data.get("version"):
        said.append(gettext("version %(version)s") % {"version": digits(data["version"])})
    if data.get("silent_since"):
        since = show_datetime(datetime.fromisoformat(data["silent_since"]))
        said.append(gettext("silent before, since %(since)s") % {"since": since})
    return gettext(", ").join(said)


def _declared(data: Mapping[str, Any]) -> str:
    words = gettext("%(state)s: %(document)s, by %(author)s")
    return words % {
        "state": _state(data),
        "document": data["document"],
        "author": data["author"],
    }


def _began(data: Mapping[str, Any]) -> str:
    said = [str(data["purpose"]), gettext(REASON_WORDS[CoverReason(data["reason"])])]
    if data.get("ticket"):
        said.insert(1, digits(data["ticket"]))
    return gettext(", ").join(said)


_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    SignKind.REPORTED: _reported,
    SignKind.DECLARED: _declared,
    SignKind.REMOTE_BEGAN: _began,
    SignKind.REMOTE_ENDED: lambda data: str(data.get("note", "")),
}
