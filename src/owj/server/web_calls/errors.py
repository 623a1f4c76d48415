"""Why an address is not called, or gave no answer."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError, OutsideFailure


class CallAddressRefused(DefinitionError):
    """Say that an address is none that may be called."""

    code = "web_calls.address_refused"
    message = "The address %(address)s may not be called: %(reason)s."


class CallFailed(OutsideFailure):
    """Say that an address gave no answer that can be used.

    sent: whether the question may have arrived all the same.
    """

    code = "web_calls.failed"
    message = "%(host)s could not be asked: %(reason)s."

    def __init__(self, *, permanent: bool = False, sent: bool = False, **data: object) -> None:
        super().__init__(permanent=permanent, **data)
        self.sent = sent
