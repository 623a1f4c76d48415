"""What a configuration consists of: items of some kinds, each plain data under a key of its own.

    {("field", "x_vehicle.x_plate"): {"kind": "text", …}, ("form", "x_vehicle/edit"): {…}}

Keys are the same in every installation, so items can be compared between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from owj.server.records.context import Context
from owj.server.schema.shapes import Settings

# The kind of an item and its key.
ItemKey = tuple[str, str]
Items = Mapping[ItemKey, Any]
Said = Mapping[str, Any]

ENTITY, FIELD = "entity", "field"
DEFINITIONS = (ENTITY, FIELD)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of items beside entities and fields.

    read: what is here, by key. write: makes an item what the data say; None: takes it away.
    name: how people call one, of its key and data. shape: of the data.
    """

    kind: str
    words: str | Promise
    read: Callable[[Context], dict[str, Any]]
    write: Callable[[Context, str, Any], None]
    name: Callable[[Context, str, Any], str]
    shape: Settings


_parts: dict[str, Part] = {}


def register_part(part: Part) -> Part:
    """Make a kind of items known; the order of registration is that in which they are written."""
    _parts[part.kind] = part
    return part


def parts() -> tuple[Part, ...]:
    """Return every kind of items beside entities and fields."""
    return tuple(_parts.values())


def part_of(kind: str) -> Part:
    """Return one kind. Raises: KeyError."""
    return _parts[kind]


def kinds() -> tuple[str, ...]:
    """Return the kinds in the order of files."""
    return (*DEFINITIONS, *_parts)


def in_order(items: Items) -> dict[ItemKey, Any]:
    """Return items in the order of files: by kind, then by key."""
    place = {kind: number for number, kind in enumerate(kinds())}
    return dict(sorted(items.items(), key=lambda one: (place.get(one[0][0], 99), one[0][1])))


def read_parts(ctx: Context) -> dict[ItemKey, Any]:
    """Return every item here, beside entities and fields."""
    return {
        (part.kind, key): data for part in parts() for key, data in sorted(part.read(ctx).items())
    }
