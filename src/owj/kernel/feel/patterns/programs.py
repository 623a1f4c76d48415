"""A regular expression of XPath as a program that is tried out, for patterns that refer back."""

from __future__ import annotations

from owj.kernel.feel.builtins.registry import Refused
from owj.kernel.feel.patterns.backtracking import (
    ANYTHING,
    DONE,
    END,
    JUMP,
    MARK,
    MOVED,
    REFER,
    SAVE,
    SPLIT,
    START,
    Instruction,
    Program,
    one_of,
)
from owj.kernel.feel.patterns.characters import complement, with_case_variants
from owj.kernel.feel.patterns.translation import DIGITS, PatternReader

TOO_LONG = "the pattern is too long or has too many groups to refer back to one"
LONGEST_PROGRAM = 2_000
MOST_SLOTS = 100
MOST_GROUPS_INSIDE = 50
Code = list[Instruction]


def program_of(pattern: str, flags: str) -> Program:
    """Return the program of a pattern that was translated before. Raises: Refused."""
    return _Assembly(pattern, flags).whole()


class _Assembly(PatternReader):
    """Read a pattern from left to right, as branches of pieces."""

    def __init__(self, pattern: str, flags: str) -> None:
        super().__init__(pattern, flags)
        self.flags = flags
        self.closed: set[int] = set()
        self.groups = 0
        self.loops = 0
        self.inside = 0

    def whole(self) -> Program:
        """Return the program of the whole pattern."""
        code = self.branches()
        if self.index < len(self.pattern):
            raise Refused(") without its opening sign")
        # What a loop marks lies behind the groups; until here it counted from -1 downwards.
        first_loop = 2 * self.groups + 2
        if first_loop + self.loops > MOST_SLOTS:
            raise Refused(TOO_LONG)
        placed = [
            step._replace(first=first_loop - 1 - step.first) if step.kind in {MARK, MOVED} else step
            for step in code
        ]
        return Program(
            (*placed, Instruction(DONE)),
            self.groups,
            first_loop + self.loops,
            self.any_case,
            "m" in self.flags,
        )

    def branches(self) -> Code:
        """Return the code of alternatives, up to a closing parenthesis or the end."""
        code = self.pieces()
        while self.peek() == "|":
            self.index += 1
            other = self.pieces()
            code = [
                Instruction(SPLIT, 1, len(code) + 2),
                *_moved(code, 1),
                Instruction(JUMP, len(code) + len(other) + 2),
                *_moved(other, len(code) + 2),
            ]
        return code

    def pieces(self) -> Code:
        """Return the code of atoms with their quantities, one after the other."""
        code: Code = []
        while (sign := self.peek()) and sign not in "|)":
            code += _moved(self.quantified(self.atom()), len(code))
            if len(code) > LONGEST_PROGRAM:
                raise Refused(TOO_LONG)
        return code

    def atom(self) -> Code:
        """Return the code of what comes next, without its quantity."""
        sign = self.peek()
        self.index += 1
        if sign == "(":
            return self.group()
        if sign == "\\":
            return self.escaped()
        if sign in "^$":
            return [Instruction(START if sign == "^" else END)]
        if sign in "?*+{]}":
            raise Refused(f"{sign} stands where it cannot stand")
        if sign == "[":
            return [one_of(self.character_class())]
        if sign == ".":
            ends = ((0x0A, 0x0A), (0x0D, 0x0D))
            return [one_of(ANYTHING if "s" in self.flags else complement(ends))]
        ranges = ((ord(sign), ord(sign)),)
        return [one_of(with_case_variants(ranges) if self.any_case else ranges)]

    def escaped(self) -> Code:
        """Return the code of what follows a backslash."""
        if self.peek() and self.peek() in DIGITS:
            return [Instruction(REFER, self.reference())]
        ranges = self.escaped_set()
        return [one_of(with_case_variants(ranges) if self.any_case else ranges)]

    def reference(self) -> int:
        """Return the number of a group before: more digits only while there are so many groups."""
        number = int(self.peek())
        self.index += 1
        while self.peek() and self.peek() in DIGITS:
            longer = number * 10 + int(self.peek())
            if longer > self.groups:
                break
            number = longer
            self.index += 1
        if number not in self.closed:
            raise Refused(f"there is no group {number} before \\{number}")
        return number

    def group(self) -> Code:
        """Return the code of a group, after its opening parenthesis."""
        self.inside += 1
        if self.inside > MOST_GROUPS_INSIDE:
            raise Refused(TOO_LONG)
        captures = self.peek() != "?"
        number = 0
        if captures:
            self.groups += 1
            number = self.groups
        elif self.pattern[self.index : self.index + 2] != "?:":
            raise Refused("only (?: may follow an opening parenthesis")
        else:
            self.index += 2
        code = self.branches()
        if self.peek() != ")":
            raise Refused("( without its closing sign")
        self.index += 1
        self.inside -= 1
        if not captures:
            return code
        self.closed.add(number)
        begin, end = Instruction(SAVE, 2 * number), Instruction(SAVE, 2 * number + 1)
        return [begin, *_moved(code, 1), end]

    def quantified(self, atom: Code) -> Code:
        """Return the code of an atom as often as the quantity after it says."""
        sign = self.peek()
        if not sign or sign not in "?*+{":
            return atom
        self.index += 1
        low, high = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}.get(sign) or self.bounds()
        greedy = self.peek() != "?"
        self.index += not greedy
        if (self.peek() or "|") in "?*+{":
            raise Refused(f"{self.peek()} stands where it cannot stand")
        if len(atom) * max(low, high, 1) > LONGEST_PROGRAM:
            raise Refused(TOO_LONG)
        code: Code = []
        for _ in range(low):
            code += _moved(atom, len(code))
        if high < 0:
            return code + _moved(self.loop(atom, greedy), len(code))
        optional: Code = []
        for _ in range(high - low):
            body = [*_moved(atom, 1), *_moved(optional, len(atom) + 1)]
            optional = [_split(1, len(body) + 1, greedy), *body]
        return code + _moved(optional, len(code))

    def bounds(self) -> tuple[int, int]:
        """Return the least and the most of `{2,3}`, after its brace; -1 for no most."""
        low, comma, high = self.quantity()[1:-1].partition(",")
        if high and int(high) < int(low):
            raise Refused("expected a quantity such as {2,3}")
        return int(low), int(high) if high else (-1 if comma else int(low))

    def loop(self, atom: Code, greedy: bool) -> Code:
        """Return the code of an atom any number of times; a turn that takes nothing ends it."""
        self.loops += 1
        mark = -self.loops
        body = [Instruction(MARK, mark), *_moved(atom, 1), Instruction(MOVED, mark)]
        back = Instruction(JUMP, 0)
        return [_split(1, len(body) + 2, greedy), *_moved(body, 1), back]


def _split(inside: int, past: int, greedy: bool) -> Instruction:
    return Instruction(SPLIT, inside, past) if greedy else Instruction(SPLIT, past, inside)


def _moved(code: Code, by: int) -> Code:
    """Return code that stands further back: what it leads to moves with it."""
    return [
        step._replace(first=step.first + by, second=step.second + by)
        if step.kind == SPLIT
        else step._replace(first=step.first + by)
        if step.kind == JUMP
        else step
        for step in code
    ]
