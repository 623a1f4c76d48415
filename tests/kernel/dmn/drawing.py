"""Draw small models as XML, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from owj.kernel.dmn.decision_model import DecisionModel, DecisionResult, compile_model
from owj.kernel.dmn.read import read_definitions
from owj.kernel.feel import FeelValue

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(body: str, namespace: str = "urn:test", version: str = NAMESPACE) -> str:
    """Return a model file."""
    return (
        f'<definitions xmlns="{version}" name="test" namespace="{namespace}">{body}</definitions>'
    )


def literal(text: str, type_ref: str = "") -> str:
    """Return a literal expression."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return f"<literalExpression{kind}><text>{escape(text)}</text></literalExpression>"


def input_data(name: str, type_ref: str = "") -> str:
    """Return an input with the id `i-NAME`."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    return (
        f'<inputData id="i-{name}" name={quoteattr(name)}>'
        f"<variable name={quoteattr(name)}{kind}/></inputData>"
    )


def decision(
    name: str,
    body: str,
    *,
    type_ref: str = "",
    inputs: Iterable[str] = (),
    decisions: Iterable[str] = (),
    knowledge: Iterable[str] = (),
) -> str:
    """Return a decision with the id `d-NAME`."""
    kind = f" typeRef={quoteattr(type_ref)}" if type_ref else ""
    needs = [
        f'<informationRequirement><requiredInput href="#i-{other}"/></informationRequirement>'
        for other in inputs
    ]
    needs += [
        f'<informationRequirement><requiredDecision href="#d-{other}"/></informationRequirement>'
        for other in decisions
    ]
    needs += [
        f'<knowledgeRequirement><requiredKnowledge href="#{other}"/></knowledgeRequirement>'
        for other in knowledge
    ]
    return (
        f'<decision id="d-{name}" name={quoteattr(name)}>'
        f"<variable name={quoteattr(name)}{kind}/>{''.join(needs)}{body}</decision>"
    )


def table(
    inputs: Sequence[str],
    outputs: Sequence[str],
    rules: Iterable[Sequence[str]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    output_values: Sequence[str] = (),
    input_values: Sequence[str] = (),
    defaults: Sequence[str] = (),
) -> str:
    """Return a decision table. rules: the cells of a row, inputs first."""
    added = f' aggregation="{aggregation}"' if aggregation else ""
    parts = [f'<decisionTable hitPolicy="{policy}"{added}>']
    for number, text in enumerate(inputs):
        values = _cell("inputValues", input_values[number]) if input_values else ""
        parts.append(
            f"<input><inputExpression><text>{escape(text)}</text></inputExpression>{values}</input>"
        )
    for number, name in enumerate(outputs):
        values = _cell("outputValues", output_values[number]) if output_values else ""
        default = _cell("defaultOutputEntry", defaults[number]) if defaults else ""
        parts.append(f"<output name={quoteattr(name)}>{values}{default}</output>")
    for row in rules:
        cells = [_cell("inputEntry", text) for text in row[: len(inputs)]]
        cells += [_cell("outputEntry", text) for text in row[len(inputs) :]]
        parts.append(f"<rule>{''.join(cells)}</rule>")
    return "".join([*parts, "</decisionTable>"])


def _cell(name: str, text: str) -> str:
    return f"<{name}><text>{escape(text)}</text></{name}>" if text else f"<{name}><text/></{name}>"


def model(*elements: str) -> DecisionModel:
    """Return the compiled model of some elements."""
    return compile_model(read_definitions(definitions("".join(elements))))


def ask(body: str, type_ref: str = "", types: str = "", **inputs: object) -> DecisionResult:
    """Return what one decision with this body comes to, its inputs given by name."""
    elements = [input_data(name) for name in inputs]
    drawn = model(types, *elements, decision("it", body, type_ref=type_ref, inputs=list(inputs)))
    given = {name: feel(value) for name, value in inputs.items()}
    return drawn.evaluate_decision("it", given)


def feel(value: object) -> FeelValue:
    """Return a Python value as FEEL holds it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, list | tuple):
        return tuple(feel(item) for item in value)
    if isinstance(value, dict):
        return {str(name): feel(item) for name, item in value.items()}
    if value is None or isinstance(value, bool | Decimal | str):
        return value
    raise TypeError(value)
