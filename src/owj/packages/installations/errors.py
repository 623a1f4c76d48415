"""What the installations' package refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed


class SignRefused(InvalidInput):
    """Say that a signed message is no sign of life."""

    code = "installation.sign_refused"
    message = "A sign of life is a JSON object that says `running` as true or false."


class OnlyKeyKeepers(NotAllowed):
    """Say that keys are given by whoever leads."""

    code = "installation.only_key_keepers"
    message = "Only project managers and administrators give an installation its key."


class ServiceSpeaks(Conflict):
    """Say that nobody's word stands against the service's own."""

    code = "installation.service_speaks"
    message = (
        "The Owj Service itself has just said how it stands. Another state can be declared once "
        "it has been silent for %(minutes)s minutes."
    )


class StateProofWanted(InvalidInput):
    """Say that a declared state needs what it rests on."""

    code = "installation.proof_wanted"
    message = "Write what shows it (a call, a picture, a letter) and who at the customer said so."
