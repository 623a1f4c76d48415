"""Functions that take lists apart and put them together. Source: DMN 1.5, 10.3.4.4."""

from __future__ import annotations

from decimal import Decimal

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.calling import invoke
from owj.kernel.feel.comparing import same
from owj.kernel.feel.numbers import whole
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelFunction, FeelList, FeelValue, kind_of


@feel_function("list contains", "list: list, element: Any")
def list_contains(run: Run, items: FeelList, element: FeelValue) -> FeelValue:
    """Return whether the list has the element."""
    run.charge(len(items))
    return any(same(item, element, run) for item in items)


@feel_function("count", "list: list")
def count_items(run: Run, items: FeelList) -> FeelValue:
    """Return the number of elements."""
    return Decimal(len(items))


@feel_function("sublist", "list: list, start position: number, [length: number]")
def sublist(run: Run, items: FeelList, start: Decimal, length: Decimal | None = None) -> FeelValue:
    """Return the elements from a place on, as many as asked for."""
    first = place_of(items, start)
    end = len(items) if length is None else first + whole(length)
    if end > len(items) or end < first:
        raise Refused(f"expected a length up to {len(items) - first}")
    return items[first:end]


@feel_function("append", "list: list, *item: Any")
def append_items(run: Run, items: FeelList, *more: FeelValue) -> FeelValue:
    """Return the list with elements added at its end."""
    run.charge(len(items) + len(more))
    return (*items, *more)


@feel_function("concatenate", "*list: list")
def concatenate(run: Run, *lists: FeelList) -> FeelValue:
    """Return all lists as one."""
    run.charge(sum(len(items) for items in lists))
    return tuple([item for items in lists for item in items])


@feel_function("insert before", "list: list, position: number, newItem: Any")
def insert_before(run: Run, items: FeelList, position: Decimal, item: FeelValue) -> FeelValue:
    """Return the list with an element put in before a place."""
    run.charge(len(items) + 1)
    place = place_of(items, position)
    return (*items[:place], item, *items[place:])


@feel_function("remove", "list: list, position: number")
def remove_item(run: Run, items: FeelList, position: Decimal) -> FeelValue:
    """Return the list without the element at a place."""
    run.charge(len(items))
    place = place_of(items, position)
    return (*items[:place], *items[place + 1 :])


@feel_function("list replace", "list: list, position: number, newItem: Any")
def replace_item(run: Run, items: FeelList, position: Decimal, item: FeelValue) -> FeelValue:
    """Return the list with another element at a place."""
    run.charge(len(items))
    place = place_of(items, position)
    return (*items[:place], item, *items[place + 1 :])


@feel_function("list replace", "list: list, match: function, newItem: Any")
def replace_matching(
    run: Run, items: FeelList, match: FeelFunction, new_item: FeelValue
) -> FeelValue:
    """Return the list with another element wherever match(item, newItem) is true."""
    made: list[FeelValue] = []
    for item in items:
        found = invoke(match, (item, new_item), (), run, (0, 0))
        if not isinstance(found, bool):
            raise Refused("expected a function that gives true or false")
        made.append(new_item if found else item)
    return tuple(made)


@feel_function("reverse", "list: list")
def reverse_list(run: Run, items: FeelList) -> FeelValue:
    """Return the elements from the last to the first."""
    run.charge(len(items))
    return items[::-1]


@feel_function("index of", "list: list, match: Any")
def index_of(run: Run, items: FeelList, match: FeelValue) -> FeelValue:
    """Return the places of all elements that are equal to one."""
    run.charge(len(items))
    return tuple([Decimal(place) for place, item in enumerate(items, 1) if same(item, match, run)])


@feel_function("distinct values", "list: list")
def distinct_values(run: Run, items: FeelList) -> FeelValue:
    """Return each element once, where it stood first."""
    kept: list[FeelValue] = []
    seen: set[FeelValue] = set()
    for item in items:
        if isinstance(item, str | Decimal):
            run.charge(1)
            if item in seen:
                continue
            seen.add(item)
        else:
            run.charge(len(kept) + 1)
            if any(same(item, other, run) for other in kept):
                continue
        kept.append(item)
    return tuple(kept)


@feel_function("union", "*list: list")
def union(run: Run, *lists: FeelList) -> FeelValue:
    """Return the elements of all lists, each once."""
    run.charge(sum(len(items) for items in lists))
    return distinct_values(run, tuple([item for items in lists for item in items]))


@feel_function("flatten", "list: list")
def flatten(run: Run, items: FeelList) -> FeelValue:
    """Return the elements of the list and of all lists inside it."""
    made: list[FeelValue] = []
    waiting: list[FeelValue] = [items]
    while waiting:
        run.charge(1)
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item[::-1])
        else:
            made.append(item)
    return tuple(made)


@feel_function("sort", "list: list, [precedes: function]")
def sort_list(run: Run, items: FeelList, precedes: FeelFunction | None = None) -> FeelValue:
    """Return the elements in order; precedes(a, b) says whether a comes first."""
    from owj.kernel.feel.builtins.ordering import sort_by, sort_naturally

    run.charge(len(items))
    return sort_naturally(items) if precedes is None else sort_by(items, precedes, run)


def place_of(items: FeelList, position: Decimal) -> int:
    """Return the index from 0 of a position from 1, or from the end by -1. Raises: Refused."""
    place = whole(position)
    if 1 <= place <= len(items):
        return place - 1
    if -len(items) <= place <= -1:
        return len(items) + place
    raise Refused(f"expected a position from 1 to {len(items)}, got {kind_of(position)} {place}")
