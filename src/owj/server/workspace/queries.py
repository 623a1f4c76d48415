"""What is known about the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from owj.server.workspace.models import Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The organisation's name, zone and first language."""

    name_fa: str = "اوج"
    name_en: str = "Owj"
    zone: str = "Asia/Tehran"
    language: str = "fa"

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def name(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.name_fa if language == "fa" else self.name_en


def current_workspace() -> WorkspaceSettings:
    """Return the organisation of this installation; defaults before it is named."""
    row = Workspace.objects.order_by("id").first()
    if row is None:
        return WorkspaceSettings()
    return WorkspaceSettings(row.name_fa, row.name_en, row.zone, row.language)
