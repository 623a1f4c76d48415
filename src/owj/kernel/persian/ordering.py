"""The order of the Persian alphabet as plain code point order.

The database has no Persian collation: the SQL function persian_key is
`translate(value, KEY_FROM, KEY_TO)` under collation "C", and gives what `persian_key` gives here.
"""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

from owj.kernel.persian.letters import ALPHABET, DIGITS, IGNORED, VARIANTS

# Private-use code points lie after ASCII, so that digits and Latin names come first.
_FIRST_KEY = 0xE000
_KEYS = {letter: chr(_FIRST_KEY + place) for place, letter in enumerate(ALPHABET)}
_MAPPING = {
    **_KEYS,
    **{variant: _KEYS[letter] for variant, letter in VARIANTS.items()},
    **DIGITS,
    **dict(zip(ascii_uppercase, ascii_lowercase, strict=True)),
}

# As SQL's translate reads them: characters of KEY_FROM past the end of KEY_TO are removed.
KEY_FROM = "".join(_MAPPING) + IGNORED
KEY_TO = "".join(_MAPPING.values())

_TABLE = str.maketrans(KEY_FROM[: len(KEY_TO)], KEY_TO, IGNORED)


def persian_key(text: str) -> str:
    """Return a text whose code point order is the alphabet's: پ after ب, گ after ک, ی last."""
    return text.translate(_TABLE)
