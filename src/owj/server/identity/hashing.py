"""How passwords are kept."""

from __future__ import annotations

import os
import threading
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password


class OwjArgon2Hasher(Argon2PasswordHasher):
    """Argon2id as OWASP advises: 19 MiB, two passes, one lane.

    Django's own setting takes 100 MiB and eight lanes a sign-in; a burst of them would
    starve a small machine.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


# A morning's storm of sign-ins is sooner over one after the other than all at once, and a hundred
# hashes do not stand before a page.
_turn = threading.BoundedSemaphore(os.cpu_count() or 1)


@cache
def _hash_of_nobody() -> str:
    return make_password("nobody")


def password_fits(password: str, encoded: str | None) -> bool:
    """Return whether the password is the account's; takes as long when there is no account."""
    nobody = _hash_of_nobody()
    with _turn:
        return check_password(password, encoded or nobody) and encoded is not None
