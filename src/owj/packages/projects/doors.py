"""What pages that serve any entity may do with projects.

Promised and actual days are written by the project's own page, because they are entries of its
account; here they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owj.packages.customers.services.who_may import check_staff
from owj.packages.projects.entity import Project, ProjectMinutes, ProjectPhase, ProjectSession
from owj.packages.projects.services.work import check_project_keeper
from owj.server.records import Entity
from owj.server.records.context import Context
from owj.server.records.doors import write_by
from owj.server.records.rights import Verb, open_to_pages

_READ = frozenset({Verb.READ, Verb.UPDATE, Verb.EXPORT, Verb.DESIGN})


def _change(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    check_project_keeper(ctx)
    fresh = ctx.lock(type(record), record.id)
    return ctx.update(fresh, expected_version=expected_version or record.version, **values)


def _make_session(ctx: Context, values: Mapping[str, Any]) -> Entity:
    check_staff(ctx)
    return ctx.create(ProjectSession, **values)


def _change_session(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None
) -> Entity:
    check_staff(ctx)
    fresh = ctx.lock(type(record), record.id)
    return ctx.update(fresh, expected_version=expected_version or record.version, **values)


write_by(Project, change=_change, together=check_project_keeper)
write_by(ProjectPhase, change=_change, together=check_project_keeper)
write_by(
    ProjectSession,
    make=_make_session,
    change=_change_session,
    once=("project",),
    together=check_staff,
)
open_to_pages(Project, _READ, ("title", "lead", "agreed_price"))
open_to_pages(ProjectPhase, _READ, ("title",))
open_to_pages(ProjectMinutes, _READ, ())
open_to_pages(ProjectSession, _READ | {Verb.CREATE})
