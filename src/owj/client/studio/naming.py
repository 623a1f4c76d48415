"""Technical names out of what people call things: «پلاک» → x_plak, "Car type" → x_car_type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

PREFIX = "x_"
LIMIT = 40
_LETTERS = {
    "ا": "a", "آ": "a", "أ": "a", "إ": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j",
    "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "zh", "س": "s",
    "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "gh",
    "ک": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "u", "ؤ": "u", "ه": "h",
    "ة": "h", "ی": "i", "ي": "i", "ى": "i", "ئ": "e", "ء": "e", "ٔ": "e",
}  # fmt: skip


def technical_name(fa: str, en: str, taken: Container[str], fallback: str) -> str:
    """Return a free technical name that begins with x_, from the English name if there is one."""
    return PREFIX + plain_name(fa, en, taken, fallback, before=PREFIX)


def plain_name(fa: str, en: str, taken: Container[str], fallback: str, *, before: str = "") -> str:
    """Return a free technical name; before: what will stand before it, and stands in `taken`."""
    room = LIMIT - len(before)
    spelled = " ".join(_spelled(word) for word in fa.split())
    stem = _stem(en)[:room].strip("_") or _stem(spelled)[:room].strip("_") or fallback
    name, number = stem, 2
    while before + name in taken:
        ending = f"_{number}"
        name = stem[: room - len(ending)].rstrip("_") + ending
        number += 1
    return name


def _spelled(word: str) -> str:
    """Return a Persian word in Latin letters; at its beginning و and ی are no vowels."""
    first = {"و": "v", "ی": "y", "ي": "y"}.get(word[:1], "")
    rest = word[1:] if first else word
    return first + "".join(_LETTERS.get(letter, letter) for letter in rest)


def _stem(text: str) -> str:
    latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")
    # A name begins with a letter.
    return stem if not stem or stem[0].isalpha() else f"n_{stem}"
