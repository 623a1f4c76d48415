"""Which entity classes this process knows, by package."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from owj.kernel.errors import DefinitionError
from owj.server.records.declare import Entity


class _Known:
    """The registered classes, and the same as one value that snapshots remember."""

    def __init__(self) -> None:
        self.take({})

    def take(self, packages: Mapping[str, tuple[type[Entity], ...]]) -> None:
        self.packages = dict(packages)
        self.behaviour = tuple(self.packages.values())


_known = _Known()


def register_entities(package: str, entities: Sequence[type[Entity]]) -> None:
    """Make a package's entities known; again with the same classes changes nothing.

    Raises: DefinitionError when two packages claim one key.
    """
    given = tuple(entities)
    if _known.packages.get(package) == given:
        return
    for other, theirs in _known.packages.items():
        taken = {entity.key for entity in theirs} & {entity.key for entity in given}
        if other != package and taken:
            raise DefinitionError(
                where=f"package {package}",
                expected="entity keys of its own",
                got=f"{', '.join(sorted(taken))}, which package {other} declares",
            )
    _known.take({**_known.packages, package: given})


def declared_packages() -> Mapping[str, tuple[type[Entity], ...]]:
    """Return the registered classes by package, in order of registration."""
    return MappingProxyType(_known.packages)


def declared_classes() -> dict[str, type[Entity]]:
    """Return the registered classes by entity key."""
    return {entity.key: entity for theirs in _known.packages.values() for entity in theirs}


def declared_behaviour() -> Hashable:
    """Return a value that differs whenever the registered classes do."""
    return _known.behaviour


@contextmanager
def only_declared(packages: Mapping[str, Sequence[type[Entity]]]) -> Iterator[None]:
    """Replace what is registered for the length of a block (tests, and trial schemas)."""
    before = _known.packages
    _known.take({package: tuple(entities) for package, entities in packages.items()})
    try:
        yield
    finally:
        _known.take(before)
