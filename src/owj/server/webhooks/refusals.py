"""How webhooks say no."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, OutsideFailure


class WebhookNotFound(NotFound):
    """Say that a person has no such webhook, or it no such delivery."""

    code = "webhook.not_found"
    message = "This webhook was not found."


class WebhookRefused(InvalidInput):
    """Say what is wrong about a webhook."""

    code = "webhook.refused"
    message = "%(field)s: expected %(expected)s, got %(got)s."


class OnlyStaffListen(NotAllowed):
    """Say that webhooks are for the organisation's own people."""

    code = "webhook.only_staff"
    message = "Only colleagues may have webhooks."


class WebhooksFull(Conflict):
    """Say that a person has enough webhooks."""

    code = "webhook.too_many"
    message = "You have %(most)s webhooks already. Delete one first."


class WebhookUnreachable(OutsideFailure):
    """Say that a receiver did not take what was sent."""

    code = "webhook.unreachable"
    message = "The receiver did not take it: %(reason)s"
