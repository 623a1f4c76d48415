"""Numbers that carry their own check: of people, organisations, bank cards and accounts.

Each function reads what people type, Persian digits and spaces among it, and returns the number
as it is stored, or None when it cannot be one. A number that passes may still belong to nobody.
"""

from __future__ import annotations

import re
from typing import Final

from owj.kernel.persian.digits import latin_digits

# Groups are parted so when people copy a number, marks of direction included.
_BETWEEN: Final = dict.fromkeys(map(ord, " -\u00a0\u200c\u200e\u200f\u202a\u202b\u202c\t"))
_LEGAL_WEIGHTS: Final = (29, 27, 23, 19, 17) * 2
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
IRANIAN_IBAN_LENGTH: Final = 26


def national_id(text: str) -> str | None:
    """Return the ten digits of a person's national number (کد ملی).

    The first nine are weighted 10 to 2; the sum modulo 11 is the last digit when it is below 2,
    else 11 less it. Zeros that a spreadsheet cut off the front are put back. Ten equal digits
    pass the sum and are given to nobody. Source: the National Organisation for Civil
    Registration, in the regulation of the national number (1376).
    """
    digits = _digits(text)
    if digits is None or not 8 <= len(digits) <= 10 or len(set(digits.zfill(10))) == 1:
        return None
    digits = digits.zfill(10)
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return digits if int(digits[9]) == (rest if rest < 2 else 11 - rest) else None


def legal_id(text: str) -> str | None:
    """Return the eleven digits of an organisation's national number (شناسهٔ ملی).

    To each of the first ten the tenth and 2 are added; weighted 29, 27, 23, 19, 17 and again,
    the sum modulo 11 (10 counts as 0) is the last. Source: the State Organisation for
    Registration of Deeds; persian-tools, module legalId, computes the same.
    """
    digits = _digits(text)
    if digits is None or len(digits) != 11 or int(digits[3:9]) == 0:
        return None
    added = int(digits[9]) + 2
    weighed = zip(digits[:10], _LEGAL_WEIGHTS, strict=True)
    rest = sum((int(digit) + added) * weight for digit, weight in weighed) % 11 % 10
    return digits if int(digits[10]) == rest else None


def economic_id(text: str) -> str | None:
    """Return the economic number of a taxpayer (شمارهٔ اقتصادی).

    An organisation's is its national number. A person's has fourteen digits: the national number
    and four more. Source: notice 36 of the National Tax Administration (1402). The former twelve
    digits, which carry no check, are not read, nor are those of foreigners.
    """
    digits = _digits(text)
    if digits is not None and len(digits) == 14:
        return digits if national_id(digits[:10]) is not None else None
    return legal_id(text)


def card_number(text: str) -> str | None:
    """Return the sixteen digits of a bank card. Source: ISO/IEC 7812-1, annex B (Luhn)."""
    digits = _digits(text)
    if digits is None or len(digits) != 16 or digits[0] == "0":
        return None
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return digits if sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 else None


def iban(text: str) -> str | None:
    """Return the number of a bank account with its country: IR and 24 digits, or a foreign one.

    24 digits alone are Iranian. The first four characters go to the end, letters count from 10,
    and the whole modulo 97 is 1. Source: ISO 13616-1.
    """
    account = latin_digits(text).translate(_BETWEEN).upper()
    if account.isascii() and account.isdigit() and len(account) == IRANIAN_IBAN_LENGTH - 2:
        account = f"IR{account}"
    if not _IBAN.fullmatch(account):
        return None
    if account.startswith("IR") and not (
        len(account) == IRANIAN_IBAN_LENGTH and account[2:].isdigit()
    ):
        return None
    counted = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    return account if int(counted) % 97 == 1 else None


def _digits(text: str) -> str | None:
    plain = latin_digits(text).translate(_BETWEEN)
    return plain if plain.isascii() and plain.isdigit() else None
