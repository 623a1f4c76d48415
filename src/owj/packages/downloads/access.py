"""Who may see downloads: staff all, people of customers those that were not withdrawn.

Seeing one is not having it: the file is given by `services.take`, which asks the warranty.
"""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.queries import standings
from owj.packages.downloads.entity import Download
from owj.server.files.models import StoredFile
from owj.server.files.services import ActsFor, file_guard
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.context import Context


@access_rule(Download)
def reach_downloads(ctx: Context) -> Reach:
    """Return the downloads the actor may see."""
    if ctx.actor.kind == "staff":
        return ALL
    return Q(withdrawn=False) if standings(ctx) else NONE


@file_guard
def opens_download(file: StoredFile, ctx: ActsFor) -> bool:
    """Let staff open the file; customers come by the door that asks their warranty."""
    if not isinstance(ctx, Context) or ctx.actor.kind != "staff":
        return False
    return ctx.rows(Download).filter(file=file.id).exists()
