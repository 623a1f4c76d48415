"""How a serial looks: four groups of letters that look unlike each other, the last one checks."""

from __future__ import annotations

import secrets

# Without I, L, O, U, and without Z, so that they are 31: a prime, by which each slip is told.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXY"
GROUPS, EACH = 4, 4


def new_serial() -> str:
    """Return a serial that nobody can guess, 74 bits of it."""
    return with_check("".join(secrets.choice(LETTERS) for _ in range(GROUPS * EACH - 1)))


def with_check(letters: str) -> str:
    """Return letters with the one that checks them, in groups."""
    whole = letters + LETTERS[_check(letters)]
    return "-".join(whole[at : at + EACH] for at in range(0, len(whole), EACH))


def is_serial(text: str) -> bool:
    """Tell whether a serial was copied without a slip: one letter wrong, or two swapped."""
    plain = text.replace("-", "").upper()
    known = len(plain) == GROUPS * EACH and set(plain) <= set(LETTERS)
    return known and LETTERS[_check(plain[:-1])] == plain[-1]


def _check(letters: str) -> int:
    # Each place weighs something else, so two letters that are swapped are told, too.
    return sum((at + 2) * LETTERS.index(one) for at, one in enumerate(letters)) % len(LETTERS)
