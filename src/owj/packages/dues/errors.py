"""What the account of dues refuses."""

from __future__ import annotations

from owj.kernel.errors import NotAllowed


class OnlyDuesKeepers(NotAllowed):
    """Say who reads what is owed to everybody."""

    code = "dues.only_keepers"
    message = "Only project managers and administrators see what is owed."
