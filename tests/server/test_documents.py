"""Every event and every error is documented, and nothing else is."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import owj
from owj.kernel.errors import OwjError

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|(?P<rest>.*)\|$", re.MULTILINE)
# The log of a ticket's clocks and the mechanism itself.
NO_EVENTS = {"owj.kernel.sla.events", "owj.server.events"}


@cache
def modules() -> tuple[ModuleType, ...]:
    """Return every module of ours."""
    return tuple(
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(owj.__path__, "owj.")
        if ".migrations" not in found.name and not found.name.endswith("__main__")
    )


def rows(document: str) -> dict[str, str]:
    """Return what each row of a document's tables says about its name."""
    text = (DOCS / document).read_text(encoding="utf-8")
    return {found["name"]: found["rest"] for found in ROW.finditer(text)}


def event_classes() -> Iterator[type]:
    """Yield the event classes of every events module."""
    for module in modules():
        if module.__name__.endswith(".events") and module.__name__ not in NO_EVENTS:
            for value in vars(module).values():
                if isinstance(value, type) and value.__module__ == module.__name__:
                    assert dataclasses.is_dataclass(value)
                    yield value


def own_fields(event: type) -> set[str]:
    """Return the fields that the class itself adds."""
    inherited = {
        field.name
        for parent in event.__mro__[1:]
        if dataclasses.is_dataclass(parent)
        for field in dataclasses.fields(parent)
    }
    return {field.name for field in dataclasses.fields(event)} - inherited


def error_classes() -> list[type[OwjError]]:
    """Return every error of ours, the families too."""
    modules()
    found, waiting = [], [OwjError]
    while waiting:
        error = waiting.pop()
        waiting.extend(error.__subclasses__())
        if error.__module__.startswith("owj."):
            found.append(error)
    return found


def test_every_event_is_documented() -> None:
    documented = rows("events.md")
    assert {event.__name__ for event in event_classes()} == set(documented)


def test_every_field_of_an_event_is_documented() -> None:
    documented = rows("events.md")
    missing = {
        f"{event.__name__}.{field}"
        for event in event_classes()
        for field in own_fields(event)
        if f"`{field}`" not in documented.get(event.__name__, "")
    }
    assert missing == set()


def test_every_event_is_frozen() -> None:
    # Reactions share the one object.
    thawed = {
        event.__name__
        for event in event_classes()
        if not event.__dataclass_params__.frozen  # type: ignore[attr-defined]  # dataclass internals
    }
    assert thawed == set()


def test_every_error_code_is_documented_and_none_that_is_gone() -> None:
    assert set(rows("errors.md")) == {error.code for error in error_classes()}


def test_an_error_code_belongs_to_one_class() -> None:
    seen: dict[str, str] = {}
    shared = {
        f"{error.code}: {error.__name__}, {seen[error.code]}"
        for error in error_classes()
        if seen.setdefault(error.code, error.__name__) != error.__name__
    }
    assert shared == set()


def test_an_error_message_names_only_plain_fields() -> None:
    broken = {
        error.__name__
        for error in error_classes()
        if re.sub(r"%\(\w+\)s|%%", "", str(error.message)).count("%")
    }
    assert broken == set()
