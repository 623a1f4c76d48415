"""Make closures out of boxed expressions."""

from __future__ import annotations

from dataclasses import dataclass, field

from owj.kernel.dmn import boxes
from owj.kernel.dmn.boxes import Evaluate, always_null, fitted
from owj.kernel.dmn.expressions import (
    Conditional,
    Context,
    DecisionTable,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    FunctionKind,
    Invocation,
    ListExpression,
    LiteralExpression,
    Place,
    Quantified,
    Relation,
    all_parts,
)
from owj.kernel.dmn.feel_texts import FeelTexts, call_by_name
from owj.kernel.dmn.item_types import ItemTypes
from owj.kernel.dmn.run import Location
from owj.kernel.feel.builtins.library import builtins_for
from owj.kernel.feel.running import FeelSyntaxError
from owj.kernel.feel.types import ANY, AnyType, FeelType, FunctionType
from owj.kernel.feel.values import Parameter

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class ModelProblem:
    """Tell what in a model cannot be evaluated as it is written.

    start, end: letters from the begin of the expression.
    """

    location: Location
    text: str
    message: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(slots=True)
class BoxCompiler:
    """Compile the expressions of one element; notes what is wrong instead of stopping there."""

    element: str
    texts: FeelTexts
    types: ItemTypes
    problems: list[ModelProblem] = field(default_factory=list)

    def location(self, part: str, place: Place) -> Location:
        """Return how warnings name a part of this element."""
        return Location(self.element, part, place.line)

    def type_of(self, type_ref: str) -> FeelType | None:
        """Return a type to fit values to; None when every value fits."""
        kind = self.types.type_of(type_ref) if type_ref else ANY
        return None if isinstance(kind, AnyType) else kind

    def problem(self, location: Location, text: str, error: FeelSyntaxError) -> str:
        """Note a text that is not FEEL and return the reason."""
        start, end = error.position
        reason = str(error)
        self.problems.append(ModelProblem(location, text, reason, start, end))
        return reason

    def compile(self, expression: Expression | None, names: Names, part: str = "") -> Evaluate:
        """Return the closure of an expression.

        names: what it may refer to. part: how warnings name the place.
        """
        if expression is None:
            return always_null(Location(self.element, part, 0), "dmn.no_expression")
        evaluate = self._compile(expression, names, part)
        kind = self.type_of(expression.type_ref)
        if kind is None or isinstance(expression, FunctionDefinition):
            return evaluate
        return fitted(evaluate, kind, self.location(part, expression.place))

    def _compile(self, expression: Expression, names: Names, part: str) -> Evaluate:
        match expression:
            case LiteralExpression():
                made = self.literal(expression, names, part)
            case DecisionTable():
                made = self.table(expression, names, part)
            case Context():
                made = self._context(expression, names, part)
            case Relation():
                made = self._relation(expression, names, part)
            case ListExpression():
                made = self._list(expression, names, part)
            case Invocation():
                made = self._invocation(expression, names, part)
            case FunctionDefinition():
                made = self._function(expression, names, part)
            case Conditional():
                made = self._conditional(expression, names, part)
            case Filter():
                made = self._filter(expression, names, part)
            case For():
                made = self._for(expression, names, part)
            case Quantified():
                made = self._quantified(expression, names, part)
        return made

    def literal(self, literal: LiteralExpression, names: Names, part: str) -> Evaluate:
        """Return the closure of a FEEL text."""
        location = self.location(part, literal.place)
        if literal.language and "FEEL" not in literal.language.upper():
            return always_null(location, "dmn.not_feel", language=literal.language)
        if not literal.text:
            return always_null(location, "dmn.no_expression")
        try:
            return self.texts.expression(literal.text, names, location)
        except FeelSyntaxError as error:
            reason = self.problem(location, literal.text, error)
            return always_null(location, "dmn.not_readable", reason=reason)

    def table(self, table: DecisionTable, names: Names, part: str) -> Evaluate:
        """Return the closure of a decision table."""
        from owj.kernel.dmn.compile_tables import compile_table

        return compile_table(self, table, names, part)

    def _context(self, context: Context, names: Names, part: str) -> Evaluate:
        entries: list[tuple[str, Evaluate]] = []
        for entry in context.entries:
            inside = f"{part}, {entry.name}" if part and entry.name else entry.name or part
            calls_itself = isinstance(entry.expression, FunctionDefinition) and entry.name
            known = names | {entry.name} if calls_itself else names
            evaluate = self.compile(entry.expression, known, inside)
            kind = self.type_of(entry.type_ref)
            if kind is not None and not isinstance(kind, FunctionType):
                evaluate = fitted(evaluate, kind, self.location(inside, context.place))
            if not entry.name:
                return boxes.context_box(tuple(entries), evaluate)
            entries.append((entry.name, evaluate))
            names |= {entry.name}
        return boxes.context_box(tuple(entries), None)

    def _list(self, drawn: ListExpression, names: Names, part: str) -> Evaluate:
        return boxes.list_box(tuple(self.compile(item, names, part) for item in drawn.items))

    def _relation(self, relation: Relation, names: Names, part: str) -> Evaluate:
        rows = tuple(
            tuple(self.compile(cell, names, part) for cell in row) for row in relation.rows
        )
        return boxes.relation_box(tuple(column.name for column in relation.columns), rows)

    def _invocation(self, invocation: Invocation, names: Names, part: str) -> Evaluate:
        return boxes.invocation_box(
            self.compile(invocation.function, names, part),
            tuple(
                (binding.parameter.name, self.compile(binding.expression, names, part))
                for binding in invocation.bindings
            ),
            call_by_name,
            self.location(part, invocation.place),
        )

    def _function(self, function: FunctionDefinition, names: Names, part: str) -> Evaluate:
        if function.kind is not FunctionKind.FEEL:
            location = self.location(part, function.place)
            return always_null(location, "dmn.not_feel", language=function.kind.value)
        return boxes.function_box(
            part or self.element,
            self.parameters(function),
            self.function_body(function, names, part),
            self.type_of(function.type_ref),
        )

    def parameters(self, function: FunctionDefinition) -> tuple[Parameter, ...]:
        """Return the parameters of a function with their types."""
        return tuple(
            Parameter(parameter.name, self.type_of(parameter.type_ref))
            for parameter in function.parameters
        )

    def function_body(self, function: FunctionDefinition, names: Names, part: str) -> Evaluate:
        """Return the closure of a function's body, which also knows its parameters."""
        known = names | {parameter.name for parameter in function.parameters}
        return self.compile(function.body, known, part)

    def _conditional(self, conditional: Conditional, names: Names, part: str) -> Evaluate:
        return boxes.conditional_box(
            self.compile(conditional.condition, names, part),
            self.compile(conditional.then, names, part),
            self.compile(conditional.otherwise, names, part),
            self.location(part, conditional.place),
        )

    def _filter(self, filter_: Filter, names: Names, part: str) -> Evaluate:
        # The entries of an item are names, too; which ones it has shows only when it is there.
        inside = names | (self.texts.members - builtins_for(strict=False).keys()) | {boxes.ITEM}
        return boxes.filter_box(
            self.compile(filter_.collection, names, part),
            self.compile(filter_.match, inside, part),
            self.location(part, filter_.place),
        )

    def _for(self, loop: For, names: Names, part: str) -> Evaluate:
        inside = names | {loop.variable, boxes.PARTIAL}
        return boxes.for_box(
            loop.variable,
            self.compile(loop.collection, names, part),
            self.compile(loop.body, inside, part),
            _mentions(loop.body, boxes.PARTIAL),
            self.location(part, loop.place),
        )

    def _quantified(self, quantified: Quantified, names: Names, part: str) -> Evaluate:
        return boxes.quantified_box(
            quantified.quantifier,
            quantified.variable,
            self.compile(quantified.collection, names, part),
            self.compile(quantified.satisfies, names | {quantified.variable}, part),
            self.location(part, quantified.place),
        )


def _mentions(expression: Expression | None, word: str) -> bool:
    """Return whether a word stands in some text of an expression."""
    for part in all_parts(expression):
        if isinstance(part, LiteralExpression) and word in part.text:
            return True
        if isinstance(part, DecisionTable):
            texts = [column.expression for column in part.inputs]
            texts += [entry for rule in part.rules for entry in rule.input_entries]
            if any(word in text for text in texts):
                return True
    return False
