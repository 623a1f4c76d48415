"""What changed between two texts, word by word, so that a reader of Persian sees it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A word keeps its half-spaces, marks and separators; whatever else stands alone. Both keep the
# space behind them.
_TOKEN = re.compile(
    r"[\w\u200c\u064b-\u0652\u0670](?:[\w\u200c\u064b-\u0652\u0670]|[:/.٫٬%](?=\w))*\s*|\S\s*|\s+"
)
# A kept stretch this short between two changes says less than it disturbs.
_ISLAND_WORDS, _ISLAND_LETTERS = 2, 6


class DiffKind(StrEnum):
    """Name what became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of text that is in both, only in the old, or only in the new one."""

    kind: DiffKind
    text: str


def word_diff(old: str, new: str) -> tuple[DiffPart, ...]:
    """Return the new text with what is gone before what came in its place.

    Words are whole: neither a half-space nor a figure such as 8:30 is cut. Spaces alone are no
    change. Without the gone parts it reads as `new`, up to spaces.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    bare = [one.strip() for one in before], [one.strip() for one in after]
    codes = SequenceMatcher(None, *bare, autojunk=False).get_opcodes()
    parts: list[DiffPart] = []
    for same, gone, came in _joined(codes, before, after):
        for kind, words in ((DiffKind.SAME, same), (DiffKind.GONE, gone), (DiffKind.NEW, came)):
            if words:
                parts.append(DiffPart(kind, "".join(words)))
    return tuple(parts)


_Stretch = tuple[Sequence[str], Sequence[str], Sequence[str]]


def _joined(
    codes: Sequence[tuple[str, int, int, int, int]], before: Sequence[str], after: Sequence[str]
) -> Iterator[_Stretch]:
    """Yield (same, gone, new); a short island between two changes becomes part of the change."""
    gone: list[str] = []
    came: list[str] = []
    last = len(codes) - 1
    for at, (tag, low, high, start, end) in enumerate(codes):
        if tag != "equal":
            gone += before[low:high]
            came += after[start:end]
            continue
        if 0 < at < last and _is_island(after[start:end]):
            gone += before[low:high]
            came += after[start:end]
            continue
        if gone or came:
            yield (), gone, came
            gone, came = [], []
        yield after[start:end], (), ()
    if gone or came:
        yield (), gone, came


def _is_island(words: Sequence[str]) -> bool:
    letters = sum(len(one.strip()) for one in words)
    return len(words) <= _ISLAND_WORDS and letters <= _ISLAND_LETTERS
