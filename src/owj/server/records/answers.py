"""How the answers of a package's choice are called, coloured and ordered by an organisation. Pure.

Only what differs is kept, answer by answer: what the organisation left alone follows the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from owj.server.records.defs import Label, OptionDef
from owj.server.records.defs_json import option_to_json

Answers = tuple[OptionDef, ...]


def renamed(declared: Answers, said: Sequence[Mapping[str, Any]]) -> Answers:
    """Return a package's answers under other names, colours and order.

    said: by `value` the name and colour of some of them; what the package does not know is passed
    over. Where they stand in another order than the package's, they come first.
    """
    known = {one.value for one in declared}
    by_value = {one["value"]: one for one in said if one.get("value") in known}
    changed = {one.value: _under(one, by_value.get(one.value, {})) for one in declared}
    if list(by_value) == [one for one in changed if one in by_value]:
        return tuple(changed.values())
    return tuple(changed[one] for one in dict.fromkeys([*by_value, *changed]))


def _under(declared: OptionDef, said: Mapping[str, Any]) -> OptionDef:
    label = Label(**said["label"]) if said.get("label") else declared.label
    return replace(declared, label=label, color=said.get("color", declared.color))


def otherwise(declared: Answers, wanted: Answers) -> list[dict[str, Any]]:
    """Return what `renamed` needs to make the wanted answers of the declared ones."""
    by_value = {one.value: one for one in declared}
    is_moved = [one.value for one in wanted] != list(by_value)
    said = [_difference(by_value[one.value], one) for one in wanted]
    return [one for one in said if is_moved or len(one) > 1]


def _difference(declared: OptionDef, wanted: OptionDef) -> dict[str, Any]:
    here, there = option_to_json(wanted), option_to_json(declared)
    return {"value": wanted.value} | {
        name: here.get(name, "") for name in ("label", "color") if here.get(name) != there.get(name)
    }


def told(answers: Answers, said: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the answers that something is said of, each complete, in their order."""
    named = {one.get("value") for one in said}
    return [option_to_json(one) for one in answers if one.value in named]


def torn(
    base: Sequence[Mapping[str, Any]],
    ours: Sequence[Mapping[str, Any]],
    theirs: Sequence[Mapping[str, Any]],
) -> frozenset[str]:
    """Return the answers that the package and the organisation both call otherwise than before."""
    before, here = ({one["value"]: _shown(one) for one in side} for side in (base, ours))
    return frozenset(
        one["value"]
        for one in theirs
        if one["value"] in before
        and _shown(one) != before[one["value"]]
        and here.get(one["value"]) not in (_shown(one), before[one["value"]])
    )


def _shown(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["label"]["fa"], one["label"]["en"], one.get("color", "")
