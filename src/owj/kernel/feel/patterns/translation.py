"""A regular expression of XPath as one of RE2.

Source: XPath and XQuery Functions and Operators 3.1, 5.6.1; XML Schema 1.0, appendix F.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from owj.kernel.feel.builtins.registry import Refused
from owj.kernel.feel.patterns.blocks import BLOCKS
from owj.kernel.feel.patterns.characters import (
    CATEGORIES,
    NAME_PART,
    NAME_START,
    SPACE,
    Ranges,
    category,
    complement,
    difference,
    union,
    with_case_variants,
    word_characters,
    written,
)

_ESCAPED_SIGNS = frozenset(r"\|.-^?*+{}()[]$")
_CONTROLS = {"n": 0x0A, "r": 0x0D, "t": 0x09}
_SETS: dict[str, Callable[[], Ranges]] = {
    "s": lambda: SPACE,
    "i": lambda: NAME_START,
    "c": lambda: NAME_PART,
    "d": partial(category, "Nd"),
    "w": word_characters,
}
_SHORT = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[\t\n\r ]",
    "S": r"[^\t\n\r ]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
}
MOST_NESTED_CLASSES = 20
DIGITS = "0123456789"


class RefersBack(Refused):
    """Say that a pattern refers back to a group, which RE2 does not do."""


def translate(pattern: str, flags: str) -> str:
    """Return the pattern for RE2, with what the flags s, i and x ask of it.

    Raises: Refused, RefersBack.
    """
    return _Translation(pattern, flags).whole()


class PatternReader:
    """Read a pattern from left to right: quantities, escapes and classes."""

    def __init__(self, pattern: str, flags: str) -> None:
        """Begin at the first sign."""
        self.pattern = _without_spaces(pattern) if "x" in flags else pattern
        self.any_case = "i" in flags
        self.index = 0
        self.nested = 0

    def peek(self) -> str:
        """Return the next sign, nothing at the end."""
        return self.pattern[self.index : self.index + 1]

    def quantity(self) -> str:
        """Return `{2,3}`, after its brace."""
        end = self.pattern.find("}", self.index)
        inside = self.pattern[self.index : end]
        low, comma, high = inside.partition(",")
        good = low.isdigit() and (high.isdigit() or not high) and (comma or not high)
        if end < 0 or not good or not inside.isascii():
            raise Refused("expected a quantity such as {2,3}")
        self.index = end + 1
        return f"{{{inside}}}"

    def escaped_set(self) -> Ranges:
        """Return the characters that an escape stands for, after its backslash."""
        sign = self.peek()
        self.index += 1
        if sign in _ESCAPED_SIGNS and sign:
            return ((ord(sign), ord(sign)),)
        if sign in _CONTROLS:
            return ((_CONTROLS[sign], _CONTROLS[sign]),)
        if sign in {"p", "P"}:
            ranges = self.property()
            return complement(ranges) if sign == "P" else ranges
        if sign.lower() in _SETS and sign:
            ranges = _SETS[sign.lower()]()
            return complement(ranges) if sign.isupper() else ranges
        raise Refused(f"\\{sign} is no escape")

    def property(self) -> Ranges:
        """Return the characters of `{Lu}` or `{IsBasicLatin}`."""
        end = self.pattern.find("}", self.index)
        if self.peek() != "{" or end < 0:
            raise Refused("expected a category such as \\p{Lu}")
        name = self.pattern[self.index + 1 : end]
        self.index = end + 1
        if name.startswith("Is") and name[2:] in BLOCKS:
            return (BLOCKS[name[2:]],)
        if name in CATEGORIES:
            return category(name)
        raise Refused(f"{name} is no category or block of Unicode")

    def character_class(self) -> Ranges:
        """Return the characters of a class, after its bracket."""
        self.nested += 1
        if self.nested > MOST_NESTED_CLASSES:
            raise Refused(f"expected at most {MOST_NESTED_CLASSES} classes inside one another")
        negated = self.peek() == "^"
        self.index += negated
        found: list[Ranges] = []
        taken: Ranges = ()
        while self.peek() != "]":
            if self.pattern.startswith("-[", self.index) and found:
                self.index += 2
                taken = self.character_class()
                if self.peek() != "]":
                    raise Refused("expected the class to end after what is taken away")
                break
            found.append(self.class_item())
        self.index += 1
        self.nested -= 1
        if not found:
            raise Refused("expected a character in the class")
        ranges = union(*found)
        if self.any_case:
            # Before it is negated: [^Q] matches neither Q nor q.
            ranges = with_case_variants(ranges)
        return difference(complement(ranges) if negated else ranges, taken)

    def class_item(self) -> Ranges:
        """Return one character, a range of them or an escape inside a class."""
        first = self.class_character()
        if len(first) != 1 or first[0][0] != first[0][1]:
            return first
        following = self.pattern[self.index + 1 : self.index + 2]
        if self.peek() != "-" or following in {"]", "[", ""}:
            return first
        self.index += 1
        last = self.class_character()
        low, high = first[0][0], last[0][0] if len(last) == 1 and last[0][0] == last[0][1] else -1
        if high < low:
            raise Refused("expected a range of characters such as a-z")
        return ((low, high),)

    def class_character(self) -> Ranges:
        """Return a character inside a class, or what its escape stands for."""
        sign = self.peek()
        self.index += 1
        if sign == "\\":
            return self.escaped_set()
        if not sign or sign == "[":
            raise Refused("expected the end of a class")
        return ((ord(sign), ord(sign)),)


class _Translation(PatternReader):
    """Write what is read as RE2 has it."""

    def __init__(self, pattern: str, flags: str) -> None:
        super().__init__(pattern, flags)
        self.dot = r"[\x{0}-\x{10ffff}]" if "s" in flags else r"[^\n\r]"

    def whole(self) -> str:
        """Return the translated pattern."""
        parts: list[str] = []
        while self.index < len(self.pattern):
            parts.append(self.part())
        return "".join(parts)

    def part(self) -> str:
        """Return the translation of what comes next, and step over it."""
        sign = self.pattern[self.index]
        self.index += 1
        if sign == "\\":
            return self.escape()
        if sign == "[":
            return written(self.character_class())
        if sign == ".":
            return self.dot
        if sign == "{":
            return self.quantity()
        if sign in "]}":
            raise Refused(f"{sign} without its opening sign")
        if (
            sign == "("
            and self.peek() == "?"
            and self.pattern[self.index + 1 : self.index + 2] != ":"
        ):
            raise Refused("only (?: may follow an opening parenthesis")
        return sign

    def escape(self) -> str:
        """Return the translation of what follows a backslash."""
        sign = self.peek()
        if sign in _SHORT and sign:
            self.index += 1
            return _SHORT[sign]
        if sign and sign in DIGITS:
            raise RefersBack(f"it refers back to a group (\\{sign})")
        return written(self.escaped_set())


def _without_spaces(pattern: str) -> str:
    """Return the pattern without spaces outside of classes: what the flag x asks."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for sign in pattern:
        if sign in " \t\n\r" and not depth:
            continue
        kept.append(sign)
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif sign == "[":
            depth += 1
        elif sign == "]" and depth:
            depth -= 1
    return "".join(kept)
