"""One form for all ways to write a Persian text, for search. Fold what is stored and what is asked.

Storage keeps what people wrote; only the search copy is folded.
"""

from __future__ import annotations

import re
import unicodedata

from owj.kernel.persian.letters import DIGITS, IGNORED, VARIANTS

_FOLDS = str.maketrans({**VARIANTS, **DIGITS, "آ": "ا", "ء": None, **dict.fromkeys(IGNORED)})
_PLURAL = "ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?"
_WORD_END = r"(?!\w)"
# «کتاب ها»: the ending stands alone; «کتابها»: it is joined, after at least two letters.
_SPLIT_PLURAL = re.compile(rf"(?<=\w) {_PLURAL}{_WORD_END}")
_JOINED_PLURAL = re.compile(rf"\b(\w{{2,}}?)(?:{_PLURAL})+{_WORD_END}")
# They end like a plural and are none.
_NO_PLURAL = frozenset(
    {"تنها", "تنهایی", "انتها", "انتهای", "منتها", "اشتها", "اشتهای", "طاها", "طاهای"}
)


def fold(text: str) -> str:
    """Return the text for search: letters made alike and plural endings taken off."""
    return _JOINED_PLURAL.sub(_without_plural, _SPLIT_PLURAL.sub("", fold_letters(text)))


def fold_letters(text: str) -> str:
    """Return the text with letters, digits, marks, spaces and case made alike, words untouched."""
    # NFKC opens the presentation forms that old programs and PDF files write.
    alike = unicodedata.normalize("NFKC", text).translate(_FOLDS).casefold()
    return " ".join(alike.split())


def _without_plural(found: re.Match[str]) -> str:
    return found[0] if found[0] in _NO_PLURAL else found[1]
