"""Why an address is not called, or gave no answer."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError, OutsideFailure


class CallAddressRefused(DefinitionError):
    """Say that an address is none that may be called."""

    code = "web_calls.address_refused"
    message = "The address %(address)s may not be called: %(reason)s."


class CallFailed(OutsideFailure):
    """Say that an address gave no answer that can be used."""

    code = "web_calls.failed"
    message = "%(host)s could not be asked: %(reason)s."
