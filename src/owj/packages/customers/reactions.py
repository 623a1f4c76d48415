"""What follows from a change of rights: open pages begin anew with what they may hear now."""

from __future__ import annotations

from owj.packages.customers.events import MembershipChanged
from owj.server.events import reacts_to
from owj.server.live.messages import ACCESS_CHANGED
from owj.server.live.notify import notify_live


@reacts_to(MembershipChanged)
def end_streams(event: MembershipChanged) -> None:
    """End the person's streams of news; the pages open new ones, for what they may hear now."""
    if event.user_id is not None:
        notify_live([f"user:{event.user_id}"], ACCESS_CHANGED)
