"""How a user name is compared."""

from __future__ import annotations

import unicodedata

from owj.kernel.persian.folding import fold_letters


def username_key(name: str) -> str:
    """Return the name as it is compared: letters, digits and case folded, blanks dropped."""
    return "".join(fold_letters(unicodedata.normalize("NFKC", name)).split()).casefold()[:150]
