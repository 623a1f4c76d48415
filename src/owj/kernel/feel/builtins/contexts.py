"""Functions of contexts. Source: DMN 1.5, 10.3.4.11."""

from __future__ import annotations

from owj.kernel.feel.builtins.registry import Refused, feel_function
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import FeelContext, FeelList, FeelValue


@feel_function("get value", "m: context, key: string")
def get_value(run: Run, context: FeelContext, key: str) -> FeelValue:
    """Return the entry of that name, null if there is none."""
    return context.get(key)


@feel_function("get value", "m: context, keys: list")
def get_inner_value(run: Run, context: FeelContext, keys: FeelList) -> FeelValue:
    """Return the entry that a path of names leads to."""
    value: FeelValue = context
    for key in keys:
        if not (isinstance(value, dict) and isinstance(key, str)):
            return None
        value = value.get(key)
    return value if keys else None


@feel_function("get entries", "m: context")
def get_entries(run: Run, context: FeelContext) -> FeelValue:
    """Return a list of contexts with key and value, one for each entry."""
    run.charge(len(context))
    return tuple([{"key": key, "value": value} for key, value in context.items()])


@feel_function("context", "entries: list")
def to_context(run: Run, entries: FeelList) -> FeelValue:
    """Return the context of a list of keys and values."""
    run.charge(len(entries))
    made: FeelContext = {}
    for entry in entries:
        if not (isinstance(entry, dict) and "value" in entry):
            raise Refused("expected entries with key and value")
        key = entry.get("key")
        if not isinstance(key, str):
            raise Refused("expected keys that are texts")
        if key in made:
            raise Refused(f"expected each key once, got {key} twice")
        made[key] = entry["value"]
    return made


@feel_function("context put", "context: context, key: string, value: Any")
def put_entry(run: Run, context: FeelContext, key: str, value: FeelValue) -> FeelValue:
    """Return the context with an entry set."""
    run.charge(len(context) + 1)
    return {**context, key: value}


@feel_function("context put", "context: context, keys: list, value: Any")
def put_inner_entry(run: Run, context: FeelContext, keys: FeelList, value: FeelValue) -> FeelValue:
    """Return the context with the entry set that a path of names leads to."""
    if not keys:
        raise Refused("expected at least one key")
    key, rest = keys[0], keys[1:]
    if not isinstance(key, str):
        raise Refused("expected keys that are texts")
    run.charge(len(context) + len(keys))
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if inner is not None and not isinstance(inner, dict):
        raise Refused(f"expected a context at {key}")
    return {**context, key: put_inner_entry(run, inner or {}, rest, value)}


@feel_function("context merge", "contexts: list")
def merge_contexts(run: Run, contexts: FeelList) -> FeelValue:
    """Return one context of all entries; later ones win."""
    merged: FeelContext = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Refused("expected only contexts")
        run.charge(len(context) + 1)
        merged.update(context)
    return merged
