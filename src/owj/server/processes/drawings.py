"""The graph of each version, read once in a process: versions never change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.graph import load_process
from owj.kernel.errors import OwjError
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.errors import ProcessNotDeployed, ProcessNotRead, UnknownProcess
from owj.server.records.defs import Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A version as it runs. label: its name, in the reader's language when it is worded."""

    version_id: int
    key: str
    name: str
    label: Label
    number: int
    entity: str
    process: Process


@lru_cache(maxsize=256)
def drawing_of(version_id: int) -> Drawing:
    """Return a version with its graph. Raises: ProcessNotRead."""
    row = ProcessVersion.objects.select_related("definition").get(pk=version_id)
    definition = row.definition
    try:
        process = load_process(row.xml, calls_outside=True)
    except OwjError as error:
        raise ProcessNotRead(number=row.number, key=definition.key, reason=str(error)) from None
    told = process.containers[process.main].extensions.get("nameEn", "") or definition.name
    return Drawing(
        version_id,
        definition.key,
        definition.name,
        Label(definition.name, told),
        row.number,
        definition.entity,
        process,
    )


def drawing_in_force(key: str) -> Drawing:
    """Return the newest version of a process. Raises: UnknownProcess, ProcessNotDeployed."""
    rows = ProcessVersion.objects.filter(definition__key=key, definition__archived=False)
    newest = rows.order_by("-number").values_list("pk", flat=True).first()
    if newest is None:
        known = ProcessDefinition.objects.filter(key=key, archived=False).first()
        if known is None:
            raise UnknownProcess(key=key)
        raise ProcessNotDeployed(name=known.name)
    return drawing_of(newest)
