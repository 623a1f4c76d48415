"""A small tree of an XML document, with the place of every element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """Hold one element as it was written.

    namespace: "" for none. attributes: by local name, or "{namespace}name" when they have one.
    text: its own letters, those around its children joined. prefixes: the namespaces in force
    (prefix → namespace, "" for the default), which names inside values refer to.
    line, column: where its tag begins, from 1.
    """

    namespace: str
    name: str
    attributes: Mapping[str, str]
    children: tuple[Element, ...]
    text: str
    prefixes: Mapping[str, str]
    line: int
    column: int

    def child(self, name: str) -> Element | None:
        """Return the first child of this local name in this element's namespace."""
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator[Element]:
        """Yield the children of this local name in this element's namespace."""
        for child in self.children:
            if child.name == name and child.namespace == self.namespace:
                yield child

    def own(self) -> Iterator[Element]:
        """Yield the children in this element's namespace: extensions of others left out."""
        for child in self.children:
            if child.namespace == self.namespace:
                yield child

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value."""
        return self.attributes.get(name, default)

    def child_text(self, name: str) -> str:
        """Return the letters of the first child of this name, without white space around."""
        child = self.child(name)
        return child.text.strip() if child is not None else ""
