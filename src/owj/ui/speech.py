"""Looking at what people typed."""

from __future__ import annotations

import re

PERSIAN_LETTER = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")


def has_persian_letters(text: str) -> bool:
    """Return whether a text that should be Latin was typed on a Persian keyboard."""
    return PERSIAN_LETTER.search(text) is not None
