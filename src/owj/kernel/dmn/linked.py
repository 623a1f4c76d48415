"""A model with the models it imports: every arrow of the drawings led to its element."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NewType

from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    ElementReference,
    Import,
    RequirementKind,
)

ElementKey = NewType("ElementKey", str)
ResolveImport = Callable[[Import], Definitions | None]
MOST_IMPORTS = 100
DEEPEST_CHAIN = 60


@dataclass(frozen=True, slots=True)
class LinkedElement:
    """Hold an element with the model it is drawn in."""

    key: ElementKey
    element: DrgElement
    model: Definitions


@dataclass(frozen=True, slots=True)
class LinkedModel:
    """Hold a model, those it imports (also indirectly), and all their elements.

    models: by namespace. elements: by key (namespace and id).
    """

    main: Definitions
    models: Mapping[str, Definitions]
    elements: Mapping[ElementKey, LinkedElement]

    def target(self, source: LinkedElement, reference: ElementReference) -> LinkedElement:
        """Return what an arrow of `source` points at. Raises: ModelRefused."""
        namespace = reference.namespace or source.model.namespace
        found = self.elements.get(element_key(namespace, reference.id))
        if found is None:
            raise ModelRefused(
                where=f"{source.element.name} (line {reference.place.line})",
                expected="a reference to an element of this model or an imported one",
                got=str(reference),
            )
        return found

    def needs(self, source: LinkedElement) -> Iterator[LinkedElement]:
        """Yield every element whose value this one needs."""
        for reference in _references(source.element):
            yield self.target(source, reference)

    def import_name(self, source: LinkedElement, target: LinkedElement) -> str:
        """Return the name under which the source's model knows the target's model, or ""."""
        if source.model is target.model:
            return ""
        names = (
            imported.name
            for imported in source.model.imports
            if imported.namespace == target.model.namespace
        )
        return next(names, "")


def element_key(namespace: str, identity: str) -> ElementKey:
    """Return what tells an element from all others of a linked model."""
    return ElementKey(f"{namespace}#{identity}")


def link_model(main: Definitions, resolve: ResolveImport | None = None) -> LinkedModel:
    """Return the model with its imports, every arrow checked and no circle among them.

    resolve: gives an imported model; the kernel itself opens no file.
    Raises: ModelRefused.
    """
    models = _imported_models(main, resolve)
    elements: dict[ElementKey, LinkedElement] = {}
    for model in models.values():
        for element in model.elements:
            key = element_key(model.namespace, element.id or element.name)
            if key in elements:
                raise ModelRefused(
                    where=f"{element.name} (line {element.place.line})",
                    expected="an id of its own",
                    got=f"{element.id or element.name}, which {elements[key].element.name} has",
                )
            elements[key] = LinkedElement(key, element, model)
    linked = LinkedModel(main, MappingProxyType(models), MappingProxyType(elements))
    _refuse_circles(linked)
    return linked


def _imported_models(main: Definitions, resolve: ResolveImport | None) -> dict[str, Definitions]:
    models = {main.namespace: main}
    waiting = [main]
    while waiting:
        for imported in waiting.pop().imports:
            if imported.namespace in models or not _is_model(imported):
                continue
            found = resolve(imported) if resolve is not None else None
            if found is None or len(models) > MOST_IMPORTS:
                raise ModelRefused(
                    where=f"import {imported.name} (line {imported.place.line})",
                    expected=f"a model with the namespace {imported.namespace}",
                    got="none" if found is None else f"more than {MOST_IMPORTS} imports",
                )
            models[imported.namespace] = found
            waiting.append(found)
    return models


def _is_model(imported: Import) -> bool:
    """Return whether an import is of a decision model, not of XML schema or PMML."""
    return "DMN" in imported.import_type or not imported.import_type


def _references(element: DrgElement) -> Iterator[ElementReference]:
    match element:
        case Decision() | BusinessKnowledgeModel():
            for requirement in element.requirements:
                if requirement.kind is not RequirementKind.AUTHORITY:
                    yield requirement.target
        case DecisionService():
            yield from element.output_decisions
            yield from element.encapsulated_decisions
        case _:
            return


def _refuse_circles(linked: LinkedModel) -> None:
    """Refuse arrows that run in a circle; a function that calls itself is none."""
    done: set[ElementKey] = set()
    for start in linked.elements.values():
        way: dict[ElementKey, Iterator[LinkedElement]] = {}
        if start.key not in done:
            way[start.key] = linked.needs(start)
        while way:
            key = next(reversed(way))
            if len(way) > DEEPEST_CHAIN:
                raise ModelRefused(
                    where=linked.elements[key].element.name,
                    expected=f"requirements up to {DEEPEST_CHAIN} deep",
                    got="deeper ones",
                )
            needed = next(way[key], None)
            if needed is None:
                way.popitem()
                done.add(key)
            elif needed.key in way:
                if needed.key != key or not isinstance(needed.element, BusinessKnowledgeModel):
                    raise _circle(linked, [*way], needed)
            elif needed.key not in done:
                way[needed.key] = linked.needs(needed)


def _circle(linked: LinkedModel, way: list[ElementKey], again: LinkedElement) -> ModelRefused:
    circle = [*way[way.index(again.key) :], again.key]
    names = " → ".join(linked.elements[key].element.name for key in circle)
    return ModelRefused(
        where=f"{again.element.name} (line {again.element.place.line})",
        expected="requirements without a circle",
        got=names,
    )
