"""What may be downloaded, and as which service of the agreement it counts (R25, R26, R28)."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.sla.warranty_settings import Service
from owj.server.records import Label, Options


class DownloadKind(Options):
    """What a download is."""

    RELEASE = "release", Label("نگارش", "Release")
    COURSE = "course", Label("دورهٔ آکادمی", "Course of the academy")
    GUIDE = "guide", Label("راهنما", "Guide")


SERVICES = {
    DownloadKind.RELEASE: Service.QUARTERLY_RELEASE,
    DownloadKind.COURSE: Service.ACADEMY,
    DownloadKind.GUIDE: Service.DOCS,
}


class DownloadReason(StrEnum):
    """Name why something may be downloaded, beside the reasons of a cover.

    owned: a release that came while the warranty ran stays usable (R26). not_kept: no delivery is
    written down, so there is no warranty that could lapse.
    """

    OWNED = "owned"
    NOT_KEPT = "not_kept"
