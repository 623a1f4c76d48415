"""What the page of a ticket shows at both doors."""

from __future__ import annotations

from owj.packages.desk.queries import TicketPage
from owj.ui.tickets.clocks import clock_name
from owj.ui.tickets.timeline import show_entry
from owj.ui.tickets.words import STATUS_WORDS


def shared_context(page: TicketPage, address: str) -> dict[str, object]:
    """Return what agent and customer see alike; address: of the ticket, at the reader's door."""
    return {
        "page": page,
        "ticket": page.ticket,
        "status_words": STATUS_WORDS[page.ticket.status],
        "timeline": [show_entry(entry) for entry in page.timeline],
        "clocks": [(card, f"{address}/clocks/{clock_name(card)}") for card in page.clocks],
    }
