"""The parts of a model that are ready to be asked, and one question to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from owj.kernel.dmn.boxes import Evaluate, Scope, fit_or_warn
from owj.kernel.dmn.linked import ElementKey
from owj.kernel.dmn.run import DecisionRun, Location
from owj.kernel.feel.types import FeelType
from owj.kernel.feel.values import FeelFunction, FeelValue


@dataclass(frozen=True, slots=True)
class ScopeName:
    """Hold under which name a value stands: inside an import's name, or ("") at the top."""

    prefix: str
    name: str

    def put(self, scope: Scope, value: FeelValue) -> None:
        """Set the value in a scope."""
        if not self.prefix:
            scope[self.name] = value
            return
        inside = scope.get(self.prefix)
        scope[self.prefix] = {**(inside if isinstance(inside, dict) else {}), self.name: value}


@dataclass(frozen=True, slots=True)
class CompiledInput:
    """Hold an input: its type is what a given value must fit."""

    key: ElementKey
    name: str
    kind: FeelType | None
    location: Location


@dataclass(frozen=True, slots=True)
class CompiledDecision:
    """Hold a decision. needs: the values it asks for. functions: those it may call."""

    key: ElementKey
    name: str
    kind: FeelType | None
    evaluate: Evaluate
    needs: tuple[tuple[ScopeName, ElementKey], ...]
    functions: tuple[tuple[ScopeName, FeelFunction], ...]
    location: Location


@dataclass(frozen=True, slots=True)
class CompiledService:
    """Hold a decision service. inputs: input data, then input decisions, as it is called."""

    key: ElementKey
    name: str
    kind: FeelType | None
    inputs: tuple[CompiledInput, ...]
    outputs: tuple[CompiledDecision, ...]
    location: Location


class Question:
    """Hold what is given and what has been decided so far; each decision is made once."""

    def __init__(
        self,
        decisions: Mapping[ElementKey, CompiledDecision],
        given: Mapping[ElementKey, FeelValue],
        run: DecisionRun,
    ) -> None:
        """Start with the values given to inputs, or in place of decisions."""
        self._decisions = decisions
        self._values = dict(given)
        self._run = run

    def value_of(self, key: ElementKey) -> FeelValue:
        """Return the value of an input or a decision; null for an input that is not given."""
        if key in self._values:
            return self._values[key]
        decision = self._decisions.get(key)
        value = self.decide(decision) if decision is not None else None
        self._values[key] = value
        return value

    def decide(self, decision: CompiledDecision) -> FeelValue:
        """Return what a decision comes to."""
        scope: Scope = {}
        for place, function in decision.functions:
            place.put(scope, function)
        for place, key in decision.needs:
            place.put(scope, self.value_of(key))
        value = decision.evaluate(scope, self._run)
        if decision.kind is None:
            return value
        return fit_or_warn(value, decision.kind, decision.location, self._run)


def ask_service(
    service: CompiledService,
    decisions: Mapping[ElementKey, CompiledDecision],
    given: Mapping[ElementKey, FeelValue],
    run: DecisionRun,
) -> dict[str, FeelValue]:
    """Return the values of a service's output decisions, seeing only what it is given."""
    question = Question(decisions, given, run)
    outputs = {output.name: question.value_of(output.key) for output in service.outputs}
    if service.kind is not None and len(outputs) == 1:
        (name, value) = next(iter(outputs.items()))
        outputs[name] = fit_or_warn(value, service.kind, service.location, run)
    return outputs


def service_value(outputs: Mapping[str, FeelValue]) -> FeelValue:
    """Return the outputs as a call of the service gives them: one value, or a context."""
    return next(iter(outputs.values())) if len(outputs) == 1 else dict(outputs)
