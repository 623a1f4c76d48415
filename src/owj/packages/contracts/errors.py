"""What the contracts' package refuses."""

from __future__ import annotations

from owj.kernel.errors import NotAllowed


class OnlyDeskStaff(NotAllowed):
    """Say that only staff may write contracts."""

    code = "contract.only_staff"
    message = "Only staff may change contracts."


class OnlyAdministrators(NotAllowed):
    """Say that only an administrator writes contracts with their agreement in the client."""

    code = "contract.only_administrators"
    message = "Only an administrator enters contracts and chooses their agreement."
