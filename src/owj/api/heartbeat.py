"""Signs of life of customers' Owj Services: signed by a key of the installation, no person's."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from owj.api.doors import signed_resource
from owj.api.refusals import BodyTooLarge
from owj.packages.installations.services import take_sign
from owj.server.context import SYSTEM
from owj.server.identity.origin import origin_of
from owj.server.identity.rate_limit import Limit, count_try
from owj.server.records.context import open_context
from owj.server.signed_senders.services import SignedMessage
from owj.server.signed_senders.signing import SENDER, SIGNATURE

PER_ADDRESS = Limit("signs from", 120, timedelta(minutes=1))
MOST_BYTES = 4_096


def _take(request: HttpRequest) -> HttpResponse:
    """Keep one sign of life. Raises: as `take_sign`, BodyTooLarge."""
    # Before anything is read: who guesses is slowed down, too.
    count_try(PER_ADDRESS, origin_of(request).address or "nowhere")
    if len(request.body) > MOST_BYTES:
        raise BodyTooLarge
    message = SignedMessage(
        request.headers.get(SENDER, ""), request.headers.get(SIGNATURE, ""), request.body
    )
    take_sign(open_context(SYSTEM), message)
    return HttpResponse(status=204)


heartbeat = signed_resource(POST=_take)
