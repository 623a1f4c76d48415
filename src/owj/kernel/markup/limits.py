"""How large an XML document may be before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """Hold the largest document that is read: sizes in bytes or letters, else counts.

    prefixes: namespaces in force at one place.
    """

    document_bytes: int = 16_000_000
    depth: int = 200
    elements: int = 500_000
    attributes: int = 64
    attribute_letters: int = 65_536
    prefixes: int = 128


DEFAULT_LIMITS = XmlLimits()
