"""Letters that are written in more than one way, and marks that search and order ignore."""

from __future__ import annotations

from owj.kernel.persian.digits import ARABIC, LATIN, PERSIAN

ALPHABET = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"

# Each written form and the letter of the alphabet it stands for.
VARIANTS: dict[str, str] = {
    **dict.fromkeys("أإٱ", "ا"),
    **dict.fromkeys("ؤ", "و"),
    **dict.fromkeys("يىئېےۍێ", "ی"),
    **dict.fromkeys("كڪ", "ک"),
    **dict.fromkeys("ةۀہەھۂ", "ه"),
}

# ZWNJ, ZWJ and direction marks, tatweel, tashkeel, Quranic marks, soft hyphen, byte order mark.
IGNORED = "".join(
    chr(code)
    for first, last in (
        (0x00AD, 0x00AD),
        (0x0610, 0x061A),
        (0x0640, 0x0640),
        (0x064B, 0x065F),
        (0x0670, 0x0670),
        (0x06D6, 0x06DC),
        (0x06DF, 0x06E4),
        (0x06E7, 0x06E8),
        (0x06EA, 0x06ED),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x2060),
        (0x2066, 0x2069),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)

DIGITS: dict[str, str] = dict(zip(PERSIAN + ARABIC, LATIN + LATIN, strict=True))
