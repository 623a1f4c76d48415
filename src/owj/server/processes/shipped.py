"""The processes that come with Owj: packages name their drawings, setup deploys what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from django.db import transaction

from owj.server.context import SYSTEM
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.definitions import deploy, save_draft
from owj.server.records.context import open_context


@dataclass(frozen=True, slots=True)
class ShippedProcess:
    """A drawing of a package: `processes/KEY.bpmn` in its folder. entity: of whose records."""

    key: str
    name: str
    package: str
    entity: str = ""

    @property
    def xml(self) -> str:
        """Return the drawing."""
        found = files(self.package).joinpath("processes", f"{self.key}.bpmn")
        return found.read_text(encoding="utf-8")


_shipped: dict[str, ShippedProcess] = {}


def ship_process(process: ShippedProcess) -> None:
    """Let setup deploy a drawing where no process has its key yet."""
    _shipped[process.key] = process


def shipped_processes() -> Sequence[ShippedProcess]:
    """Return what comes with Owj."""
    return tuple(_shipped.values())


@transaction.atomic
def install_shipped_processes() -> None:
    """Deploy what is not there; what an organisation redrew or put away stays as it is."""
    ctx = open_context(SYSTEM)
    known = set(ProcessDefinition.objects.values_list("key", flat=True))
    for process in _shipped.values():
        if process.key in known:
            continue
        save_draft(ctx, process.key, process.xml, name=process.name, entity=process.entity)
        deploy(ctx, process.key)
