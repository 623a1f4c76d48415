"""The one place where processes meet FEEL on loading: texts to expressions, with their place."""

from __future__ import annotations

from collections.abc import Iterable

from owj.kernel.bpmn.errors import DrawingProblem, ExpressionRefused, TimeRefused
from owj.kernel.bpmn.times import EXPECTED, TimeKind, TimeRule, read_moment
from owj.kernel.feel import Expression, FeelSyntaxError, compile_expression
from owj.kernel.feel.types import ANY, ContextType
from owj.kernel.markup import Element

# FEEL learns names with spaces that may follow a dot from types: this one holds them.
MEMBERS = "members of this process"


class Texts:
    """Compile the texts of one file, collecting what is wrong with them."""

    def __init__(self, names: Iterable[str], problems: list[DrawingProblem]) -> None:
        """Take the names that variables and their entries may have."""
        self._names = tuple(sorted(set(names)))
        self._types = {MEMBERS: ContextType(tuple((name, ANY) for name in self._names))}
        self._problems = problems

    def expression(self, text: str, at: Element, owner: str, part: str) -> Expression | None:
        """Return the expression; None, with a problem noted, when the text is not FEEL.

        A sign = before it is left out: other modelers write one.
        """
        text = text.strip().removeprefix("=")
        try:
            return compile_expression(text, self._names, named_types=self._types)
        except FeelSyntaxError as error:
            self._problems.append(
                ExpressionRefused(line=at.line, element=owner, part=part, reason=str(error))
            )
            return None

    def optional(self, text: str, at: Element, owner: str, part: str) -> Expression | None:
        """Return the expression, None for no text."""
        return self.expression(text, at, owner, part) if text.strip() else None

    def time(self, kind: TimeKind, at: Element, owner: str) -> TimeRule | None:
        """Return what a timer says; only a text that begins with = is an expression."""
        text = at.text.strip()
        if text.startswith("="):
            found = self.expression(text, at, owner, kind.value)
            return None if found is None else TimeRule(kind, None, found)
        moment = read_moment(kind, text)
        if moment is None:
            got = text[:60] or "nothing"
            refused = TimeRefused(line=at.line, element=owner, expected=EXPECTED[kind], got=got)
            self._problems.append(refused)
            return None
        return TimeRule(kind, moment)
