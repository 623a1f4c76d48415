"""Boxed expressions as they are drawn (DMN 1.5, chapter 10.2 and, for tables, chapter 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Place:
    """Point into a model file: line and column from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Hold a formal parameter of a function, or a bound one of an invocation."""

    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class LiteralExpression:
    """Hold a FEEL text. language: "" for the model's own, which is FEEL."""

    text: str
    language: str
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class ContextEntry:
    """Hold one line of a context. name: "" for the line that is the result of the whole."""

    name: str
    type_ref: str
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Context:
    """Hold lines of name and expression; each sees those before it."""

    entries: tuple[ContextEntry, ...]
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class Relation:
    """Hold a grid: a list of contexts with the same names."""

    columns: tuple[Parameter, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class ListExpression:
    """Hold expressions that make a list."""

    items: tuple[Expression | None, ...]
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class Binding:
    """Hold one argument of an invocation, by the name of the parameter."""

    parameter: Parameter
    expression: Expression | None


@dataclass(frozen=True, slots=True)
class Invocation:
    """Hold a call: the expression that gives the function, and its arguments."""

    function: Expression | None
    bindings: tuple[Binding, ...]
    type_ref: str
    place: Place


class FunctionKind(Enum):
    """Say in which language a function is written."""

    FEEL = "FEEL"
    JAVA = "Java"
    PMML = "PMML"


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """Hold a function: parameters and body. Only those of kind FEEL can run here."""

    kind: FunctionKind
    parameters: tuple[Parameter, ...]
    body: Expression | None
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class Conditional:
    """Hold if, then, else as boxes."""

    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class Filter:
    """Hold a list and the condition its items must meet."""

    collection: Expression | None
    match: Expression | None
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class For:
    """Hold a list and what is made of each of its items."""

    variable: str
    collection: Expression | None
    body: Expression | None
    type_ref: str
    place: Place


class Quantifier(Enum):
    """Say of how many items a condition must hold."""

    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True)
class Quantified:
    """Hold whether some or every item of a list meets a condition."""

    quantifier: Quantifier
    variable: str
    collection: Expression | None
    satisfies: Expression | None
    type_ref: str
    place: Place


class HitPolicy(Enum):
    """Say what a table answers when several of its rules match (DMN 1.5, 8.2.10)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def gives_list(self) -> bool:
        """Return whether the answer is a list of all matching rules."""
        return self in {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}


class Aggregation(Enum):
    """Say how a collecting table makes one value of many."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True)
class InputClause:
    """Hold a column of conditions: what is looked at, and which values it may have."""

    label: str
    expression: str
    type_ref: str
    input_values: str
    place: Place


@dataclass(frozen=True, slots=True)
class OutputClause:
    """Hold a column of answers. name: "" when the table has one column only.

    output_values: the values it may have, the most important first.
    """

    name: str
    label: str
    type_ref: str
    output_values: str
    default_output: Expression | None
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one row: a test for each input, an expression for each output, notes beside it."""

    id: str
    input_entries: tuple[str, ...]
    output_entries: tuple[LiteralExpression, ...]
    annotations: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Hold a table of rules. note_labels: names of the columns beside the answers."""

    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    output_label: str
    type_ref: str
    place: Place
    note_labels: tuple[str, ...] = ()


Expression = (
    LiteralExpression
    | Context
    | Relation
    | ListExpression
    | Invocation
    | FunctionDefinition
    | Conditional
    | Filter
    | For
    | Quantified
    | DecisionTable
)


def parts_of(expression: Expression) -> Iterator[Expression | None]:
    """Yield the expressions directly inside another."""
    match expression:
        case Context():
            yield from (entry.expression for entry in expression.entries)
        case Relation():
            yield from (cell for row in expression.rows for cell in row)
        case ListExpression():
            yield from expression.items
        case Invocation():
            yield expression.function
            yield from (binding.expression for binding in expression.bindings)
        case FunctionDefinition():
            yield expression.body
        case Conditional():
            yield from (expression.condition, expression.then, expression.otherwise)
        case Filter():
            yield from (expression.collection, expression.match)
        case For():
            yield from (expression.collection, expression.body)
        case Quantified():
            yield from (expression.collection, expression.satisfies)
        case DecisionTable():
            yield from (output.default_output for output in expression.outputs)
            for rule in expression.rules:
                yield from rule.output_entries
        case LiteralExpression():
            return


def all_parts(expression: Expression | None) -> Iterator[Expression]:
    """Yield an expression and everything inside it."""
    if expression is not None:
        yield expression
        for part in parts_of(expression):
            yield from all_parts(part)
