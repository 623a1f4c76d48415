"""Read boxed expressions from their elements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.expressions import (
    Aggregation,
    Binding,
    Conditional,
    Context,
    ContextEntry,
    DecisionTable,
    Expression,
    Filter,
    For,
    FunctionDefinition,
    FunctionKind,
    HitPolicy,
    InputClause,
    Invocation,
    ListExpression,
    LiteralExpression,
    OutputClause,
    Parameter,
    Place,
    Quantified,
    Quantifier,
    Relation,
    Rule,
)
from owj.kernel.dmn.names import clean_name
from owj.kernel.markup import Element

Word = TypeVar("Word", bound=Enum)
TypeName = Callable[[Element, str], str]


def place_of(element: Element) -> Place:
    """Return where an element begins in its file."""
    return Place(element.line, element.column)


class ExpressionReader:
    """Read expressions; `type_name` makes the name of a type out of what is written."""

    def __init__(self, type_name: TypeName) -> None:
        self._type_name = type_name

    def first(self, element: Element | None) -> Expression | None:
        """Return the first expression among the children, None where nothing is drawn."""
        if element is None:
            return None
        for child in element.own():
            reader = EXPRESSION_READERS.get(child.name)
            if reader is not None:
                return reader(self, child)
        return None

    def all(self, element: Element) -> tuple[Expression | None, ...]:
        """Return every expression among the children."""
        return tuple(
            reader(self, child)
            for child in element.own()
            if (reader := EXPRESSION_READERS.get(child.name)) is not None
        )

    def type_of(self, element: Element) -> str:
        return self._type_name(element, element.get("typeRef"))

    def literal(self, element: Element) -> LiteralExpression:
        return LiteralExpression(
            text=element.child_text("text"),
            language=element.get("expressionLanguage"),
            type_ref=self.type_of(element),
            place=_text_place(element),
        )

    def parameter(self, element: Element) -> Parameter:
        return Parameter(clean_name(element.get("name")), self.type_of(element))

    def context(self, element: Element) -> Context:
        entries = tuple(self._context_entry(entry) for entry in element.every("contextEntry"))
        return Context(entries, self.type_of(element), place_of(element))

    def _context_entry(self, element: Element) -> ContextEntry:
        variable = element.child("variable")
        drawn = self.parameter(variable) if variable is not None else Parameter("", "")
        return ContextEntry(drawn.name, drawn.type_ref, self.first(element))

    def relation(self, element: Element) -> Relation:
        return Relation(
            columns=tuple(self.parameter(column) for column in element.every("column")),
            rows=tuple(self.all(row) for row in element.every("row")),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def list_expression(self, element: Element) -> ListExpression:
        return ListExpression(self.all(element), self.type_of(element), place_of(element))

    def invocation(self, element: Element) -> Invocation:
        bindings = tuple(
            Binding(self.parameter(parameter), self.first(binding))
            for binding in element.every("binding")
            if (parameter := binding.child("parameter")) is not None
        )
        return Invocation(self.first(element), bindings, self.type_of(element), place_of(element))

    def function(self, element: Element) -> FunctionDefinition:
        return FunctionDefinition(
            kind=_word(element, "kind", FunctionKind) or FunctionKind.FEEL,
            parameters=tuple(self.parameter(item) for item in element.every("formalParameter")),
            body=self.first(element),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def conditional(self, element: Element) -> Conditional:
        return Conditional(
            condition=self.first(element.child("if")),
            then=self.first(element.child("then")),
            otherwise=self.first(element.child("else")),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def filter(self, element: Element) -> Filter:
        return Filter(
            collection=self.first(element.child("in")),
            match=self.first(element.child("match")),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def for_expression(self, element: Element) -> For:
        return For(
            variable=clean_name(element.get("iteratorVariable")),
            collection=self.first(element.child("in")),
            body=self.first(element.child("return")),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def quantified(self, element: Element) -> Quantified:
        return Quantified(
            quantifier=Quantifier(element.name),
            variable=clean_name(element.get("iteratorVariable")),
            collection=self.first(element.child("in")),
            satisfies=self.first(element.child("satisfies")),
            type_ref=self.type_of(element),
            place=place_of(element),
        )

    def decision_table(self, element: Element) -> DecisionTable:
        table = DecisionTable(
            hit_policy=_word(element, "hitPolicy", HitPolicy) or HitPolicy.UNIQUE,
            aggregation=_word(element, "aggregation", Aggregation),
            inputs=tuple(self._input_clause(item) for item in element.every("input")),
            outputs=tuple(self._output_clause(item) for item in element.every("output")),
            rules=tuple(self._rule(item) for item in element.every("rule")),
            output_label=element.get("outputLabel"),
            type_ref=self.type_of(element),
            place=place_of(element),
            note_labels=tuple(item.get("name") for item in element.every("annotation")),
        )
        _check_table(table)
        return table

    def _input_clause(self, element: Element) -> InputClause:
        expression = element.child("inputExpression")
        values = element.child("inputValues")
        text = expression.child_text("text") if expression is not None else ""
        return InputClause(
            label=element.get("label") or text,
            expression=text,
            type_ref=self.type_of(expression) if expression is not None else "",
            input_values=values.child_text("text") if values is not None else "",
            place=_text_place(expression if expression is not None else element),
        )

    def _output_clause(self, element: Element) -> OutputClause:
        values = element.child("outputValues")
        default = element.child("defaultOutputEntry")
        return OutputClause(
            name=clean_name(element.get("name")),
            label=element.get("label"),
            type_ref=self.type_of(element),
            output_values=values.child_text("text") if values is not None else "",
            default_output=self._default_output(default),
            place=place_of(element),
        )

    def _default_output(self, element: Element | None) -> Expression | None:
        """Return the default answer: DMN draws it as a literal expression itself."""
        if element is None:
            return None
        if element.child("text") is not None:
            return self.literal(element)
        return self.first(element)

    def _rule(self, element: Element) -> Rule:
        return Rule(
            id=element.get("id"),
            input_entries=tuple(entry.child_text("text") for entry in element.every("inputEntry")),
            output_entries=tuple(self.literal(entry) for entry in element.every("outputEntry")),
            annotations=tuple(
                entry.child_text("text") for entry in element.every("annotationEntry")
            ),
            place=place_of(element),
        )


EXPRESSION_READERS: Mapping[str, Callable[[ExpressionReader, Element], Expression]] = {
    "literalExpression": ExpressionReader.literal,
    "context": ExpressionReader.context,
    "relation": ExpressionReader.relation,
    "list": ExpressionReader.list_expression,
    "invocation": ExpressionReader.invocation,
    "functionDefinition": ExpressionReader.function,
    "conditional": ExpressionReader.conditional,
    "filter": ExpressionReader.filter,
    "for": ExpressionReader.for_expression,
    "some": ExpressionReader.quantified,
    "every": ExpressionReader.quantified,
    "decisionTable": ExpressionReader.decision_table,
}


def _text_place(element: Element) -> Place:
    """Return where the text of an expression begins, which positions in it add to."""
    return place_of(element.child("text") or element)


def _word(element: Element, attribute: str, words: type[Word]) -> Word | None:
    """Return the word that an attribute says, None where it says none."""
    written = element.get(attribute).strip()
    if not written:
        return None
    for word in words:
        if word.value == written:
            return word
    known = ", ".join(str(word.value) for word in words)
    raise ModelRefused(
        where=f"line {element.line}, {attribute}", expected=f"one of {known}", got=written
    )


def _check_table(table: DecisionTable) -> None:
    """Refuse a table whose rows are not as long as its head."""
    where = f"line {table.place.line}, decision table"
    if not table.outputs:
        raise ModelRefused(where=where, expected="at least one output", got="none")
    for rule in table.rules:
        drawn = (len(rule.input_entries), len(rule.output_entries))
        wanted = (len(table.inputs), len(table.outputs))
        if drawn != wanted:
            raise ModelRefused(
                where=f"line {rule.place.line}, rule",
                expected=f"{wanted[0]} input entries and {wanted[1]} output entries",
                got=f"{drawn[0]} and {drawn[1]}",
            )
