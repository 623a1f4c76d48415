"""The secrets store: administrators write, work reads, nobody is shown what was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import DefinitionError, InvalidInput
from owj.server import clock
from owj.server.processes.access import check_administer
from owj.server.processes.deeds import SECRET_REMOVED, SECRET_SET, record_deed
from owj.server.processes.work.sealing import seal, unseal
from owj.server.processes.work.secret_rows import ProcessSecret
from owj.server.records.context import Context

MOST_LETTERS = 4_000
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


class SecretRefused(InvalidInput):
    """Say what a secret needs."""

    code = "process.secret_refused"
    message = "A secret: expected %(expected)s."


class UnknownSecret(DefinitionError):
    """Say that a drawing names a secret that nobody wrote."""

    code = "process.secret_unknown"
    message = "There is no secret “%(name)s”."


class SecretNotForHost(DefinitionError):
    """Say that a drawing would send a secret to where it may not go."""

    code = "process.secret_not_for_host"
    message = "The secret “%(name)s” may not be sent to %(host)s."


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A secret as administrators see it: everything but the secret."""

    name: str
    hosts: tuple[str, ...]
    set_by: str
    set_at: datetime
    used_at: datetime | None


@transaction.atomic
def set_secret(ctx: Context, name: str, value: str, hosts: Iterable[str]) -> KnownSecret:
    """Write a secret, in place of the one of that name. hosts: "api.example", "*.example".

    Raises: OnlyProcessAdministrators, SecretRefused.
    """
    check_administer(ctx)
    where = tuple(dict.fromkeys(host.strip().lower() for host in hosts if host.strip()))
    if not _NAME.fullmatch(name):
        raise SecretRefused(expected=_("a name of small letters, digits, - and _"))
    if not value.strip() or len(value) > MOST_LETTERS or not value.isprintable():
        raise SecretRefused(expected=_("one line of at most 4,000 letters"))
    if not where or not all(_HOST.fullmatch(host) for host in where):
        raise SecretRefused(expected=_("the hosts to which it may be sent, such as api.example"))
    row, new = ProcessSecret.objects.update_or_create(
        name=name,
        defaults={
            "sealed": seal(value, name),
            "hosts": " ".join(where),
            "set_by_id": ctx.actor.user_id,
            "set_by_name": ctx.actor.name,
            "set_at": ctx.now,
        },
    )
    record_deed(ctx, SECRET_SET, name, hosts=list(where), new=new)
    return _known(row)


@transaction.atomic
def remove_secret(ctx: Context, name: str) -> bool:
    """Forget a secret; returns whether there was one. Raises: OnlyProcessAdministrators."""
    check_administer(ctx)
    gone = bool(ProcessSecret.objects.filter(name=name).delete()[0])
    if gone:
        record_deed(ctx, SECRET_REMOVED, name)
    return gone


def known_secrets(ctx: Context) -> list[KnownSecret]:
    """Return what is known of every secret, by name. Raises: OnlyProcessAdministrators."""
    check_administer(ctx)
    return [_known(row) for row in ProcessSecret.objects.order_by("name")]


def secret_for(name: str, host: str) -> str:
    """Return a secret to be sent to a host. For work only.

    Raises: UnknownSecret, SecretNotForHost, SecretUnreadable.
    """
    row = ProcessSecret.objects.filter(name=name).first()
    if row is None:
        raise UnknownSecret(name=name)
    if not any(_fits(pattern, host) for pattern in row.hosts.split()):
        raise SecretNotForHost(name=name, host=host)
    text = unseal(row.sealed, name)
    ProcessSecret.objects.filter(pk=row.pk).update(used_at=clock.now())
    return text


def _fits(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return host == pattern


def _known(row: ProcessSecret) -> KnownSecret:
    return KnownSecret(row.name, tuple(row.hosts.split()), row.set_by_name, row.set_at, row.used_at)
