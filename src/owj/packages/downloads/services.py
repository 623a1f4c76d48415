"""Publishing downloads, and handing them to customers: each time is an entry of the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from owj.kernel.promises.cover import CoverReason
from owj.packages.customers.entity import Contact
from owj.packages.customers.queries import standing_at
from owj.packages.downloads.entity import Download
from owj.packages.downloads.errors import (
    DownloadAhead,
    DownloadEmpty,
    DownloadLapsed,
    NotInFreeYear,
    OnlyPublishers,
)
from owj.packages.downloads.queries import Right, covered_contracts, right_to
from owj.packages.downloads.words import SERVICES, DownloadKind
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services import may_keep, note_download
from owj.packages.warranty.services.work import hold
from owj.server.records.context import Context

__all__ = [
    "DownloadKind",
    "Taken",
    "change_download",
    "check_publisher",
    "publish_download",
    "take",
]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a customer is handed: a file, or an address."""

    file_id: UUID | None
    address: str


def check_publisher(ctx: Context) -> None:
    """Refuse whoever does not publish. Raises: OnlyPublishers."""
    if not may_keep(ctx):
        raise OnlyPublishers


@transaction.atomic
def publish_download(ctx: Context, values: Mapping[str, Any]) -> Download:
    """Publish a release, course or guide, or announce it for a day to come (R26).

    Raises: OnlyPublishers, DownloadEmpty, InvalidInput.
    """
    check_publisher(ctx)
    if not (values.get("file") or values.get("address")):
        raise DownloadEmpty(name="file")
    return ctx.create(Download, **values)


@transaction.atomic
def change_download(
    ctx: Context, download_id: int, values: Mapping[str, Any], expected_version: int | None = None
) -> Download:
    """Change a download, or withdraw it. Raises: OnlyPublishers, NotFound, DownloadEmpty."""
    check_publisher(ctx)
    row = ctx.lock(Download, download_id)
    if not (values.get("file", row.file) or values.get("address", row.address)):
        # Whether something is left depends on what is stored.
        raise DownloadEmpty(name="file", clashes=True)
    return ctx.update(row, expected_version=expected_version or row.version, **values)


@transaction.atomic
def take(ctx: Context, download_id: int, customer_id: int) -> Taken:
    """Hand a download to a person of a customer, and write it down where the warranty stands.

    Raises: NotFound, DownloadAhead, DownloadLapsed, NotInFreeYear.
    """
    download = ctx.get(Download, download_id)
    if download.published_on > today_of(ctx):
        raise DownloadAhead(title=download.title)
    right = right_to(download, covered_contracts(ctx, customer_id), today_of(ctx))
    _check(download, right)
    if right.contract is not None:
        place = standing_at(ctx, customer_id)
        system = ctx.as_system()
        name = system.get(Contact, place.contact_id).name if place else ctx.actor.name
        note_download(
            hold(ctx, right.contract.id),
            {
                "download": download.id,
                "title": f"{download.title} {download.version_name}".strip(),
                "service": SERVICES[download.kind].value,
                "reason": right.judgement.reason,
                "name": name,
            },
        )
    return Taken(download.file, download.address)


def _check(download: Download, right: Right) -> None:
    if right.judgement.allowed or right.contract is None:
        return
    if right.judgement.reason == CoverReason.NOT_IN_FREE_YEAR.value:
        raise NotInFreeYear(title=download.title)
    raise DownloadLapsed(
        contract=right.contract.title, title=download.title, reason=right.judgement.reason
    )
