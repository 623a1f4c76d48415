"""Giving an installation the key with which its service signs, and ending it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from owj.packages.installations.errors import OnlyKeyKeepers
from owj.packages.installations.queries import account_of_installation
from owj.packages.installations.services.work import hold_installation
from owj.packages.installations.words import SignKind
from owj.server.records.context import Context
from owj.server.signed_senders.services import end_sender, make_sender, senders_of
from owj.server.signed_senders.signing import SenderKey

KEEPERS = ("admin", "project_manager")


def may_give_keys(ctx: Context) -> bool:
    """Tell whether the actor gives installations their keys."""
    return ctx.actor.kind != "hub" and any(ctx.actor.has_role(role) for role in KEEPERS)


@transaction.atomic
def make_key(ctx: Context, installation_id: int) -> SenderKey:
    """Give an installation a key; the ones before it end, so that one service speaks for it.

    It is shown now and never again. Raises: OnlyKeyKeepers, NotFound.
    """
    _check(ctx)
    work = hold_installation(ctx, installation_id)
    about = account_of_installation(work.installation)
    for one in senders_of(about):
        end_sender(about, one.pk)
    key = make_sender(about, by=ctx.actor)
    work.write(SignKind.KEY_MADE, {"sender": str(key.sender)})
    return key


@transaction.atomic
def end_key(ctx: Context, installation_id: int, sender: UUID) -> None:
    """End a key for good: what it signs is refused. Raises: OnlyKeyKeepers, SenderNotFound."""
    _check(ctx)
    work = hold_installation(ctx, installation_id)
    end_sender(account_of_installation(work.installation), sender)
    work.write(SignKind.KEY_ENDED, {"sender": str(sender)})


def _check(ctx: Context) -> None:
    if not may_give_keys(ctx):
        raise OnlyKeyKeepers
