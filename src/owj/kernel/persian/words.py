"""Numbers and amounts of money in Persian words, as documents spell them."""

from __future__ import annotations

_AND = " و "
_ONES = (
    "",
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
)
_TENS = ("", "", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_HUNDREDS = (
    "",
    "صد",
    "دویست",
    "سیصد",
    "چهارصد",
    "پانصد",
    "ششصد",
    "هفتصد",
    "هشتصد",
    "نهصد",
)
# Above 10^9 the words are compounds («هزار میلیارد»): names for 10^12 and more differ in use.
_SCALES = ((10**9, "میلیارد"), (10**6, "میلیون"), (10**3, "هزار"))


def number_words(number: int) -> str:
    """Return a whole number in words: 1405 is «یک هزار و چهارصد و پنج»."""
    if number == 0:
        return "صفر"
    if number < 0:
        return f"منفی {number_words(-number)}"
    return _AND.join(_parts(number))


def rial_words(amount: int) -> str:
    """Return an amount in rial: «دو میلیون و پانصد هزار ریال»."""
    return f"{number_words(amount)} ریال"


def toman_words(amount: int) -> str:
    """Return an amount, given in rial, in toman: «دویست و پنجاه هزار تومان»; odd rials follow."""
    toman, rial = divmod(abs(amount), 10)
    parts = [f"{number_words(toman)} تومان"] if toman or not rial else []
    if rial:
        parts.append(rial_words(rial))
    return ("منفی " if amount < 0 else "") + _AND.join(parts)


def _parts(number: int) -> list[str]:
    """Return the parts of a positive number that «و» joins."""
    parts: list[str] = []
    for size, name in _SCALES:
        count, number = divmod(number, size)
        if count:
            parts.append(f"{number_words(count)} {name}")
    hundreds, number = divmod(number, 100)
    if hundreds:
        parts.append(_HUNDREDS[hundreds])
    if number >= len(_ONES):
        tens, number = divmod(number, 10)
        parts.append(_TENS[tens])
    if number:
        parts.append(_ONES[number])
    return parts
