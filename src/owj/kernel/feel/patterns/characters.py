"""Sets of characters as ranges of code points: categories, blocks, differences."""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

Ranges: TypeAlias = "tuple[tuple[int, int], ...]"

LAST = sys.maxunicode
_LAST_CASED = 0x1E943
CATEGORIES = frozenset(
    (
        *("L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No"),
        *("P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp"),
        *("S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"),
    )
)
NAME_START: Ranges = (
    *((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6)),
    *((0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F)),
    *((0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD)),
    (0x10000, 0xEFFFF),
)
NAME_PART: Ranges = (
    *NAME_START,
    *((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)),
)
SPACE: Ranges = ((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x20))


@cache
def _by_category() -> dict[str, Ranges]:
    """Return the ranges of each category of Unicode; surrogates are no characters."""
    found: dict[str, list[tuple[int, int]]] = {}
    start, current = 0, unicodedata.category("\0")
    for code in range(1, LAST + 2):
        category = unicodedata.category(chr(code)) if code <= LAST else ""
        if category != current:
            found.setdefault(current, []).append((start, code - 1))
            start, current = code, category
    found.pop("Cs", None)
    return {category: tuple(ranges) for category, ranges in found.items()}


@cache
def category(name: str) -> Ranges:
    """Return the ranges of a category such as Lu, or of a group of them such as L."""
    return union(*(ranges for key, ranges in _by_category().items() if key.startswith(name)))


@cache
def word_characters() -> Ranges:
    """Return what `\\w` matches: all but punctuation, separators and others."""
    return complement(union(category("P"), category("Z"), category("C")))


def union(*sets: Iterable[tuple[int, int]]) -> Ranges:
    """Return the ranges of all sets, merged and in order."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """Return all characters that a set lacks."""
    found: list[tuple[int, int]] = []
    next_code = 0
    for low, high in union(ranges):
        if low > next_code:
            found.append((next_code, low - 1))
        next_code = high + 1
    if next_code <= LAST:
        found.append((next_code, LAST))
    return tuple(found)


def difference(ranges: Ranges, taken: Ranges) -> Ranges:
    """Return the characters of one set that the other lacks."""
    return complement(union(complement(ranges), taken))


@cache
def _case_variants() -> tuple[list[int], list[Ranges]]:
    """Return every letter that has another case, in order, beside its variants."""
    groups: dict[str, set[int]] = {}
    for code in range(_LAST_CASED + 1):
        sign = chr(code)
        if sign.lower() != sign or sign.upper() != sign:
            groups.setdefault(sign.lower().upper(), set()).add(code)
    variants = {
        code: tuple((other, other) for other in group)
        for group in groups.values()
        for code in group
    }
    codes = sorted(variants)
    return codes, [variants[code] for code in codes]


def with_case_variants(ranges: Ranges) -> Ranges:
    """Return a set with the other cases of its letters: what the flag i asks of a class."""
    codes, variants = _case_variants()
    added: list[tuple[int, int]] = []
    for low, high in ranges:
        for index in range(bisect_left(codes, low), bisect_right(codes, high)):
            added.extend(variants[index])
    return union(ranges, added)


def written(ranges: Ranges) -> str:
    """Return a set as a class of RE2."""
    if not ranges:
        return f"[^\\x{{0}}-\\x{{{LAST:x}}}]"
    pairs = (f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in union(ranges))
    return f"[{''.join(pairs)}]"
