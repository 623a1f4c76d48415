"""Run cases of the kit and say what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from owj.kernel.dmn.conformance.cases import Case, CaseFile, InputNode, ResultNode
from owj.kernel.dmn.conformance.values import feel_value, matches
from owj.kernel.dmn.decision_model import DecisionModel, DecisionResult
from owj.kernel.errors import OwjError
from owj.kernel.feel.running import Environment
from owj.kernel.feel.values import FeelValue

SERVICE, KNOWLEDGE = "decisionService", "bkm"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """Hold how one expected result came out. difference: "" when it came as expected."""

    case: str
    node: str
    difference: str

    @property
    def passed(self) -> bool:
        """Return whether the result came as expected."""
        return not self.difference


def run_cases(
    model: DecisionModel, file: CaseFile, environment: Environment
) -> Iterator[CaseResult]:
    """Yield the outcome of every expected result of a test file."""
    for case in file.cases:
        for node in case.results:
            yield CaseResult(case.id, node.name, difference_of(model, case, node, environment))


def fail_cases(file: CaseFile, reason: str) -> Iterator[CaseResult]:
    """Yield every expected result as failed: the model itself cannot be used."""
    for case in file.cases:
        for node in case.results:
            yield CaseResult(case.id, node.name, reason)


def difference_of(
    model: DecisionModel, case: Case, node: ResultNode, environment: Environment
) -> str:
    """Return how a result differs from what a case expects; "" when it does not."""
    try:
        expected = feel_value(node.expected)
        result = _ask(model, case, node, environment)
    except OwjError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a defect of ours fails its case, not the run
        return f"broke by {type(error).__name__}: {error}"
    got = _got(result, case, node)
    if matches(expected, got):
        return ""
    warnings = "; ".join(str(warning) for warning in result.warnings[:3])
    return f"expected {_shown(expected)}, got {_shown(got)}" + (
        f" ({warnings})" if warnings else ""
    )


def _ask(
    model: DecisionModel, case: Case, node: ResultNode, environment: Environment
) -> DecisionResult:
    inputs = {_input_name(item): feel_value(item.value) for item in case.inputs}
    if case.kind == SERVICE:
        return model.evaluate_service(case.invocable or node.name, inputs, environment)
    if case.kind == KNOWLEDGE:
        return model.call_knowledge_model(case.invocable or node.name, inputs, environment)
    return model.evaluate_decision(node.name, inputs, environment)


def _input_name(node: InputNode) -> str:
    return f"{node.namespace}#{node.name}" if node.namespace else node.name


def _got(result: DecisionResult, case: Case, node: ResultNode) -> FeelValue:
    """Return the value asked for: of a service, one of its output decisions or the whole."""
    if case.kind == SERVICE and node.name in result.outputs:
        return result.outputs[node.name]
    return result.value


def _shown(value: FeelValue) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
