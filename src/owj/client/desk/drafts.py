"""Where a ticket's drafts and the people at it are kept, and what of a person waits there."""

from __future__ import annotations

from collections.abc import Mapping

from owj.client.desk.compose_form import Kind
from owj.server.context import Actor
from owj.server.drafts.services import drafts_at


def draft_place(ticket_id: int, kind: Kind) -> str:
    """Return where the draft of one composer of one ticket lies."""
    return f"ticket:{ticket_id}:{kind.value}"


def presence_place(ticket_id: int) -> str:
    """Return where the people who have a ticket open are."""
    return f"ticket:{ticket_id}"


def drafts_of(actor: Actor, ticket_id: int) -> Mapping[Kind, str]:
    """Return what this person has begun to write into a ticket, by kind. One query."""
    places = {draft_place(ticket_id, kind): kind for kind in Kind}
    return {places[place]: text for place, text in drafts_at(actor, places).items()}
