"""A decision model as it is drawn, in DMN's own words (DMN 1.5, chapters 6 to 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from owj.kernel.dmn.expressions import DecisionTable, Expression, FunctionDefinition, Place


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Hold the text of tests that say which values are allowed."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class FunctionItem:
    """Hold the type of a function: types of its parameters and of its result."""

    output_type: str
    parameters: tuple[InformationItem, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """Hold a named type of the model, or a component of one.

    type_ref: what it is made of, "" when it has components or is a function.
    allowed_values: tests every single value must pass. type_constraint: tests the whole must pass.
    """

    name: str
    type_ref: str
    is_collection: bool
    components: tuple[ItemDefinition, ...]
    allowed_values: UnaryTests | None
    type_constraint: UnaryTests | None
    function_item: FunctionItem | None
    place: Place


@dataclass(frozen=True, slots=True)
class InformationItem:
    """Hold a variable: its name, and the name of its type ("" for any)."""

    name: str
    type_ref: str
    place: Place


@dataclass(frozen=True, slots=True)
class ElementReference:
    """Point at an element of this model, or at one of an imported namespace.

    namespace: "" for this model.
    """

    namespace: str
    id: str
    place: Place

    def __str__(self) -> str:
        return f"{self.namespace}#{self.id}"


class RequirementKind(Enum):
    """Say what an element needs another one for."""

    INPUT = "requiredInput"
    DECISION = "requiredDecision"
    KNOWLEDGE = "requiredKnowledge"
    AUTHORITY = "requiredAuthority"


@dataclass(frozen=True, slots=True)
class Requirement:
    """Hold an arrow of the drawing: this element needs that one."""

    kind: RequirementKind
    target: ElementReference


@dataclass(frozen=True, slots=True)
class InputData:
    """Hold what a decision is given from outside."""

    id: str
    name: str
    variable: InformationItem
    place: Place


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold a decision: what it needs, and the expression that makes it."""

    id: str
    name: str
    variable: InformationItem
    requirements: tuple[Requirement, ...]
    expression: Expression | None
    question: str
    allowed_answers: str
    place: Place

    @property
    def decision_table(self) -> DecisionTable | None:
        """Return the table when the decision is made by one."""
        return self.expression if isinstance(self.expression, DecisionTable) else None


@dataclass(frozen=True, slots=True)
class BusinessKnowledgeModel:
    """Hold a function that decisions call by name."""

    id: str
    name: str
    variable: InformationItem
    requirements: tuple[Requirement, ...]
    encapsulated_logic: FunctionDefinition | None
    place: Place


@dataclass(frozen=True, slots=True)
class DecisionService:
    """Hold decisions that are asked together, from outside or as a function."""

    id: str
    name: str
    variable: InformationItem
    output_decisions: tuple[ElementReference, ...]
    encapsulated_decisions: tuple[ElementReference, ...]
    input_decisions: tuple[ElementReference, ...]
    input_data: tuple[ElementReference, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class KnowledgeSource:
    """Hold where the knowledge of a decision comes from: drawn, never evaluated."""

    id: str
    name: str
    location_uri: str
    place: Place


@dataclass(frozen=True, slots=True)
class Import:
    """Hold a wish to use another model. name: its prefix here, "" for none."""

    namespace: str
    name: str
    import_type: str
    location_uri: str
    place: Place


DrgElement = InputData | Decision | BusinessKnowledgeModel | DecisionService | KnowledgeSource


@dataclass(frozen=True, slots=True)
class Definitions:
    """Hold one whole model file.

    version: of DMN, such as "1.5".
    """

    name: str
    namespace: str
    version: str
    imports: tuple[Import, ...]
    item_definitions: tuple[ItemDefinition, ...]
    elements: tuple[DrgElement, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Return the decisions in the order of the file."""
        return tuple(element for element in self.elements if isinstance(element, Decision))
