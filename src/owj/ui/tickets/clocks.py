"""The clocks of a ticket by name, as their addresses carry them."""

from __future__ import annotations

from owj.kernel.errors import NotFound
from owj.packages.desk.queries import ClockCard, TicketPage


class ClockNotFound(NotFound):
    """Say that a ticket carries no such clock."""

    code = "ticket.clock_not_found"
    message = "This ticket has no such clock."


def clock_name(card: ClockCard) -> str:
    """Return the name of a clock in addresses, like "first_response-1"."""
    return f"{card.clock.promise.value}-{card.clock.cycle}"


def find_clock(page: TicketPage, name: str) -> ClockCard:
    """Return the clock of that name. Raises: ClockNotFound."""
    for card in page.clocks:
        if clock_name(card) == name:
            return card
    raise ClockNotFound(clock=name)
