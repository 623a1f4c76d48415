"""Pages that serve any entity show downloads; who leads publishes them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.downloads.entity import Download
from owj.packages.downloads.services import change_download, publish_download
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import EVERY_VERB, Verb, open_to_pages


def _make(ctx: Context, values: Mapping[str, Any]) -> Entity:
    return publish_download(ctx, values)


def _change(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    return change_download(ctx, record.id, values, expected_version)


write_by(Download, make=_make, change=_change, one_of=("file", "address"))
# Accounts name what was downloaded, so a download is withdrawn, not deleted.
open_to_pages(Download, EVERY_VERB - {Verb.DELETE, Verb.IMPORT})
