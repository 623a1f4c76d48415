"""Two configurations beside what they had in common last: who changed which item. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from owj.server.configuration.items import ItemKey, Items, in_order

LINES_SHOWN = 40


class Standing(StrEnum):
    """How an item here stands to that of the other side."""

    NEW = "new"
    SAME = "same"
    HERE = "changed_here"
    THERE = "changed_there"
    GONE = "gone_there"
    BOTH = "both"

    @property
    def taken(self) -> bool:
        """Tell whether the other side's is taken unless somebody says otherwise."""
        return self in (Standing.NEW, Standing.THERE)


@dataclass(frozen=True, slots=True)
class SettingDifference:
    """One setting that both sides say otherwise. lines: of a drawing, as a diff."""

    setting: str
    here: Any
    there: Any
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One item on both sides; None: it is not there. base: as they had it in common."""

    kind: str
    key: str
    standing: Standing
    here: Any
    there: Any
    base: Any = None

    @property
    def at(self) -> ItemKey:
        """Return kind and key."""
        return (self.kind, self.key)

    @property
    def name(self) -> str:
        """Return what a choice about it is called."""
        return f"{self.kind}:{self.key}"

    @property
    def differences(self) -> tuple[SettingDifference, ...]:
        """Return the settings that differ; none where one side has no such item."""
        if not isinstance(self.here, Mapping) or not isinstance(self.there, Mapping):
            return ()
        return tuple(_differences(self.here, self.there))


def compare(here: Items, there: Items, base: Items) -> tuple[ComparedItem, ...]:
    """Return every item of the other side, and those that it had and has no more."""
    wanted = dict.fromkeys([*there, *(one for one in base if base[one] is not None)])
    found = []
    for at in in_order(wanted):
        ours, theirs, common = here.get(at), there.get(at), base.get(at)
        standing = _standing(_as_far_as_said(ours, theirs, common), theirs, common)
        if standing is not None:
            found.append(ComparedItem(*at, standing, ours, theirs, common))
    return tuple(found)


def _as_far_as_said(ours: Any, theirs: Any, common: Any) -> Any:
    """Return ours without the order of its fields, where the other side never said one.

    Every entity has an order; a file that was written by hand need not name it.
    """
    sides = (ours, theirs, common if common is not None else theirs)
    if not all(isinstance(one, Mapping) for one in sides) or "order" in {*sides[1], *sides[2]}:
        return ours
    return {name: said for name, said in ours.items() if name != "order"}


def _standing(ours: Any, theirs: Any, common: Any) -> Standing | None:
    if ours == theirs:
        return None if ours is None else Standing.SAME
    if ours is None and common is None:
        return Standing.NEW
    if ours == common:
        return Standing.GONE if theirs is None else Standing.THERE
    return Standing.HERE if theirs == common else Standing.BOTH


def _differences(here: Mapping[str, Any], there: Mapping[str, Any]) -> Iterator[SettingDifference]:
    for name in sorted({*here, *there}):
        ours, theirs = here.get(name), there.get(name)
        if ours != theirs:
            yield SettingDifference(name, ours, theirs, _lines(ours, theirs))


def _lines(ours: Any, theirs: Any) -> tuple[str, ...]:
    if not _are_lines(ours) or not _are_lines(theirs):
        return ()
    found = difflib.unified_diff(ours, theirs, lineterm="", n=1)
    told = [line for line in found if not line.startswith(("---", "+++"))]
    return tuple(told[:LINES_SHOWN])


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
