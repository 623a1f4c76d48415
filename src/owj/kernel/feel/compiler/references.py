"""Names and paths to closures."""

from __future__ import annotations

from owj.kernel.feel.compiler.scopes import (
    Code,
    Compiled,
    Frame,
    Local,
    Names,
    World,
    constant,
    entry_type,
    folded,
)
from owj.kernel.feel.properties import take_path
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import Name, Path
from owj.kernel.feel.types import (
    CONTEXT,
    AnyType,
    ContextType,
    FeelType,
)
from owj.kernel.feel.values import FeelValue, Position

# A value like no other, to tell an entry that is null from none.
_ABSENT: FeelValue = "absent entry".replace(" ", "\0")


def compile_name(node: Name, names: Names | None, world: World) -> Compiled:
    """Return the code of a name: of an element's entry, an inner, an outer name or a built-in."""
    return compile_reference(node.name, (node.start, node.end), names, world)


def compile_reference(name: str, position: Position, names: Names | None, world: World) -> Compiled:
    """Return the code of a name at a place."""
    elements: list[int] = []
    step = names
    found: Local | None = None
    known: FeelType | None = None
    while step is not None and found is None:
        if step.element is not None and may_hold(step.element.type, name):
            known = entry_type(step.element.type, name) if not elements else None
            elements.append(step.element.slot)
        found = step.locals.get(name)
        step = step.outer
    if found is not None:
        world.uses_partial = world.uses_partial or name == "partial"
        plain = _slot(found)
    else:
        plain = _outer(name, position, world, certain=not elements)
    if not elements:
        return plain
    if known is not None:
        return Compiled(
            _of_known_element(name, elements[0], plain.code), known, entry=(elements[0], name)
        )
    return Compiled(_of_elements(name, elements, plain.code))


def _of_known_element(name: str, slot: int, plain: Code) -> Code:
    """Return code for an entry that the element's type says is there."""

    def run_entry(frame: Frame, run: Run) -> FeelValue:
        try:
            return frame[slot][name]  # type: ignore[index,call-overload]  # or below
        except (KeyError, TypeError):
            return plain(frame, run)

    return run_entry


def may_hold(kind: FeelType | None, name: str) -> bool:
    """Return whether an element may have an entry of that name, as far as its type says."""
    if isinstance(kind, ContextType):
        return kind.entry(name) is not None
    return kind is None or isinstance(kind, AnyType) or kind == CONTEXT


def _slot(local: Local) -> Compiled:
    slot = local.slot

    def run_slot(frame: Frame, run: Run) -> FeelValue:
        return frame[slot]

    return Compiled(run_slot, local.type, slot=slot)


def _outer(name: str, position: Position, world: World, *, certain: bool) -> Compiled:
    builtin = world.builtins.get(name)
    if name not in world.declared and name not in world.types:
        if builtin is not None:
            return constant(builtin.value)
        if certain:
            world.unknown.add(name)
    local = Local(world.outer_slot(name), world.types.get(name))
    if name in world.declared or name in world.types:
        return _slot(local)
    slot = local.slot

    def run_unknown(frame: Frame, run: Run) -> FeelValue:
        value = frame[slot]
        if value is None:
            run.warn("feel.unknown_name", position, name=name)
        return value

    return Compiled(run_unknown)


def _of_elements(name: str, slots: list[int], plain: Code) -> Code:
    """Return code that looks into the elements of the filters around, the innermost first."""
    if len(slots) == 1:
        slot = slots[0]

        def run_element(frame: Frame, run: Run) -> FeelValue:
            element = frame[slot]
            if type(element) is dict:
                value = element.get(name, _ABSENT)
                if value is not _ABSENT:
                    return value
            return plain(frame, run)

        return run_element

    def run_elements(frame: Frame, run: Run) -> FeelValue:
        for slot in slots:
            element = frame[slot]
            if type(element) is dict and name in element:
                return element[name]
        return plain(frame, run)

    return run_elements


def compile_path(node: Path, names: Names | None, world: World) -> Compiled:
    """Return the code of `source.name`."""
    source = world.compile(node.source, names)
    code, name, position = source.code, node.name, (node.start, node.end)

    def run_path(frame: Frame, run: Run) -> FeelValue:
        value = code(frame, run)
        if type(value) is dict and name in value:
            return value[name]
        return take_path(value, name, run, position)

    return folded(Compiled(run_path, entry_type(source.type, name)), source)
