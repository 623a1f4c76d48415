"""What the serials' package refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotFound


class SeatsRefused(InvalidInput):
    """Say that a serial is for 1 to 1000 machines."""

    code = "serial.seats_refused"
    message = "Expected a number of machines from 1 to 1000, got %(got)s."


class DeviceRefused(InvalidInput):
    """Say that a machine names itself by 4 to 64 Latin letters, digits and dashes."""

    code = "serial.device_refused"
    message = "The number of a machine has 4 to 64 Latin letters, digits and dashes."


class SeatsTaken(Conflict):
    """Say that a serial is active on as many machines as it is for. data: seats."""

    code = "serial.seats_taken"
    message = (
        "This serial is active on %(seats)s machines, as many as it is for. Release one first."
    )


class SerialNotActive(Conflict):
    """Say that a serial was revoked or has lapsed."""

    code = "serial.not_active"
    message = "This serial was revoked or has lapsed; it activates nothing."


class SerialStands(Conflict):
    """Say that a serial already is as it is asked to be."""

    code = "serial.stands"
    message = "This serial is so already."


class SerialReasonWanted(InvalidInput):
    """Say that revoking, restoring and releasing need a reason."""

    code = "serial.reason_wanted"
    message = "Write why."


class ActivationNotFound(NotFound):
    """Say that a serial is not active on this machine."""

    code = "serial.activation_not_found"
    message = "This serial is not active on that machine."


class TokenRefused(InvalidInput):
    """Say that a text is no activation that we have signed."""

    code = "serial.token_refused"
    message = "This is no activation of ours: it was changed, cut, or signed by somebody else."
