"""The graph of each version, read once in a process: versions never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.graph import load_process
from owj.kernel.errors import OwjError
from owj.server.processes.definition_rows import ProcessVersion
from owj.server.processes.errors import ProcessNotRead


@dataclass(frozen=True, slots=True)
class Drawing:
    """A version as it runs."""

    version_id: int
    key: str
    name: str
    number: int
    entity: str
    process: Process


@lru_cache(maxsize=256)
def drawing_of(version_id: int) -> Drawing:
    """Return a version with its graph. Raises: ProcessNotRead."""
    row = ProcessVersion.objects.select_related("definition").get(pk=version_id)
    definition = row.definition
    try:
        process = load_process(row.xml)
    except OwjError as error:
        raise ProcessNotRead(number=row.number, key=definition.key, reason=str(error)) from None
    return Drawing(
        version_id, definition.key, definition.name, row.number, definition.entity, process
    )
