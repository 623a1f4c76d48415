"""From the log's own classes to the four priorities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from owj.kernel.sla.events import Priority
from owj.packages.desk.importer.errors import PriorityMapRejected

PriorityMap = Mapping[str, Priority]

SHIPPED_PRIORITIES: PriorityMap = MappingProxyType(
    {
        "Value 4": Priority.CRITICAL,
        "Value 2": Priority.HIGH,
        "Value 1": Priority.MEDIUM,
        "Value 3": Priority.LOW,
    }
)


def read_priority_map(path: Path) -> PriorityMap:
    """Return the shipped map, changed and widened by a JSON object {value: priority}.

    Raises: PriorityMapRejected.
    """
    try:
        given: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _rejected(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _rejected(path, f"no JSON ({error})") from error
    if not isinstance(given, dict) or not given:
        raise _rejected(path, json.dumps(given, ensure_ascii=False)[:80])
    chosen = dict(SHIPPED_PRIORITIES)
    for value, priority in given.items():
        try:
            chosen[value.strip()] = Priority(priority)
        except ValueError:
            raise _rejected(path, json.dumps({value: priority}, ensure_ascii=False)[:80]) from None
    return MappingProxyType(chosen)


def _rejected(path: Path, got: str) -> PriorityMapRejected:
    return PriorityMapRejected(file=path, expected=", ".join(Priority), got=got)
