"""What is wrong with one part of a drawing."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One wrong part of a node. part: an attribute's name, or a parameter's."""

    part: object
    reason: str
