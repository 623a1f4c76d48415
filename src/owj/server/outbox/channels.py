"""The channels to the outside and what each of them promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from owj.kernel.errors import DefinitionError
from owj.server.outbox.models import OutboxMessage

Policy = OutboxMessage.Policy


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as its channel sees it.

    key: stable over all attempts; a provider that honours it sends once.
    maybe_duplicate: an earlier attempt may have gone out.
    """

    id: int
    recipient: str
    payload: dict[str, Any]
    key: str
    attempt: int
    maybe_duplicate: bool


# Returns the number under which the provider knows the message, if it gives one.
Deliver = Callable[[Outgoing], str | None]


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out.

    lease: longer than the longest send, in real time.
    at_once: how many sends a worker has in flight; what its death can leave in doubt.
    """

    name: str
    deliver: Deliver
    policy: Policy
    lease: timedelta
    at_once: int

    @property
    def queue(self) -> str:
        """Return the name of its own queue of jobs: a dead provider delays nobody else."""
        return f"outbox-{self.name}"


_channels: dict[str, Channel] = {}


class ChannelUnknown(DefinitionError):
    """Say that no channel of this name is set up."""

    code = "outbox.channel_unknown"
    message = "Channel %(channel)s: no such way out is set up."


def channel(
    name: str,
    *,
    policy: Policy = Policy.AT_LEAST_ONCE,
    lease_s: float = 60,
    at_once: int = 1,
) -> Callable[[Deliver], Deliver]:
    """Register the function that sends on a channel.

    It raises OutsideFailure when the message certainly did not go out (permanent: never will);
    any other exception means that nobody knows.
    """

    def register(deliver: Deliver) -> Deliver:
        _channels[name] = Channel(name, deliver, policy, timedelta(seconds=lease_s), at_once)
        return deliver

    return register


def channels() -> tuple[Channel, ...]:
    """Return every registered channel."""
    return tuple(_channels.values())


def channel_named(name: str) -> Channel:
    """Return a registered channel. Raises: ChannelUnknown."""
    try:
        return _channels[name]
    except KeyError:
        raise ChannelUnknown(channel=name) from None
