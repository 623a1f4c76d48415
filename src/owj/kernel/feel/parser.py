"""Tokens to syntax tree, by operator precedence (Pratt). Source: DMN 1.5, 10.3.1.2."""

from __future__ import annotations

from typing import Final

from owj.kernel.feel.constructs import ConstructParser
from owj.kernel.feel.lexer import (
    END,
    NAME,
    NUMBER,
    STRING,
    join_pieces,
    read_tokens,
    syntax_error,
    unquote,
)
from owj.kernel.feel.naming import Known, longest_match
from owj.kernel.feel.numbers import read_number
from owj.kernel.feel.running import DEFAULT_LIMITS, FeelSyntaxError, Limits
from owj.kernel.feel.syntax import (
    AnyValue,
    Arithmetic,
    AtLiteral,
    Between,
    Call,
    Comparison,
    Expr,
    Filter,
    In,
    InstanceOf,
    Literal,
    Logic,
    Name,
    Negation,
    Path,
    RangeLiteral,
    Tests,
    UnaryTest,
)
from owj.kernel.feel.temporal_text import read_literal

OR, AND, COMPARISON, ADDITION, PRODUCT, POWER, NEGATION, INSTANCE = 1, 2, 3, 4, 5, 6, 7, 8
POWERS: Final = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), COMPARISON),
    "+": ADDITION,
    "-": ADDITION,
    "*": PRODUCT,
    "/": PRODUCT,
    "**": POWER,
    "instance": INSTANCE,
}
KEYWORDS: Final = frozenset(
    (
        *("if", "then", "else", "for", "return", "some", "every", "satisfies", "in", "between"),
        *("and", "or", "instance", "function", "true", "false", "null"),
    )
)
CONSTANTS: Final = {"true": True, "false": False, "null": None}
UNARY_OPERATORS: Final = frozenset(("<", "<=", ">", ">=", "=", "!="))
LONGEST_CHAIN = 2_000
# A name may hold these after its first letter. Source: DMN 1.5, grammar rule 30.
_NAME_SIGNS: Final = frozenset((".", "/", "-", "'", "+", "*", "**"))
# After the end of a range written with `[`, as in [1..3[, one of these follows.
_AFTER_RANGE: Final = frozenset(
    ("", ")", "]", "}", ",", ":", "=", "!=", "and", "or", "then", "else", "return", "satisfies",
     "in", "between", "instance", "+", "*", "/", ".", "..")
)  # fmt: skip


class Parser(ConstructParser):
    """Read one expression or list of unary tests; each text gets a parser of its own."""

    def __init__(self, text: str, known: Known, limits: Limits = DEFAULT_LIMITS) -> None:
        if len(text) > limits.text:
            raise syntax_error(
                limits.text, len(text), f"at most {limits.text} characters", str(len(text))
            )
        self.text = text
        self.tokens = read_tokens(text)
        self.kinds, self.texts, self.starts = self.tokens
        self.index = 0
        self.known = known
        self.most_depth = limits.depth
        self.depth = 0
        self.ends_range = False

    def parse_whole(self) -> Expr:
        """Return the tree of the whole text. Raises: FeelSyntaxError."""
        tree = self.expression()
        self.expect_end()
        return tree

    def parse_tests(self) -> Tests:
        """Return the tree of unary tests: `-`, tests with commas, or `not(…)` around them."""
        if self.texts[0] == "-" and self.kinds[1] == END:
            return Tests(0, len(self.text), (AnyValue(self.starts[0], self.starts[0] + 1),), False)
        if self.texts[:2] == ["not", "("]:
            self.index = 2
            tests = self.test_list()
            if self.take(")") and self.kinds[self.index] == END:
                return Tests(0, len(self.text), tests, True)
            self.index = 0
        tests = self.test_list()
        self.expect_end()
        return Tests(0, len(self.text), tests, False)

    def test_list(self) -> tuple[Expr, ...]:
        """Return the trees of tests with commas between them."""
        tests = [self.inside()]
        while self.take(","):
            tests.append(self.inside())
        return tuple(tests)

    def expression(self, power: int = 0) -> Expr:
        """Return the tree of the longest expression whose operators bind tighter than `power`."""
        self.depth += 1
        if self.depth > self.most_depth:
            raise self.wrong(f"at most {self.most_depth} levels of nesting")
        left = self.continued(self.prefix(), power)
        self.depth -= 1
        return left

    def continued(self, left: Expr, power: int) -> Expr:
        """Return the tree that begins with an operand already read."""
        turns = 0
        texts = self.texts
        while (binding := POWERS.get(texts[self.index], 0)) > power:
            turns += 1
            if turns > LONGEST_CHAIN:
                raise self.wrong(f"at most {LONGEST_CHAIN} operators in a row")
            left = self.infix(left, binding)
        return left

    def infix(self, left: Expr, binding: int) -> Expr:
        """Return `left` joined with what the operator at hand adds to it."""
        operator = self.texts[self.index]
        self.index += 1
        if binding in {ADDITION, PRODUCT, POWER}:
            right = self.expression(binding)
            return Arithmetic(left.start, right.end, operator, left, right)
        if binding <= AND:
            right = self.expression(binding)
            return Logic(left.start, right.end, operator, left, right)
        if operator == "between":
            low = self.expression(COMPARISON)
            self.expect("and")
            high = self.expression(COMPARISON)
            return Between(left.start, high.end, left, low, high)
        if operator == "in":
            return self.membership(left)
        if binding == INSTANCE:
            self.expect("of")
            kind = self.type_expression()
            return InstanceOf(left.start, kind.end, left, kind)
        right = self.expression(COMPARISON)
        return Comparison(left.start, right.end, operator, left, right)

    def membership(self, left: Expr) -> Expr:
        """Return the tree of `left in …`: one test, or several in parentheses."""
        start = self.starts[self.index]
        if not self.take("("):
            test = self.expression(COMPARISON)
            return In(left.start, test.end, left, (test,))
        tests = [self.inside()]
        if self.take(".."):
            tests[0] = self.range_end(tests[0], start, "(")
        else:
            while self.take(","):
                tests.append(self.inside())
            self.expect(")")
        if len(tests) == 1:
            # What stood in the parentheses may be the beginning of a longer expression.
            tests[0] = self.continued(self.attached(tests[0]), COMPARISON)
        return In(left.start, self.end_of_last(), left, tuple(tests))

    def prefix(self) -> Expr:
        """Return the tree of an operand with all that is attached to it."""
        kind, text, start = self.kinds[self.index], self.texts[self.index], self.starts[self.index]
        if kind == NAME:
            operand = self.named(text, start)
        elif kind == NUMBER:
            self.index += 1
            number = read_number(text)
            if number is None:
                raise syntax_error(start, start + len(text), "a number of FEEL", text)
            operand = Literal(start, start + len(text), number)
        elif kind == STRING:
            self.index += 1
            operand = Literal(start, start + len(text), unquote(text))
        elif text == "-":
            self.index += 1
            value = self.expression(POWER)
            return Negation(start, value.end, value)
        elif text in UNARY_OPERATORS:
            self.index += 1
            bound = self.expression(COMPARISON)
            return UnaryTest(start, bound.end, text, bound)
        else:
            operand = self.bracketed(text, start)
        return self.attached(operand)

    def attached(self, operand: Expr) -> Expr:
        """Return an operand with its paths, filters and arguments."""
        turns = 0
        while (text := self.texts[self.index]) in {".", "[", "("}:
            turns += 1
            if turns > self.most_depth:
                raise self.wrong(f"at most {self.most_depth} parts of a path")
            if text == ".":
                self.index += 1
                name = self.path_name()
                operand = Path(operand.start, self.end_of_last(), operand, name)
            elif text == "[":
                if self.ends_range and self.texts[self.index + 1] in _AFTER_RANGE:
                    break
                self.index += 1
                condition = self.inside()
                operand = Filter(operand.start, self.expect("]"), operand, condition)
            else:
                operand = self.call(operand)
        return operand

    def inside(self) -> Expr:
        """Return the tree of an expression inside brackets, where no range can end."""
        outside, self.ends_range = self.ends_range, False
        tree = self.expression()
        self.ends_range = outside
        return tree

    def call(self, function: Expr) -> Call:
        """Return the tree of an invocation, after its function."""
        self.index += 1
        arguments: list[Expr] = []
        names: list[str] = []
        if not self.take(")"):
            while True:
                name = self.argument_name()
                if name is not None:
                    names.append(name)
                arguments.append(self.inside())
                if not self.take(","):
                    break
            self.expect(")")
        if names and len(names) != len(arguments):
            raise self.wrong("names for all arguments or for none")
        end = self.end_of_last()
        return Call(function.start, end, function, tuple(arguments), tuple(names))

    def argument_name(self) -> str | None:
        """Return the name before a colon and step over both; None when there is none."""
        index = self.index
        if self.kinds[index] != NAME:
            return None
        # Nothing but a name stands before a colon here, so the signs of one cannot mislead.
        while self.kinds[index] in {NAME, NUMBER} or self.texts[index] in _NAME_SIGNS:
            index += 1
        if self.texts[index] != ":":
            return None
        name = join_pieces(self.tokens, self.index, index)
        self.index = index + 1
        return name

    def named(self, text: str, start: int) -> Expr:
        """Return the tree of what begins with a word: a name or a keyword's construct."""
        if found := longest_match(self.known, self.texts, self.index):
            self.index, name = found
            return Name(start, self.end_of_last(), name)
        if text in KEYWORDS:
            if text in CONSTANTS:
                self.index += 1
                return Literal(start, start + len(text), CONSTANTS[text])
            return self.keyword(text, start)
        first = self.index
        self.step_over_words()
        if self.index == first + 1:
            return Name(start, start + len(text), text)
        return Name(start, self.end_of_last(), join_pieces(self.tokens, first, self.index))

    def path_name(self) -> str:
        """Return the name after a point."""
        if found := longest_match(self.known, self.texts, self.index):
            self.index, name = found
            return name
        if self.kinds[self.index] != NAME:
            raise self.wrong("a name")
        first = self.index
        self.step_over_words()
        return join_pieces(self.tokens, first, self.index)

    def step_over_words(self) -> None:
        """Step over a name nobody announced: words side by side are one name."""
        kinds, texts = self.kinds, self.texts
        self.index += 1
        while kinds[self.index] == NAME and texts[self.index] not in KEYWORDS:
            self.index += 1

    def at_literal(self, start: int) -> Expr:
        """Return the tree of `@"…"`."""
        self.index += 1
        if self.kinds[self.index] != STRING:
            raise self.wrong("a text in quotation marks")
        text = unquote(self.texts[self.index])
        self.index += 1
        value = read_literal(text)
        end = self.end_of_last()
        return AtLiteral(start, end, text) if value is None else Literal(start, end, value)

    def range_end(self, low: Expr, start: int, opening: str) -> RangeLiteral:
        """Return the tree of a range, after its two points."""
        outside, self.ends_range = self.ends_range, True
        high = self.expression(COMPARISON)
        self.ends_range = outside
        closing = self.texts[self.index]
        if closing not in {"]", ")", "["}:
            raise self.wrong("the end of a range: ] or )")
        self.index += 1
        return RangeLiteral(start, self.end_of_last(), low, high, opening == "[", closing == "]")

    def take(self, text: str) -> bool:
        """Step over a token if it is there."""
        if self.texts[self.index] == text:
            self.index += 1
            return True
        return False

    def expect(self, text: str) -> int:
        """Step over a token and return where it ends. Raises: FeelSyntaxError."""
        if not self.take(text):
            raise self.wrong(text)
        return self.end_of_last()

    def expect_end(self) -> None:
        """Raise FeelSyntaxError unless the text is read to its end."""
        if self.kinds[self.index] != END:
            raise self.wrong("an operator or the end")

    def end_of_last(self) -> int:
        """Return where the token before the one at hand ends."""
        return self.starts[self.index - 1] + len(self.texts[self.index - 1])

    def wrong(self, expected: str) -> FeelSyntaxError:
        """Return the error for the token at hand."""
        text, start = self.texts[self.index], self.starts[self.index]
        return syntax_error(start, start + len(text), expected, text or "the end of the text")
