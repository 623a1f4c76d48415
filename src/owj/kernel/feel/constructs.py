"""The parts of the grammar that open with a bracket or a keyword, and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from owj.kernel.feel.lexer import (
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    Tokens,
    join_pieces,
    pieces_of,
    unquote,
)
from owj.kernel.feel.naming import Known, longest_match
from owj.kernel.feel.syntax import (
    ContextLiteral,
    ContextOf,
    Expr,
    For,
    FormalParameter,
    FunctionLiteral,
    FunctionOf,
    If,
    Iterator,
    ListLiteral,
    ListOf,
    Quantified,
    RangeOf,
    TypeExpr,
    TypeName,
)

if TYPE_CHECKING:
    from owj.kernel.feel.running import FeelSyntaxError
    from owj.kernel.feel.syntax import RangeLiteral


# Keywords that end the name of an iterator, rightly or not.
_AFTER_NAME = frozenset(("in", "return", "satisfies", "then", "else"))
# Keywords that may follow an operand.
_AFTER_OPERAND = frozenset((*_AFTER_NAME, "and", "or", "between", "instance", "external"))


class ConstructParser:
    """Read constructs and types; `Parser` adds operators and operands."""

    __slots__ = (
        "depth",
        "ends_range",
        "index",
        "kinds",
        "known",
        "most_depth",
        "starts",
        "text",
        "texts",
        "tokens",
    )
    text: str
    tokens: Tokens
    kinds: list[int]
    texts: list[str]
    starts: list[int]
    index: int
    known: Known
    depth: int
    most_depth: int
    ends_range: bool

    if TYPE_CHECKING:

        def expression(self, power: int = 0) -> Expr:
            """Read an expression."""

        def inside(self) -> Expr:
            """Read an expression inside brackets."""

        def at_literal(self, start: int) -> Expr:
            """Read an @ literal."""

        def range_end(self, low: Expr, start: int, opening: str) -> RangeLiteral:
            """Read the rest of a range."""

        def take(self, text: str) -> bool:
            """Step over a token if it is there."""

        def expect(self, text: str) -> int:
            """Step over a token."""

        def end_of_last(self) -> int:
            """Return where the last token ends."""

        def wrong(self, expected: str) -> FeelSyntaxError:
            """Return an error."""

    def bracketed(self, text: str, start: int) -> Expr:
        """Return the tree of what begins with a sign."""
        if text == "@":
            return self.at_literal(start)
        if text not in {"(", "[", "]", "{"}:
            raise self.wrong("an expression")
        self.index += 1
        if text == "{":
            return self.context(start)
        if text == "[" and not self.opens_range() and self.take("]"):
            return ListLiteral(start, self.end_of_last(), ())
        first = self.inside()
        if self.take(".."):
            return self.range_end(first, start, text)
        if text == "]":
            raise self.wrong("..")
        if text == "(":
            self.expect(")")
            return first
        items = [first]
        while self.take(","):
            items.append(self.inside())
        return ListLiteral(start, self.expect("]"), tuple(items))

    def opens_range(self) -> bool:
        """Return whether a `]` begins a range, as in `[]1..3[]`, and does not end a list."""
        after = self.index + 1
        if self.texts[self.index] != "]":
            return False
        if self.kinds[after] == NAME:
            return self.texts[after] not in _AFTER_OPERAND
        return self.kinds[after] in {NUMBER, STRING} or self.texts[after] == "@"

    def context(self, start: int) -> ContextLiteral:
        """Return the tree of a context, after its brace."""
        entries: list[tuple[str, Expr]] = []
        if not self.take("}"):
            while True:
                key = self.context_key()
                entries.append((key, self.inside()))
                if not self.take(","):
                    break
            self.expect("}")
        return ContextLiteral(start, self.end_of_last(), tuple(entries))

    def context_key(self) -> str:
        """Return the key before a colon and step over both: a text, or any name."""
        first = self.index
        if self.kinds[first] == STRING:
            self.index += 1
            key = unquote(self.texts[first])
            self.expect(":")
            return key
        if self.kinds[first] != NAME:
            raise self.wrong("the name of an entry")
        self.step_to_colon()
        key = join_pieces(self.tokens, first, self.index)
        self.announce(key)
        self.index += 1
        return key

    def step_to_colon(self) -> None:
        """Step over the parts of a name up to its colon. Raises: FeelSyntaxError."""
        while self.texts[self.index] != ":":
            if self.kinds[self.index] > SYMBOL or self.texts[self.index] in {",", "{", "}", "("}:
                raise self.wrong("a colon")
            self.index += 1

    def announce(self, name: str) -> None:
        """Let a name with spaces be recognised in the rest of the text."""
        pieces = pieces_of(name)
        if len(pieces) > 1:
            others = self.known.get(pieces[0], ())
            entries = sorted({*others, (pieces, name)}, key=lambda entry: -len(entry[0]))
            self.known = {**self.known, pieces[0]: tuple(entries)}

    def keyword(self, text: str, start: int) -> Expr:
        """Return the tree of a construct that begins with a keyword."""
        self.index += 1
        if text == "if":
            condition = self.expression()
            self.expect("then")
            chosen = self.expression()
            self.expect("else")
            other = self.expression()
            return If(start, other.end, condition, chosen, other)
        if text == "for":
            iterators = self.iterators()
            self.expect("return")
            body = self.expression()
            return For(start, body.end, iterators, body)
        if text in {"some", "every"}:
            iterators = self.iterators()
            self.expect("satisfies")
            condition = self.expression()
            return Quantified(start, condition.end, text, iterators, condition)
        if text == "function":
            return self.function(start)
        self.index -= 1
        raise self.wrong("an expression")

    def iterators(self) -> tuple[Iterator, ...]:
        """Return the iterators of a loop."""
        found: list[Iterator] = []
        while True:
            name = self.word_before("in")
            self.expect("in")
            source = self.expression()
            to = self.expression() if self.take("..") else None
            found.append(Iterator(name, source, to))
            if not self.take(","):
                return tuple(found)

    def word_before(self, keyword: str) -> str:
        """Return the name up to a keyword, and announce it."""
        first = self.index
        while self.kinds[self.index] == NAME and self.texts[self.index] not in _AFTER_NAME:
            self.index += 1
        if self.index == first:
            raise self.wrong("a name")
        if self.texts[self.index] != keyword:
            raise self.wrong(keyword)
        name = join_pieces(self.tokens, first, self.index)
        self.announce(name)
        return name

    def function(self, start: int) -> FunctionLiteral:
        """Return the tree of a literal function, after its keyword."""
        self.expect("(")
        parameters: list[FormalParameter] = []
        if not self.take(")"):
            while True:
                first = self.index
                while self.texts[self.index] not in {":", ",", ")", ""}:
                    self.index += 1
                if self.index == first:
                    raise self.wrong("the name of a parameter")
                name = join_pieces(self.tokens, first, self.index)
                self.announce(name)
                kind = self.type_expression() if self.take(":") else None
                parameters.append(FormalParameter(name, kind))
                if not self.take(","):
                    break
            self.expect(")")
        if self.take("external"):
            self.inside()
            return FunctionLiteral(start, self.end_of_last(), tuple(parameters), None)
        body = self.expression()
        return FunctionLiteral(start, body.end, tuple(parameters), body)

    def type_expression(self) -> TypeExpr:
        """Return the tree of a type."""
        self.depth += 1
        if self.depth > self.most_depth:
            raise self.wrong(f"at most {self.most_depth} levels of nesting")
        start, text = self.starts[self.index], self.texts[self.index]
        if text in {"list", "range", "context", "function"} and self.texts[self.index + 1] == "<":
            self.index += 2
            kind = self.generic(text, start)
        else:
            kind = TypeName(start, self.starts[self.index], self.type_name())
            kind = kind._replace(end=self.end_of_last())
        self.depth -= 1
        return kind

    def generic(self, text: str, start: int) -> TypeExpr:
        """Return the tree of a type with parameters, after its `<`."""
        if text == "function":
            parameters: list[TypeExpr] = []
            while not self.take(">"):
                parameters.append(self.type_expression())
                self.take(",")
            self.expect("->")
            result = self.type_expression()
            return FunctionOf(start, result.end, tuple(parameters), result)
        if text == "context":
            entries: list[tuple[str, TypeExpr]] = []
            while True:
                first = self.index
                self.step_to_colon()
                name = join_pieces(self.tokens, first, self.index)
                self.index += 1
                entries.append((name, self.type_expression()))
                if not self.take(","):
                    break
            return ContextOf(start, self.expect(">"), tuple(entries))
        item = self.type_expression()
        end = self.expect(">")
        return ListOf(start, end, item) if text == "list" else RangeOf(start, end, item)

    def type_name(self) -> str:
        """Return the name of a type, with points for an imported one."""
        parts: list[str] = []
        while True:
            if found := longest_match(self.known, self.texts, self.index):
                self.index, name = found
            elif self.kinds[self.index] == NAME:
                name = self.texts[self.index]
                self.index += 1
            else:
                raise self.wrong("the name of a type")
            parts.append(name)
            if not self.take("."):
                return ".".join(parts)
