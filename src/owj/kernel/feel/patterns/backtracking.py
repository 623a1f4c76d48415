"""Patterns that refer back to a group, which RE2 does not do: tried out within the budget.

A pattern becomes a program of small instructions; where it may go two ways, the other way is
kept and tried when this one fails. Every instruction counts as a step, so a pattern that would
take forever ends with the budget. Source: XPath and XQuery Functions and Operators 3.1, 5.6.1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from owj.kernel.feel.patterns.characters import LAST, Ranges
from owj.kernel.feel.running import Run

SET, REFER, START, END, SAVE, SPLIT, JUMP, MARK, MOVED, DONE = range(10)
_COUNTED_AT_ONCE = 256
_LINE_ENDS: Final = frozenset("\n")


class Instruction(NamedTuple):
    """Hold one instruction. first, second: a slot, a group, or where to go on."""

    kind: int
    first: int = 0
    second: int = 0
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def one_of(ranges: Ranges) -> Instruction:
    """Return the instruction that takes one character of a set."""
    return Instruction(
        SET,
        starts=tuple(low for low, _ in ranges),
        ends=tuple(high for _, high in ranges),
    )


class Found:
    """Hold where a pattern matched, as RE2's matches do."""

    __slots__ = ("_saved", "_text")

    def __init__(self, text: str, saved: tuple[int, ...]) -> None:
        """Keep the text and where each group begins and ends."""
        self._text = text
        self._saved = saved

    def start(self) -> int:
        """Return where the match begins."""
        return self._saved[0]

    def end(self) -> int:
        """Return where the match ends."""
        return self._saved[1]

    def group(self, number: int) -> str | None:
        """Return what a group matched."""
        begin, end = self._saved[2 * number : 2 * number + 2]
        return self._text[begin:end] if begin >= 0 and end >= 0 else None


class Program(NamedTuple):
    """Hold a pattern as instructions. slots: of groups, and then of loops."""

    code: tuple[Instruction, ...]
    groups: int
    slots: int
    any_case: bool
    by_line: bool

    def bound(self, run: Run) -> Attempt:
        """Return the pattern ready to run within a budget."""
        return Attempt(self, run)


class Attempt:
    """Run a program over texts, counting steps."""

    def __init__(self, program: Program, run: Run) -> None:
        """Take the program, and the run whose budget it uses up."""
        self._program = program
        self._run = run
        self.groups = program.groups

    def search(self, text: str) -> Found | None:
        """Return the first match. Raises: FeelBudgetSpent."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[Found]:
        """Yield the matches from left to right. Raises: FeelBudgetSpent."""
        place = 0
        while place <= len(text):
            saved = self._match(text, place)
            if saved is None:
                place += 1
                continue
            yield Found(text, saved)
            place = saved[1] if saved[1] > saved[0] else saved[1] + 1

    def _match(self, text: str, place: int) -> tuple[int, ...] | None:
        """Return where groups begin and end in a match that begins here."""
        code = self._program.code
        waiting = [(0, place, (place, *[-1] * (self._program.slots - 1)))]
        steps = 0
        while waiting:
            index, at, saved = waiting.pop()
            while True:
                steps += 1
                if steps >= _COUNTED_AT_ONCE:
                    self._run.charge(steps)
                    steps = 0
                step = code[index]
                kind = step.kind
                if kind == SPLIT:
                    waiting.append((step.second, at, saved))
                    index = step.first
                    continue
                if kind == JUMP:
                    index = step.first
                    continue
                if kind == DONE:
                    self._run.charge(steps)
                    return (saved[0], at, *saved[2:])
                if kind in {SAVE, MARK}:
                    # What is kept for later ways is as long as this: it counts as well.
                    steps += len(saved) // 8
                    saved = (*saved[: step.first], at, *saved[step.first + 1 :])
                else:
                    went = self._step(step, text, at, saved)
                    if went < 0:
                        break
                    at = went
                index += 1
        self._run.charge(steps)
        return None

    def _step(self, step: Instruction, text: str, at: int, saved: tuple[int, ...]) -> int:
        """Return where a test or a character leads, -1 when it fails."""
        kind = step.kind
        if kind == SET:
            if at == len(text):
                return -1
            sign = ord(text[at])
            place = bisect_right(step.starts, sign) - 1
            return at + 1 if place >= 0 and sign <= step.ends[place] else -1
        if kind == REFER:
            return self._same_again(text, at, saved[2 * step.first : 2 * step.first + 2])
        if kind == MOVED:
            good = saved[step.first] != at
        elif kind == START:
            good = at == 0 or (self._program.by_line and begins_line(text, at))
        else:
            good = at == len(text) or (self._program.by_line and text[at] in _LINE_ENDS)
        return at if good else -1

    def _same_again(self, text: str, at: int, group: tuple[int, ...]) -> int:
        """Return where what a group matched ends here again; a group without match is empty."""
        begin, end = group
        if begin < 0 or end < 0:
            return at
        wanted, here = text[begin:end], text[at : at + end - begin]
        self._run.charge(len(wanted) // _COUNTED_AT_ONCE)
        if wanted == here or (self._program.any_case and _folded(wanted) == _folded(here)):
            return at + len(wanted)
        return -1


def begins_line(text: str, at: int) -> bool:
    """Return whether a line begins here: after any newline but one that ends the text."""
    return 0 < at < len(text) and text[at - 1] in _LINE_ENDS


def _folded(text: str) -> str:
    return "".join([sign.lower().upper() for sign in text])


ANYTHING: Ranges = ((0, LAST),)
