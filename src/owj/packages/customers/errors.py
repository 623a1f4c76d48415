"""What the customers' package refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed


class OnlyDeskStaff(NotAllowed):
    """Say that only staff may keep the list of customers."""

    code = "customer.only_staff"
    message = "Only staff may change customers and their people."


class NotAHubUser(InvalidInput):
    """Say that a contact can be linked to a person of the hub only."""

    code = "customer.not_a_hub_user"
    message = "A contact can be linked to a user of the hub only."


class NotAmongYourRights(NotAllowed):
    """Say that the person may not do this for the customer, or not give this right away."""

    code = "customer.not_among_your_rights"
    message = "This is not among your rights. Ask whoever manages your colleagues, or the desk."


class NoWayToReach(InvalidInput):
    """Say that an invitation needs an address or a mobile number to go to."""

    code = "customer.no_way_to_reach"
    message = "Write an e-mail address or a mobile number first; the invitation goes there."


class AlreadyInvited(Conflict):
    """Say that the person has an account already, so a reset and no invitation is what helps."""

    code = "customer.already_signed_in"
    message = "This person has signed in before and has a password; they can renew it themselves."
