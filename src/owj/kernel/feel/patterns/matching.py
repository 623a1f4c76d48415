"""Finding, replacing and splitting by patterns of XPath."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol, cast

import re2

from owj.kernel.feel.builtins.registry import Refused
from owj.kernel.feel.patterns.backtracking import Program
from owj.kernel.feel.patterns.programs import program_of
from owj.kernel.feel.patterns.translation import RefersBack, translate
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelList


class Match(Protocol):
    """Hold where a pattern matched; what we use of RE2's own."""

    def start(self) -> int:
        """Return where the match begins."""

    def end(self) -> int:
        """Return where the match ends."""

    def group(self, number: int) -> str | None:
        """Return what a group matched."""


class Pattern(Protocol):
    """Hold a pattern ready to run; what we use of RE2's own."""

    @property
    def groups(self) -> int:
        """Return how many groups it has."""

    def search(self, text: str) -> Match | None:
        """Return the first match."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield the matches from left to right."""


LONGEST_PATTERN = 10_000
# Each match is handed from RE2 to Python, which takes as long as so many plain steps.
STEPS_OF_A_MATCH = 5
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.never_nl = False


def find(text: str, pattern: str, flags: str, run: Run) -> bool:
    """Return whether the pattern matches somewhere. Raises: Refused."""
    text = _clean(text)
    found = _ready(pattern, flags, run).search(text)
    if found is None:
        return False
    # RE2 lets a line begin after the newline that ends the text, XPath does not.
    return not (found.start() == len(text) and "m" in flags and text.endswith("\n"))


def split_at_matches(text: str, pattern: str, run: Run) -> FeelList:
    """Return what stands between the matches. Raises: Refused."""
    found = _matching_something(pattern, "", run)
    parts: list[str] = []
    end = 0
    text = _clean(text)
    for match in found.finditer(text):
        run.charge(STEPS_OF_A_MATCH)
        parts.append(text[end : match.start()])
        end = match.end()
    return (*parts, text[end:])


def replace_matches(text: str, pattern: str, replacement: str, flags: str, run: Run) -> str:
    """Return the text with matches replaced; $1 is the first group. Raises: Refused."""
    found = _matching_something(pattern, flags, run)
    parts = [replacement] if "q" in flags else read_replacement(replacement, found.groups)
    made: list[str] = []
    end = 0
    text = _clean(text)
    for match in found.finditer(text):
        made.append(text[end : match.start()])
        made += [match.group(part) or "" if isinstance(part, int) else part for part in parts]
        run.charge(STEPS_OF_A_MATCH + (sum(map(len, made[-len(parts) :])) if parts else 0))
        end = match.end()
    return "".join([*made, text[end:]])


def read_replacement(text: str, groups: int) -> list[str | int]:
    """Return the texts and numbers of groups that a replacement consists of. Raises: Refused."""
    parts: list[str | int] = []
    index = 0
    while index < len(text):
        sign = text[index]
        following = text[index + 1 : index + 2]
        if sign == "\\":
            if following not in {"\\", "$"}:
                raise Refused("a backslash stands only before $ or another one")
            parts.append(following)
            index += 2
        elif sign == "$":
            number, index = _group_number(text, index + 1, groups)
            parts.append(number if number <= groups else "")
        else:
            parts.append(sign)
            index += 1
    return parts


def _group_number(text: str, index: int, groups: int) -> tuple[int, int]:
    """Return the number at a place, of as many digits as there are groups for, and its end."""
    end = index
    while end < len(text) and text[end] in "0123456789":
        if end > index and int(text[index : end + 1]) > groups:
            break
        end += 1
    if end == index:
        raise Refused("a $ stands only before the number of a group")
    return int(text[index:end]), end


def _matching_something(pattern: str, flags: str, run: Run) -> Pattern:
    found = _ready(pattern, flags, run)
    if found.search("") is not None:
        raise Refused("expected a pattern that does not match an empty text")
    return found


def _ready(pattern: str, flags: str, run: Run) -> Pattern:
    found = compiled(pattern, flags)
    return found.bound(run) if isinstance(found, Program) else found


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Pattern | Program:
    """Return the pattern ready to run; one that refers back to a group as a program.

    Raises: Refused.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise Refused(f"expected a pattern of at most {LONGEST_PATTERN} characters")
    if set(flags) - set("smixq"):
        raise Refused("expected flags among s, m, i, x and q")
    pattern = _clean(pattern)
    if "q" in flags:
        pattern, flags = re2.escape(pattern), flags.replace("x", "").replace("m", "")
        translated = pattern
    else:
        try:
            translated = translate(pattern, flags)
        except RefersBack:
            return program_of(pattern, flags)
    prefix = "".join(flag for flag in "mi" if flag in flags)
    try:
        whole = f"(?{prefix}){translated}" if prefix else translated
        return cast("Pattern", re2.compile(whole, _OPTIONS))
    except re2.error as error:
        raise Refused(f"RE2 does not take it: {error}") from None


def _clean(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no encoding takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
