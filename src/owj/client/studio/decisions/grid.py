"""A decision table as the page draws it: heads, rules, cells, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from owj.client.studio.decisions.labels import (
    ANYTHING,
    NO_NAMES,
    Names,
    cell_words,
    show,
    value_words,
)
from owj.kernel.dmn.cells import listed_values
from owj.kernel.dmn.decision_model import DecisionModel
from owj.kernel.dmn.editing import CELL_KINDS
from owj.kernel.dmn.expressions import (
    DecisionTable,
    InputClause,
    LiteralExpression,
    OutputClause,
    Rule,
)
from owj.kernel.feel import (
    Expression,
    FeelSyntaxError,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from owj.kernel.feel.syntax import Literal, Tests
from owj.ui.feel_words import say_error, say_phrase

TYPES = (
    "", "string", "number", "boolean", "date", "time", "date and time",
    "days and time duration", "years and months duration",
)  # fmt: skip
EVERYTHING = frozenset(("", ANYTHING))


@dataclass(frozen=True, slots=True)
class Head:
    """Hold the head of a column. place: from 0 among its kind. options: what may stand in it.

    offers: values to choose from, as FEEL writes them, each with its label, "" for none.
    """

    kind: str
    place: int
    label: str
    type_ref: str = ""
    expression: str = ""
    name: str = ""
    values: str = ""
    default: str = ""
    options: tuple[str, ...] = ()
    last: bool = False
    names: Names = NO_NAMES
    offers: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Return what its fields are called by."""
        return f"{self.kind}-{self.place}"

    @property
    def type_words(self) -> str:
        """Return what it holds, in words."""
        # A type of the model's own has no word; the values beside it tell what it is.
        return say_phrase(self.type_ref) if self.type_ref in TYPES else ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """Hold one cell. kind: as the model calls it. error: what is wrong with its text.

    words: what it is read as; "" where its text says it.
    """

    head: Head
    rule: int
    kind: str
    text: str
    error: str
    words: str = ""

    @property
    def name(self) -> str:
        """Return the name of its field."""
        return f"cell-{self.rule}-{self.kind}-{self.head.place}"

    @property
    def label(self) -> str:
        """Return what a screen reader calls it."""
        words = gettext("Rule %(number)s, %(column)s")
        return words % {"number": self.rule + 1, "column": self.head.label}


@dataclass(frozen=True, slots=True)
class GridRule:
    """Hold one row. tested: whether a test case reaches it. hits: of the last real questions."""

    number: int
    cells: tuple[GridCell, ...]
    tested: bool
    hits: int | None
    never: bool

    @property
    def place(self) -> int:
        """Return its place from 0."""
        return self.number - 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Hold a table as it is drawn."""

    heads: tuple[Head, ...]
    rules: tuple[GridRule, ...]
    policy: str
    aggregation: str

    @property
    def errors(self) -> tuple[GridCell, ...]:
        """Return the cells with something wrong."""
        return tuple(cell for rule in self.rules for cell in rule.cells if cell.error)


def heads_of(
    table: DecisionTable, annotations: Sequence[str], names: Names = NO_NAMES
) -> tuple[Head, ...]:
    """Return the heads of a table. annotations: the names of the columns of notes."""
    inputs = [_labelled(_input_head(place, one), names) for place, one in enumerate(table.inputs)]
    outputs = [
        _labelled(_output_head(table, place, one), names) for place, one in enumerate(table.outputs)
    ]
    notes = [Head("annotation", place, one) for place, one in enumerate(annotations)]
    return (*inputs, *outputs, *notes)


def grid_of(
    model: DecisionModel,
    table: DecisionTable,
    tested: Iterable[int],
    hits: Sequence[int] | None,
    never: Iterable[int],
    *,
    names: Names = NO_NAMES,
) -> Grid:
    """Return a table as it is drawn. tested, never: numbers of rules. hits: by rule."""
    width = max((len(rule.annotations) for rule in table.rules), default=0)
    heads = heads_of(table, _note_names(table.note_labels, width), names)
    known = frozenset(element.name for element in model.definitions.elements)
    covered, dead = frozenset(tested), frozenset(never)
    rules = tuple(
        GridRule(
            number,
            _cells(heads, number - 1, rule, known),
            number in covered,
            hits[number - 1] if hits is not None else None,
            number in dead,
        )
        for number, rule in enumerate(table.rules, start=1)
    )
    aggregation = table.aggregation.value if table.aggregation is not None else ""
    return Grid(heads, rules, table.hit_policy.value, aggregation)


def _note_names(named: Sequence[str], count: int) -> list[str]:
    """Return what the columns of notes are called, also those without a name."""
    more = max(0, count - len(named))
    return [one or gettext("Note") for one in named] + [gettext("Note")] * more


def _cells(
    heads: Sequence[Head], place: int, rule: Rule, names: frozenset[str]
) -> tuple[GridCell, ...]:
    found: list[GridCell] = []
    texts = {
        "input": list(rule.input_entries),
        "output": [one.text for one in rule.output_entries],
        "annotation": list(rule.annotations),
    }
    kinds = dict(zip(("input", "output", "annotation"), CELL_KINDS, strict=True))
    for head in heads:
        row = texts[head.kind]
        text = row[head.place] if head.place < len(row) else ""
        error = cell_error(head, text, names)
        words = "" if error else cell_words(head.kind, text, head.names)
        found.append(GridCell(head, place, kinds[head.kind], text, error, words))
    return tuple(found)


def cell_error(head: Head, text: str, names: frozenset[str]) -> str:
    """Return what is wrong with a cell's text; "" for nothing."""
    if head.kind == "annotation" or (head.kind == "input" and text.strip() in EVERYTHING):
        return ""
    if not text.strip():
        return gettext("An answer is needed here.")
    try:
        read = _read(head, text, names)
    except FeelSyntaxError as error:
        return say_error(error)
    unknown = sorted(read.unknown - {"?"})
    if unknown:
        words = gettext("Nothing is called “%(name)s” here. Texts are quoted: %(text)s")
        return words % {"name": unknown[0], "text": f'"{unknown[0]}"'}
    strange = [shown for shown in _named(read) if head.options and shown not in head.options]
    if strange:
        words = gettext("%(value)s is not among the values of this column: %(options)s.")
        said = gettext(", ").join(label or value for value, label in head.offers)
        return words % {"value": strange[0], "options": said}
    return ""


def _read(head: Head, text: str, names: frozenset[str]) -> Expression | UnaryTests:
    if head.kind == "input":
        return compile_unary_tests(text, names)
    return compile_expression(text, names)


def _named(read: Expression | UnaryTests) -> list[str]:
    """Return the single values that a cell names, as FEEL writes them."""
    tree = read.tree
    if isinstance(tree, Tests):
        return [show(value) for value in listed_values(tree)]
    return [show(tree.value)] if isinstance(tree, Literal) else []


def _labelled(head: Head, names: Names) -> Head:
    """Return a head that knows what its values are called: as its own field does, first."""
    called = (head.expression or head.name, head.label)
    own, names = names.options_of(*called), names.at(*called)
    by_text = {show(value): words for value, words in names.words.items()}
    if head.options:
        offers = [(one, by_text.get(one) or _plain_words(one)) for one in head.options]
    else:
        offers = [(show(value), words) for value, words in own.items()]
    return replace(head, names=names, offers=tuple(offers))


def _plain_words(written: str) -> str:
    """Return what yes, no and nothing are called; "" for other values."""
    plain = {"true": True, "false": False, "null": None}
    return value_words(plain[written]) if written in plain else ""


def _options(values: str, type_ref: str) -> tuple[str, ...]:
    if values.strip() not in EVERYTHING:
        try:
            tree = compile_unary_tests(values).tree
        except FeelSyntaxError:
            return ()
        named = listed_values(tree) if isinstance(tree, Tests) else ()
        simple = isinstance(tree, Tests) and len(named) == len(tree.tests)
        return tuple(show(one) for one in named) if simple else ()
    return ("true", "false") if type_ref == "boolean" else ()


def _input_head(place: int, one: InputClause) -> Head:
    return Head(
        "input",
        place,
        one.label,
        one.type_ref,
        one.expression,
        values=one.input_values,
        options=_options(one.input_values, one.type_ref),
    )


def _output_head(table: DecisionTable, place: int, one: OutputClause) -> Head:
    default = one.default_output
    return Head(
        "output",
        place,
        one.label or one.name or table.output_label,
        one.type_ref,
        name=one.name,
        values=one.output_values,
        default=default.text if isinstance(default, LiteralExpression) else "",
        options=_options(one.output_values, one.type_ref),
    )
