"""What the customers' package refuses."""

from __future__ import annotations

from owj.kernel.errors import InvalidInput, NotAllowed


class OnlyDeskStaff(NotAllowed):
    """Say that only staff may keep the list of customers."""

    code = "customer.only_staff"
    message = "Only staff may change customers and their people."


class NotAHubUser(InvalidInput):
    """Say that a contact can be linked to a person of the hub only."""

    code = "customer.not_a_hub_user"
    message = "A contact can be linked to a user of the hub only."
