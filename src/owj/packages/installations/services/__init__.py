"""Writing down how an installation stands; nothing is overwritten."""

from owj.packages.installations.services.declaring import Declared, declare_state
from owj.packages.installations.services.keys import end_key, make_key
from owj.packages.installations.services.signs import take_sign
from owj.packages.installations.words import SignKind

__all__ = ["Declared", "SignKind", "declare_state", "end_key", "make_key", "take_sign"]
