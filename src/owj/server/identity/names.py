"""How a user name is compared."""

from __future__ import annotations

from owj.kernel.persian.folding import fold_letters

ZWNJ = "\u200c"


def username_key(name: str) -> str:
    """Return the name as it is compared: letters, digits and case folded, the rest dropped."""
    letters = "".join(letter for letter in name if letter.isprintable() or letter.isspace())
    return "".join(fold_letters(letters).split())[:150]


def is_readable(name: str) -> bool:
    """Return whether a name consists of signs one can see, or the Persian half-space."""
    return bool(name) and name.replace(ZWNJ, "").isprintable()
